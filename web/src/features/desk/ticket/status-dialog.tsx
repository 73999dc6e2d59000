import type { Ticket } from '@parley/client';
import { useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useT } from '../../../i18n/use-t.ts';
import { settings } from '../../../settings/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { useTicketActions } from '../data/actions.ts';
import { isDone, reachable } from '../data/transitions.ts';

type StatusDialogProps = { readonly ticket: Ticket; readonly onClose: () => void };

/** Gives a ticket another status with a last word to the requester: both happen, or neither. */
export default function StatusDialog({ ticket, onClose }: StatusDialogProps) {
  const t = useT('desk');
  const common = useT('common');
  const words = useT('common/tickets');
  const actions = useTicketActions();
  const statuses = reachable(ticket.status).filter((status) => status !== ticket.status);
  const [status, setStatus] = useState(isDone(ticket.status) ? statuses[0] : 'closed');
  const [comment, setComment] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  const save = async () => {
    if (!status) return;
    setBusy(true);
    const isSaved = await actions.setStatus(ticket, status, comment.trim());
    setBusy(false);
    if (isSaved && isThere()) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('statusDialog.title', { number: ticket.number })}
      description={t('statusDialog.description', { name: ticket.requester.name })}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={comment.trim() === ''} onClick={() => void save()}>
            {t('statusDialog.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextArea
          autoFocus
          readOnly={isBusy}
          label={t('statusDialog.comment')}
          rows={4}
          maxLength={settings.limits.maxMessageLength}
          value={comment}
          onValueChange={setComment}
        />
        {status && (
          <Select
            label={t('statusDialog.status')}
            value={status}
            options={statuses.map((value) => ({ value, label: words(`status.${value}`) }))}
            onValueChange={setStatus}
          />
        )}
      </div>
    </Dialog>
  );
}
