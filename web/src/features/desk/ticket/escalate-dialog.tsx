import type { Ticket, UserRef } from '@parley/client';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { ticketPriorities } from '../../../ui/ticket-states.ts';
import { useTicketActions } from '../data/actions.ts';
import { PersonPicker } from './person-picker.tsx';

type EscalateDialogProps = { readonly ticket: Ticket; readonly onClose: () => void };

/** Raises a ticket's priority, with the reason for it, and perhaps gives it to somebody else. */
export default function EscalateDialog({ ticket, onClose }: EscalateDialogProps) {
  const t = useT('desk');
  const common = useT('common');
  const words = useT('common/tickets');
  const actions = useTicketActions();
  const [reason, setReason] = useState('');
  const [assignee, setAssignee] = useState<UserRef | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  const next = ticketPriorities[ticketPriorities.indexOf(ticket.priority) + 1];
  const escalate = async () => {
    setBusy(true);
    const isDone = await actions.escalate(ticket, reason.trim(), assignee);
    setBusy(false);
    if (isDone && isThere()) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('escalate.title', { number: ticket.number })}
      description={next ? t('escalate.raises', { priority: words(`priority.${next}`) }) : t('escalate.highest')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={reason.trim() === ''} onClick={() => void escalate()}>
            {t('escalate.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextArea
          autoFocus
          readOnly={isBusy}
          label={t('escalate.reason')}
          hint={t('escalate.reasonHint')}
          rows={3}
          maxLength={2000}
          value={reason}
          onValueChange={setReason}
        />
        <div className="flex flex-col items-start gap-1">
          <span className="text-sm font-medium">
            {t('escalate.assignee')} <span className="font-normal text-muted">({common('optional')})</span>
          </span>
          <PersonPicker
            label={t('escalate.assignee')}
            hasNobody={assignee !== null}
            onPick={setAssignee}
            trigger={
              <button type="button" className={buttonClass()}>
                {assignee?.name ?? t('escalate.keep')}
                <ChevronDown aria-hidden="true" />
              </button>
            }
          />
        </div>
      </div>
    </Dialog>
  );
}
