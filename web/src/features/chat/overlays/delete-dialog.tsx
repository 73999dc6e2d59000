import type { Message } from '@parley/client';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { problemText } from '../message/problems.ts';
import { useRoom } from '../room.ts';
import { asProblem } from '../room-actions.ts';

type DeleteDialogProps = {
  readonly message: Message;
  readonly scope: 'everybody' | 'me';
  readonly onClose: () => void;
};

/** Asks before a message is deleted. */
export default function DeleteDialog({ message, scope, onClose }: DeleteDialogProps) {
  const t = useT('chat');
  const format = useFormat();
  const { parley } = useRoom();
  const remove = () => {
    parley.messages.remove(message, scope).catch((error: unknown) => {
      showToast({ tone: 'danger', title: problemText(asProblem(error), t, format) });
    });
  };
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`delete.${scope}.title`)}
      description={t(`delete.${scope}.detail`)}
      confirm={t(`delete.${scope}.confirm`)}
      isDangerous
      onConfirm={remove}
    />
  );
}
