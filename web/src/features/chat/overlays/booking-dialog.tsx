import { useConversation } from '@parley/client/react';
import { type SubmitEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useRoom } from '../room.ts';
import { PackageList } from './package-list.tsx';
import { usePackages } from './packages.ts';

type BookingDialogProps = {
  /** The service that was offered, by whom; null where that is still to be chosen. */
  readonly offered: string | null;
  readonly ownerId: string | null;
  readonly onClose: () => void;
};

/** Asks for a service of another member, on a day and at a time. */
export default function BookingDialog({ offered, ownerId, onClose }: BookingDialogProps) {
  const t = useT('chat');
  const common = useT('common');
  const { chat, me, conversationId } = useRoom();
  const form = useId();
  const others = useConversation(conversationId)?.members.filter(({ userId }) => userId !== me) ?? [];
  const [from, setFrom] = useState(ownerId ?? others[0]?.userId ?? null);
  const packages = usePackages(from);
  const [chosen, setChosen] = useState(offered);
  const [date, setDate] = useState('');
  const [time, setTime] = useState('');
  const [note, setNote] = useState('');
  const isThere = Array.isArray(packages) && packages.some(({ id }) => id === chosen);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isThere || chosen === null) return;
    const content = note.trim();
    chat.send({
      type: 'booking_request',
      metadata: {
        servicePackageId: chosen,
        ...(date !== '' && { requestedDate: date }),
        ...(time !== '' && { requestedTime: time }),
      },
      ...(content !== '' && { content }),
    });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('add.booking')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" type="submit" form={form} disabled={!isThere}>
            {t('booking.send')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {ownerId === null && others.length > 1 && (
          <Select
            label={t('booking.from')}
            value={from ?? ''}
            options={others.map(({ userId, name }) => ({ value: userId, label: name }))}
            onValueChange={(id) => {
              setFrom(id);
              setChosen(null);
            }}
          />
        )}
        <PackageList packages={packages} chosen={chosen} onChoose={setChosen} none={t('booking.none')} />
        <div className="grid grid-cols-2 gap-3">
          <TextField type="date" label={t('booking.date')} min={today()} value={date} onValueChange={setDate} />
          <TextField
            type="time"
            label={`${t('booking.time')} (${common('optional')})`}
            value={time}
            onValueChange={setTime}
          />
        </div>
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

/** The reader's day, as date fields write it. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
