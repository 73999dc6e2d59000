import type { FoundMessage, Message } from '../types.ts';
import { deliver } from './marks.ts';
import { messageFor } from './messages.ts';
import { invalid, Refusal } from './refusal.ts';
import { roomFor, visible } from './rooms.ts';
import type { Person, Room, State } from './state.ts';

export type HistoryQuery = {
  readonly before?: string;
  readonly after?: string;
  readonly cursor?: string;
  readonly limit?: number;
};
type MessagePage = { readonly data: Message[]; readonly page: { readonly next: string | null } };

/** A page of a conversation: newest first, or (`after`) oldest first; what is seen has reached its reader. */
export function history(state: State, person: Person, roomId: string, query: HistoryQuery): MessagePage {
  const room = roomFor(state, person, roomId);
  const { before, after, cursor } = query;
  if (before !== undefined && after !== undefined) throw invalid('before', 'cannot go with after');
  const limit = Math.min(query.limit ?? 50, 100);
  const [, direction = after === undefined ? 'b' : 'a', edge] = /^([ab])(\d+)$/.exec(cursor ?? '') ?? [];
  const seq = edge === undefined ? seqOf(room, before ?? after) : Number(edge);
  const all = visible(room, person.id).map((stored) => messageFor(stored, person.id));
  const asked =
    direction === 'a'
      ? all.filter((message) => message.seq > (seq ?? 0))
      : all.filter((message) => seq === null || message.seq < seq).reverse();
  const data = asked.slice(0, limit);
  deliver(state, room, person.id, Math.max(0, ...data.map((message) => message.seq)), true);
  return { data, page: { next: asked.length > limit ? `${direction}${data.at(-1)?.seq}` : null } };
}

/** The number that a number or the id of a message stands for. */
function seqOf(room: Room, place: string | undefined): number | null {
  if (place === undefined) return null;
  if (/^\d+$/.test(place)) return Number(place);
  const found = room.messages.find(({ message }) => message.id === place);
  if (!found) throw new Refusal('not_found', 'There is no such message');
  return found.message.seq;
}

/** Messages in somebody's conversations in which each part of the query begins a word, newest first. */
export function search(
  state: State,
  person: Person,
  query: { readonly q: string; readonly conversationId?: string },
): FoundMessage[] {
  const parts = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const rooms =
    query.conversationId === undefined
      ? [...state.rooms.values()].filter(({ members }) => members.has(person.id))
      : [roomFor(state, person, query.conversationId)];
  return rooms
    .flatMap((room) => visible(room, person.id).map((stored) => messageFor(stored, person.id)))
    .filter(({ content, deletedAt }) => deletedAt === null && parts.every((part) => beginsWord(content, part)))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.seq - a.seq)
    .map((message) => ({ ...message, highlight: highlight(message.content, parts) }));
}

function beginsWord(text: string, part: string): boolean {
  return beginningOfWord(part, 'iu').test(text);
}

function beginningOfWord(part: string, flags: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}`, flags);
}

function highlight(text: string, parts: readonly string[]): string {
  const marked = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return parts.reduce((now, part) => now.replaceAll(beginningOfWord(part, 'giu'), '<mark>$&</mark>'), marked);
}
