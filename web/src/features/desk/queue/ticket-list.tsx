import { useUnread } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { neighbour } from '../data/arrangement.ts';
import type { ListedTicket } from '../data/cache.ts';
import { useCommand } from '../keys/commands.tsx';
import type { Selection } from './selection.ts';
import { TicketRow } from './ticket-row.tsx';
import { useRowCommands } from './use-row-commands.ts';

type TicketListProps = {
  readonly place: RefObject<HTMLElement | null>;
  readonly tickets: readonly ListedTicket[];
  readonly openId: string | null;
  readonly selection: Selection;
  readonly isSelecting: boolean;
  readonly onSelect: (id: string, isRange: boolean) => void;
  readonly onLastNear: () => void;
};

/** The rows of the queue, as one stop of the keyboard: arrows move among them, and J and K to the ticket beside the open one. */
export function TicketList(props: TicketListProps) {
  const { place, tickets, openId, selection, isSelecting, onSelect, onLastNear } = props;
  const t = useT('desk');
  const navigate = useNavigate();
  const { byConversation } = useUnread();
  const [focusId, setFocusId] = useState<string | null>(null);
  const ids = tickets.map(({ id }) => id);
  const stop = [focusId, openId].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;
  const lastPlace = useLastPlace(ids, openId);
  const row = useCallback(
    (id: string) => place.current?.querySelector<HTMLElement>(`[data-ticket="${CSS.escape(id)}"]`) ?? null,
    [place],
  );

  const open = (id: string) => void navigate({ to: '/desk/$id', params: { id }, search: true });
  const focus = (id: string | undefined) => {
    if (id === undefined) return;
    setFocusId(id);
    row(id)?.focus();
    row(id)?.scrollIntoView({ block: 'nearest' });
  };
  const step = (by: 1 | -1) => {
    if (by === 1 && ids.indexOf(openId ?? stop ?? '') >= ids.length - 2) onLastNear();
    if (openId !== null) {
      const next = neighbour(ids, openId, lastPlace(), by);
      if (next !== null) open(next);
      return;
    }
    const at = ids.indexOf(stop ?? '');
    const isThere = stop !== null && document.activeElement === row(stop);
    focus(ids[isThere ? at + by : at]);
  };
  const select = (isRange: boolean) => {
    const id = openId ?? stop;
    if (id !== null && ids.includes(id)) onSelect(id, isRange);
  };
  useCommand('next', ids.length > 0 ? () => step(1) : null);
  useCommand('previous', ids.length > 0 ? () => step(-1) : null);
  useCommand('open', openId === null && stop !== null ? () => open(stop) : null);
  useCommand('select', stop === null ? null : () => select(false));
  useCommand('selectRange', stop === null ? null : () => select(true));
  const isFree = openId === null && selection.ids.size === 0;
  useRowCommands(isFree ? (tickets.find(({ id }) => id === stop) ?? null) : null, onSelect);
  useEffect(() => {
    if (openId !== null) row(openId)?.scrollIntoView({ block: 'nearest' });
  }, [openId, row]);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = ids.indexOf(stop ?? '');
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focus(ids[to]);
    if (event.shiftKey && ids[to] !== undefined) onSelect(ids[to], true);
  };
  return (
    <ul aria-label={t('queue.label')} onKeyDown={onKeyDown}>
      {tickets.map((ticket) => (
        <TicketRow
          key={ticket.id}
          ticket={ticket}
          isOpen={ticket.id === openId}
          isSelected={selection.ids.has(ticket.id)}
          isSelecting={isSelecting}
          isUnread={(byConversation.get(ticket.conversationId) ?? 0) > 0}
          tabIndex={ticket.id === stop ? 0 : -1}
          onFocus={setFocusId}
          onSelect={onSelect}
        />
      ))}
    </ul>
  );
}

/** Where the open ticket stands in the list, or stood before it left it. */
function useLastPlace(ids: readonly string[], openId: string | null): () => number {
  const last = useRef(0);
  const at = openId === null ? -1 : ids.indexOf(openId);
  useEffect(() => {
    if (at >= 0) last.current = at;
  }, [at]);
  return () => last.current;
}
