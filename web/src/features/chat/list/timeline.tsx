import type { Chat, Conversation, ListedMessage, TimelineState } from '@parley/client';
import { receiptOf } from '@parley/client';
import { memo, type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { useRoom } from '../room.ts';
import { EmptyChat } from './empty-chat.tsx';
import { FloatingDay } from './floating-day.tsx';
import type { LabelOf, ListHandle } from './handle.ts';
import { useJumps } from './jumps.ts';
import { LatestButton } from './latest-button.tsx';
import { Beginning } from './lines.tsx';
import { PageEdge } from './page-edge.tsx';
import { usePosition } from './position.ts';
import { RowView } from './row-view.tsx';
import { type Between, layOut, type Row } from './rows.ts';
import { SpokenMessages } from './spoken-messages.tsx';
import { useVirtualRows } from './virtual-rows.ts';
import { useWalk } from './walk.ts';

type TimelineProps = {
  readonly conversation: Conversation;
  readonly lines: readonly ListedMessage[];
  readonly state: Omit<TimelineState, 'messages'>;
  readonly chat: Chat;
  readonly unreadAfter: number | null;
  readonly between: readonly Between[];
  readonly labelOf: LabelOf | undefined;
  readonly focusSeq: number | undefined;
  readonly handle: Ref<ListHandle>;
};

/** The list itself. Only what is near the view is in the document, however long it is. */
export const Timeline = memo(function Timeline(props: TimelineProps) {
  const { conversation, lines, state, chat, unreadAfter, between, labelOf, focusSeq, handle } = props;
  const t = useT('chat');
  const { me } = useRoom();
  const { hasOlder, hasNewer } = state;
  const breaks = useBreaks(lines, hasOlder);
  const rows = useMemo(
    () => layOut({ lines, me, unreadAfter, between, hasOlder, hasNewer, breaks }),
    [lines, me, unreadAfter, between, hasOlder, hasNewer, breaks],
  );
  const walk = useWalk(rows);
  const { scroller, virtualizer } = useVirtualRows({ rows, hasOlder, hasNewer, activeIndex: walk.activeIndex });
  const jumps = useJumps({ rows, virtualizer, chat, hasNewer, focusSeq });
  const { toEnd, isJumping } = jumps;
  const position = usePosition({ rows, lines, virtualizer, scroller, state, chat, conversation, toEnd, isJumping });
  useImperativeHandle(handle, () => ({ jumpTo: jumps.jumpTo, toEnd }), [jumps.jumpTo, toEnd]);

  const shownItems = virtualizer.getVirtualItems();
  const tabIndexOf = walk.tabStop(shownItems);
  const isShared = conversation.type !== 'direct';
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <FloatingDay at={position.topAt} scroller={scroller} />
      <PageEdge
        failed={position.failed}
        isWaiting={position.isAtTop && state.loading === 'older'}
        onRetry={position.retry}
      />
      <div
        ref={scroller}
        className="relative flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        {rows.length === 0 && !hasOlder && <EmptyChat conversation={conversation} />}
        <div className="relative mt-auto">
          {rows.length > 0 && !hasOlder && <Beginning />}
          <ol ref={virtualizer.containerRef} aria-label={t('messages')} {...walk.listProps} className="relative w-full">
            {shownItems.map(({ index, key }) => {
              const row = rows[index];
              if (!row) return null;
              return (
                <RowView
                  key={key}
                  index={index}
                  row={row}
                  measure={virtualizer.measureElement}
                  isShared={isShared}
                  label={labelFor(row, labelOf)}
                  receipt={receiptFor(row, conversation, me)}
                  isFlashing={jumps.flashing === row.key}
                  isTabStop={tabIndexOf === index}
                  isActive={walk.activeKey === row.key}
                />
              );
            })}
          </ol>
        </div>
      </div>
      {!position.isAtEnd && <LatestButton count={conversation.unreadCount} onPress={toEnd} />}
      <SpokenMessages conversationId={conversation.id} />
    </div>
  );
});

/** Remembers which lines once stood first, so that the group that they began then stays one. */
function useBreaks(lines: readonly ListedMessage[], hasOlder: boolean): ReadonlySet<string> {
  const breaks = useRef(new Set<string>());
  const [first] = lines;
  if (hasOlder && first) breaks.current.add(first.key);
  return breaks.current;
}

function labelFor(row: Row, labelOf: LabelOf | undefined): string | null {
  if (row.kind !== 'message' || row.line.state !== 'sent' || !labelOf) return null;
  const { sender } = row.line.message;
  return sender === null ? null : labelOf(sender.id, sender.role);
}

function receiptFor(row: Row, conversation: Conversation, me: string): ReturnType<typeof receiptOf> | null {
  if (row.kind !== 'message' || !row.isOwn || row.line.state !== 'sent' || row.line.message.deletedAt !== null)
    return null;
  return receiptOf(conversation, row.line.message.seq, me);
}
