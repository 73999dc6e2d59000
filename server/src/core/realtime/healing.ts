import type { Message } from '../conversations/types.ts';
import type { CoreEvent } from '../events.ts';
import { createRecentMap } from '../lru.ts';
import type { TicketStore } from '../tickets/store.ts';
import type { FollowStore, Moment } from './follow-store.ts';
import type { Hub } from './hub.ts';

export type HealingPorts = {
  readonly hub: Pick<Hub, 'userIds' | 'conversationIds' | 'lastSeq'>;
  readonly store: FollowStore;
  readonly tickets: Pick<TicketStore, 'find'>;
  /** Tells this node's listeners only. */
  readonly announce: (event: CoreEvent) => void;
};

export type Healing = {
  /** Notes what was announced, so that it is not announced again. */
  heard(event: CoreEvent): void;
  /** Announces here what was committed since a moment and concerns anybody here. */
  heal(since: Moment): Promise<void>;
};

/** People, or conversations, asked for at once. */
const CHUNK = 1_000;
/** Messages read at once. */
const PAGE = 500;
const TICKETS = 200;
const REMEMBERED = 50_000;

/** Makes events anew from what the database holds. */
export function createHealing({ hub, store, tickets, announce }: HealingPorts): Healing {
  /** The version of a message, the time of a ticket, whether somebody came or went: as last announced. */
  const announced = createRecentMap<string, string>(REMEMBERED);
  const keyOf = (kind: string, ...of: readonly (string | number)[]) => [kind, ...of].join('\n');

  /** True once for each state of a thing. */
  function isNews(key: string, state: string): boolean {
    if (announced.get(key) === state) return false;
    announced.set(key, state);
    return true;
  }

  function heard(event: CoreEvent): void {
    if (event.type === 'message.edited') noteVersion(event.conversationId, event.message.seq, event.message.version);
    else if (event.type === 'message.deleted') noteVersion(event.conversationId, event.seq, event.version);
    else if (event.type === 'message.reacted') noteVersion(event.messageId, 0, event.version);
    else if (event.type === 'conversation.left')
      announced.set(keyOf('passage', event.conversationId, event.userId), 'went');
    else if (event.type === 'conversation.created')
      for (const userId of event.userIds) announced.set(keyOf('passage', event.conversationId, userId), 'came');
    else if (event.type === 'ticket.created' || event.type === 'ticket.updated')
      announced.set(keyOf('ticket', event.ticket.id), event.ticket.updatedAt);
  }

  function noteVersion(of: string, seq: number, version: number): void {
    announced.set(keyOf('version', of, seq), String(version));
  }

  function showChange(message: Message): void {
    const { conversationId, seq, id, version } = message;
    const known = [announced.get(keyOf('version', conversationId, seq)), announced.get(keyOf('version', id, 0))];
    if (known.some((last) => Number(last) >= version)) return;
    announce(changeOf(message));
  }

  async function healMessages(since: Moment, conversationId: string): Promise<void> {
    let after = 0;
    for (;;) {
      const page = await store.messages(since, conversationId, after, PAGE);
      for (const { message, isNew } of page) {
        after = message.seq;
        if (isNew && message.seq > hub.lastSeq(conversationId)) {
          announce({ type: 'message.sent', conversationId, message, connectionId: null });
          noteVersion(conversationId, message.seq, message.version);
        } else if (message.version > 1) showChange(message);
      }
      if (page.length < PAGE) return;
    }
  }

  async function healPassages(since: Moment, userIds: readonly string[]): Promise<void> {
    for (const passage of await store.passages(since, userIds)) {
      const { conversationId, userId } = passage;
      if (!isNews(keyOf('passage', conversationId, userId), passage.kind)) continue;
      if (passage.kind === 'came') announce({ type: 'conversation.created', conversationId, userIds: [userId] });
      else announce({ type: 'conversation.left', conversationId, userId, reason: passage.reason });
    }
  }

  /** @returns the conversations of those that changed. */
  async function healTickets(since: Moment): Promise<string[]> {
    const changed = await store.tickets(since, TICKETS);
    const isNew = new Map(changed.map((entry) => [entry.ticketId, entry.isNew]));
    for (const ticket of await tickets.find([...isNew.keys()])) {
      const { id, conversationId, updatedAt } = ticket;
      const known = announced.get(keyOf('ticket', id));
      if (!isNews(keyOf('ticket', id), updatedAt)) continue;
      if (isNew.get(id) && known === undefined) announce({ type: 'ticket.created', conversationId, ticket });
      else announce({ type: 'ticket.updated', conversationId, ticket, changes: [] });
    }
    return changed.map(({ conversationId }) => conversationId);
  }

  return {
    heard,
    async heal(since) {
      const userIds = [...hub.userIds()];
      if (userIds.length === 0) return;
      for (const some of chunksOf(userIds)) {
        for (const { userId, suspended } of await store.people(since, some)) {
          announce({ type: 'user.changed', userId, suspended });
        }
        await healPassages(since, some);
      }
      const desk = await healTickets(since);
      const done = new Set<string>();
      const conversationIds = [...hub.conversationIds(), ...desk];
      for (let from = 0; from < Math.max(userIds.length, conversationIds.length); from += CHUNK) {
        const to = from + CHUNK;
        const found = await store.conversations(since, userIds.slice(from, to), conversationIds.slice(from, to));
        for (const { conversationId, messages, looks } of found) {
          if (done.has(conversationId)) continue;
          done.add(conversationId);
          if (messages) await healMessages(since, conversationId);
          if (looks) announce({ type: 'conversation.changed', conversationId });
        }
      }
    },
  };
}

/** What makes the present state of a changed message known. Who took a reaction back is not kept. */
function changeOf(message: Message): CoreEvent {
  const { conversationId, id: messageId, seq, version, deletedAt, senderId, reactions, editedAt } = message;
  if (deletedAt !== null) {
    return { type: 'message.deleted', conversationId, messageId, seq, version, deletedAt, deletedBy: senderId };
  }
  const latest = reactions
    .flatMap(({ emoji, userIds, at }) => userIds.map((userId, i) => ({ emoji, userId, at: at[i] ?? '' })))
    .reduce<{ emoji: string; userId: string; at: string } | null>(
      (last, one) => (last === null || one.at > last.at ? one : last),
      null,
    );
  if (latest === null || (editedAt !== null && editedAt > latest.at)) {
    return { type: 'message.edited', conversationId, message };
  }
  const { userId, emoji } = latest;
  return { type: 'message.reacted', conversationId, messageId, version, userId, emoji, action: 'added', reactions };
}

function chunksOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, i) => items.slice(i * CHUNK, (i + 1) * CHUNK));
}
