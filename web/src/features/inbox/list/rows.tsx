import type { Conversation } from '@parley/client';
import { useParley, useReadable } from '@parley/client/react';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useGlide } from './glide.ts';
import type { Listing } from './listing.ts';
import { latestUnsent } from './preview.ts';
import { useRoving } from './roving.ts';
import { Row } from './row.tsx';
import { ROW_REM, useVisibleRange } from './use-visible-range.ts';

/** What others do with the rows. */
export type RowsHandle = { readonly focus: () => void };

export type RowsProps = {
  readonly listing: Listing;
  readonly openId: string | null;
  /** Changes when other rows are shown, not when the same ones move. */
  readonly reason: string;
  readonly handle: Ref<RowsHandle>;
  readonly onLeave: () => void;
  readonly onHide: (conversation: Conversation) => void;
};

/** So many rows before the end the next ones are asked for. */
const AHEAD = 12;

/** Conversations, one below the other. Only those that are seen are drawn, so that their number costs nothing. */
export function Rows({ listing, openId, reason, handle, onLeave, onHide }: RowsProps) {
  const t = useT('inbox');
  const me = useMe();
  const { rows, hasMore, loadMore } = listing;
  const list = useRef<HTMLUListElement>(null);
  const range = useVisibleRange(list, rows.length);
  const roving = useRoving({ rows, openId, list, onLeave });
  const { outbox, presence } = useParley();
  const entries = useReadable(outbox.entries);
  const unsent = useMemo(() => latestUnsent(entries), [entries]);
  useGlide(list, rows, reason);
  useImperativeHandle(handle, () => ({ focus: roving.focus }));

  // Asked for together they are one request: each row by itself comes too late for that.
  useMemo(() => {
    for (const row of rows.slice(range.from, range.to)) {
      const other = otherOf(row, me);
      if (other) presence.of(other.userId);
    }
  }, [rows, range, presence, me]);

  const isNearEnd = hasMore && range.to > rows.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) loadMore();
  }, [isNearEnd, loadMore]);

  const places = Array.from(
    { length: Math.max(0, Math.min(range.to, rows.length) - range.from) },
    (_, n) => n + range.from,
  );
  if (roving.stop >= 0 && !places.includes(roving.stop)) places.push(roving.stop);
  return (
    <ul
      ref={list}
      aria-label={t('list.label')}
      onKeyDown={roving.onKeyDown}
      className="relative"
      style={{ height: `${rows.length * ROW_REM}rem` }}
    >
      {places
        .sort((a, b) => a - b)
        .map((place) => {
          const conversation = rows[place];
          return (
            conversation && (
              <Row
                key={conversation.id}
                conversation={conversation}
                place={place}
                count={hasMore ? -1 : rows.length}
                isOpen={conversation.id === openId}
                isStop={place === roving.stop}
                unsent={unsent.get(conversation.id) ?? null}
                onFocus={roving.onRowFocus}
                onHide={onHide}
              />
            )
          );
        })}
    </ul>
  );
}
