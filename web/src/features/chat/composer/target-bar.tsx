import type { Message } from '@parley/client';
import { Pencil, Reply, X } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { excerptOf } from '../message/excerpt.ts';
import { useRoom } from '../room.ts';

/** What is being written about: the message that is answered, or changed. */
export type Target = { readonly kind: 'reply' | 'edit'; readonly message: Message };

type TargetBarProps = { readonly target: Target; readonly onCancel: () => void };

/** Above what is being written: the message that it is about, and the way to let go of it. */
export function TargetBar({ target: { kind, message }, onCancel }: TargetBarProps) {
  const t = useT('chat');
  const { nameOf } = useRoom();
  const Icon = kind === 'reply' ? Reply : Pencil;
  return (
    <div className="flex items-center gap-2.5 border-b border-line py-1.5 ps-3 pe-1.5">
      <Icon aria-hidden="true" className="mirrored size-4 shrink-0 text-accent-text" />
      <div className="min-w-0 flex-1 border-s-2 border-accent ps-2">
        <p className="truncate text-xs font-semibold text-accent-text">
          {kind === 'edit' ? t('editing') : t('replyingTo', { name: nameOf(message.senderId) })}
        </p>
        <p dir="auto" className="truncate text-xs text-muted">
          {excerptOf(message, t)}
        </p>
      </div>
      <IconButton
        size="sm"
        label={t(kind === 'edit' ? 'cancelEdit' : 'cancelReply')}
        keys="Esc"
        icon={<X />}
        onClick={onCancel}
      />
    </div>
  );
}
