import type { TicketEvent } from '@parley/client';
import { type TicketPriority, type TicketStatus, ticketPriorities, ticketStatuses } from '../../../ui/ticket-states.ts';

/** An event of a ticket's history as what is to be said of it: a text and its values, by kind. */
export type HistoryWords =
  | { readonly kind: 'created' | 'replied' | 'noted' | 'unassigned' | 'changed' }
  | { readonly kind: 'status'; readonly from: TicketStatus; readonly to: TicketStatus }
  | { readonly kind: 'priority'; readonly from: TicketPriority; readonly to: TicketPriority }
  | { readonly kind: 'escalated'; readonly from: TicketPriority; readonly to: TicketPriority }
  /** To the person of this id. */
  | { readonly kind: 'assigned'; readonly to: string }
  | { readonly kind: 'category'; readonly to: string }
  | { readonly kind: 'subject'; readonly to: string }
  | { readonly kind: 'tags'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'rated'; readonly score: number };

/** What an event tells; `changed` where it tells nothing that there are words for. */
export function historyWords({ action, field, from, to }: TicketEvent): HistoryWords {
  switch (action) {
    case 'created':
      return { kind: 'created' };
    case 'commented':
      return { kind: field === 'note' ? 'noted' : 'replied' };
    case 'status_changed':
      return stepOf('status', ticketStatuses, from, to);
    case 'assigned':
      return typeof to === 'string' ? { kind: 'assigned', to } : { kind: 'unassigned' };
    case 'escalated':
      return stepOf('escalated', ticketPriorities, from, to);
    case 'rated':
      return typeof to === 'number' ? { kind: 'rated', score: to } : { kind: 'changed' };
    case 'updated':
      return updateWords(field, from, to);
  }
}

function updateWords(field: string | null, from: unknown, to: unknown): HistoryWords {
  if (field === 'priority') return stepOf('priority', ticketPriorities, from, to);
  if ((field === 'category' || field === 'subject') && typeof to === 'string') return { kind: field, to };
  if (field !== 'tags') return { kind: 'changed' };
  const [before, after] = [textsOf(from), textsOf(to)];
  return {
    kind: 'tags',
    added: after.filter((tag) => !before.includes(tag)),
    removed: before.filter((tag) => !after.includes(tag)),
  };
}

function stepOf<K extends string, V extends string>(
  kind: K,
  known: readonly V[],
  from: unknown,
  to: unknown,
): { readonly kind: K; readonly from: V; readonly to: V } | { readonly kind: 'changed' } {
  const [before, after] = [known.find((value) => value === from), known.find((value) => value === to)];
  return before !== undefined && after !== undefined ? { kind, from: before, to: after } : { kind: 'changed' };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
