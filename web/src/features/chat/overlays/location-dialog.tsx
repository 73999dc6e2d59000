import { LocateFixed } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useRoom } from '../room.ts';
import { parseCoordinates } from './coordinates.ts';

const PATIENCE_MS = 15_000;

/** Shares a place: where one is, if one wants that, or wherever one says. */
export default function LocationDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('chat');
  const common = useT('common');
  const { chat } = useRoom();
  const form = useId();
  const [text, setText] = useState('');
  const [address, setAddress] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);

  const locate = () => {
    setBusy(true);
    setProblem(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Who has written another place meanwhile means that one.
        const here = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        setText((now) => (now === text ? here : now));
        setBusy(false);
      },
      ({ code, PERMISSION_DENIED }) => {
        setProblem(t(code === PERMISSION_DENIED ? 'place.denied' : 'place.unavailable'));
        setBusy(false);
      },
      { enableHighAccuracy: true, timeout: PATIENCE_MS },
    );
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const place = parseCoordinates(text);
    if (!place) return setProblem(t('place.invalid'));
    const words = address.trim();
    chat.send({
      type: 'location',
      content: words,
      metadata: { ...place, ...(words !== '' && { address: words }) },
    });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('add.location')}
      description={t('place.detail')}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" type="submit" form={form}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4 pt-1">
        {'geolocation' in navigator && (
          <Button icon={<LocateFixed />} isBusy={isBusy} onClick={locate} className="self-start">
            {t('place.mine')}
          </Button>
        )}
        <TextField
          label={t('place.coordinates')}
          hint={t('place.hint')}
          error={problem}
          inputMode="text"
          dir="ltr"
          value={text}
          onValueChange={setText}
        />
        <TextField
          label={`${t('place.address')} (${common('optional')})`}
          autoComplete="street-address"
          maxLength={300}
          value={address}
          onValueChange={setAddress}
        />
      </form>
    </Dialog>
  );
}
