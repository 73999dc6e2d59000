import { useBlocker } from '@tanstack/react-router';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';

/** Asks before what was written is left behind, by whatever way. `isDirty` is asked when somebody is about to leave. */
export function LeaveGuard({ isDirty }: { readonly isDirty: () => boolean }) {
  const t = useT('help');
  const blocker = useBlocker({ shouldBlockFn: isDirty, enableBeforeUnload: isDirty, withResolver: true });
  return (
    <AlertDialog
      open={blocker.status === 'blocked'}
      onOpenChange={(open) => !open && blocker.reset?.()}
      title={t('leave')}
      description={t('leaveDetail')}
      confirm={t('leaveAnyway')}
      isDangerous
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
