import type { Faq } from '@parley/client';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import type { Saved } from './saving.ts';

type ConflictDialogProps = {
  readonly conflict: Extract<Saved, { kind: 'conflict' }> | null;
  readonly onClose: () => void;
  readonly onTakeMine: (theirs: Faq) => void;
  readonly onTakeTheirs: (theirs: Faq) => void;
};

/** Two have changed the same: which of the two is to stay? */
export function ConflictDialog({ conflict, onClose, onTakeMine, onTakeTheirs }: ConflictDialogProps) {
  const t = useT('help');
  const format = useFormat();
  if (!conflict) return null;
  const { theirs, fields } = conflict;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('conflict')}
      description={t('conflictDetail', {
        time: format.moment(new Date(theirs.updatedAt)),
        fields: format.list(fields.map((field) => t(`field.${field}`))),
      })}
      footer={
        <>
          <Button onClick={() => onTakeTheirs(theirs)}>{t('takeTheirs')}</Button>
          <Button variant="primary" onClick={() => onTakeMine(theirs)}>
            {t('takeMine')}
          </Button>
        </>
      }
    >
      {fields.includes('question') && <p className="mb-2 text-base font-semibold">{theirs.question}</p>}
      {fields.includes('answer') && (
        <pre dir="auto" className="max-h-60 overflow-y-auto rounded-md bg-subtle p-3 text-xs whitespace-pre-wrap">
          {theirs.answer}
        </pre>
      )}
    </Dialog>
  );
}

type GoneDialogProps = { readonly open: boolean; readonly onClose: () => void; readonly onSaveAsNew: () => void };

/** Somebody deleted what is being written: the text need not be lost. */
export function GoneDialog({ open, onClose, onSaveAsNew }: GoneDialogProps) {
  const t = useT('help');
  return (
    <AlertDialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('deletedMeanwhile')}
      description={t('deletedMeanwhileDetail')}
      confirm={t('saveAsNew')}
      onConfirm={onSaveAsNew}
    />
  );
}
