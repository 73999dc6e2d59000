import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { reasonWords } from '../data/problems.ts';
import type { Failure } from './use-bulk.ts';

type BulkFailuresProps = { readonly failures: readonly Failure[]; readonly onClose: () => void };

/** To which tickets a common change could not be made, and why. */
export default function BulkFailures({ failures, onClose }: BulkFailuresProps) {
  const t = useT('desk');
  const common = useT('common');
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('bulk.failures', { count: failures.length })}
      description={t('bulk.failuresDetail')}
      footer={
        <Button variant="primary" onClick={onClose}>
          {common('close')}
        </Button>
      }
    >
      <ul className="flex flex-col divide-y divide-line">
        {failures.map(({ ticket, code }) => (
          <li key={ticket.id} className="flex flex-col py-2 text-sm">
            <span className="flex gap-2">
              <span className="text-muted tabular-nums">#{ticket.number}</span>
              <bdi className="truncate font-medium">{ticket.subject}</bdi>
            </span>
            <span className="text-xs text-danger-text">{reasonWords(t, code)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
