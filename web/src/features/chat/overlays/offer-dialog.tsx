import { useId, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { useRoom } from '../room.ts';
import { PackageList } from './package-list.tsx';
import { usePackages } from './packages.ts';

/** Offers one of one's own services. */
export default function OfferDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('chat');
  const common = useT('common');
  const { chat, me } = useRoom();
  const form = useId();
  const packages = usePackages(me);
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const send = () => {
    if (chosen === null) return;
    const content = note.trim();
    chat.send({ type: 'service_offer', metadata: { servicePackageId: chosen }, ...(content !== '' && { content }) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('add.offer')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" type="submit" form={form} disabled={chosen === null}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        className="flex flex-col gap-4"
      >
        <PackageList packages={packages} chosen={chosen} onChoose={setChosen} none={t('offer.none')} />
        <TextArea
          label={`${t('offer.note')} (${common('optional')})`}
          maxLength={1000}
          value={note}
          onValueChange={setNote}
        />
      </form>
    </Dialog>
  );
}
