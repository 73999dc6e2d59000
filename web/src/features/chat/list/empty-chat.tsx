import type { Conversation } from '@parley/client';
import { MessageCircle } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useRoom } from '../room.ts';

/** Where nobody has said anything yet. */
export function EmptyChat({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('chat');
  const { me, canWrite } = useRoom();
  const other = conversation.type === 'direct' ? conversation.members.find(({ userId }) => userId !== me) : undefined;
  return (
    <div className="absolute inset-0 flex">
      <EmptyState icon={<MessageCircle />} title={t('emptyTitle')}>
        {!canWrite ? t('emptyClosed') : other ? t('emptyTo', { name: other.name }) : t('empty')}
      </EmptyState>
    </div>
  );
}
