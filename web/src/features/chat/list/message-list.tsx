import { useConversation, useMessages } from '@parley/client/react';
import { memo, type Ref, useMemo } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { isGone } from '../gone.ts';
import { useRoom } from '../room.ts';
import type { LabelOf, ListHandle } from './handle.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { useOnceAFrame } from './once-a-frame.ts';
import { useOpening } from './opening.ts';
import type { Between } from './rows.ts';
import { Timeline } from './timeline.tsx';

export type MessageListProps = {
  readonly between: readonly Between[];
  readonly labelOf: LabelOf | undefined;
  readonly focusSeq: number | undefined;
  readonly handle: Ref<ListHandle>;
};

/** The messages of the chat, or that they are on their way, or why not. */
export const MessageList = memo(function MessageList({ between, labelOf, focusSeq, handle }: MessageListProps) {
  const t = useT('chat');
  const { conversationId } = useRoom();
  const conversation = useConversation(conversationId);
  const messages = useMessages(conversationId);
  const { status, hasOlder, hasNewer, loading, error, lines, chat } = messages;
  const first = lines[0];
  const firstSeq = first?.state === 'sent' ? first.message.seq : null;
  const loaded = useMemo(
    () => ({ status, hasOlder, hasNewer, loading, error, firstSeq }),
    [status, hasOlder, hasNewer, loading, error, firstSeq],
  );
  const opening = useOpening(conversation, loaded, chat, focusSeq);
  // Of messages that come faster than they can be drawn only the latest state is.
  const shown = useOnceAFrame(
    useMemo(() => ({ conversation, lines, state: loaded, opening }), [conversation, lines, loaded, opening]),
  );
  if (status === 'failed')
    return (
      <div className="min-h-0 flex-1">
        {isGone(messages) ? (
          <ErrorState title={t('gone')}>{t('goneDetail')}</ErrorState>
        ) : (
          <ErrorState title={t('failed')} onRetry={() => void chat.load()}>
            {t('failedDetail')}
          </ErrorState>
        )}
      </div>
    );
  if (shown.opening === null || shown.conversation === null) return <ListSkeleton />;
  return (
    <Timeline
      conversation={shown.conversation}
      lines={shown.lines}
      state={shown.state}
      chat={chat}
      unreadAfter={shown.opening.unreadAfter}
      between={between}
      labelOf={labelOf}
      focusSeq={focusSeq}
      handle={handle}
    />
  );
});
