import type { Conversation } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { nameOf } from '../naming.ts';
import { useLeaving } from '../use-leaving.ts';
import { useMe } from '../use-me.ts';

type HideDialogProps = { readonly conversation: Conversation; readonly onClose: () => void };

/** Asks before a conversation is deleted for oneself. */
export default function HideDialog({ conversation, onClose }: HideDialogProps) {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const { conversations } = useParley();
  const leaving = useLeaving();
  const { id } = conversation;
  const name = nameOf(conversation, useMe());
  const hide = () => {
    leaving(id, () => conversations.hide(id)).catch((error: unknown) =>
      showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) }),
    );
  };
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t('hide.question', { name })}
      description={t('hide.detail')}
      confirm={t('hide.confirm')}
      isDangerous
      onConfirm={hide}
    />
  );
}
