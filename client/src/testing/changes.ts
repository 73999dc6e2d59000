import type { Change as ChangeAnswer } from '../sync.ts';
import { messageFor } from './messages.ts';
import { invalid, Refusal } from './refusal.ts';
import { conversationOf, visible } from './rooms.ts';
import type { Change, Person, State } from './state.ts';

export type SyncAnswer = {
  readonly data: ChangeAnswer[];
  readonly page: { readonly next: string | null };
  readonly cursor: string;
};

/** What changed for somebody after a place, each thing once and as it is now, oldest change first. */
export function changesSince(state: State, person: Person, since: string | undefined, limit: number): SyncAnswer {
  if (since === undefined) return { data: [], page: { next: null }, cursor: cursorAt(state.changes.length) };
  const from = Number(/^s(\d+)$/.exec(since)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new Refusal('invalid_cursor', 'since is not a cursor of this server');
  if (from < state.forgotten || from > state.changes.length)
    throw new Refusal('resync_required', 'This position is no longer kept; load everything anew');
  if (limit < 1) throw invalid('limit', 'must be at least 1');
  const latest = new Map<string, number>();
  for (let index = from; index < state.changes.length; index += 1) latest.set(keyOf(state.changes[index]), index);
  const indexes = [...latest.values()].sort((a, b) => a - b);
  const data: ChangeAnswer[] = [];
  for (const index of indexes) {
    const change = answerTo(state, person, state.changes[index]);
    if (!change) continue;
    data.push(change);
    const next = cursorAt(index + 1);
    if (data.length === limit && index !== indexes.at(-1)) return { data, page: { next }, cursor: next };
  }
  return { data, page: { next: null }, cursor: cursorAt(state.changes.length) };
}

function cursorAt(index: number): string {
  return `s${index}`;
}

/** Changes of one thing; of a conversation and its end the later one counts. */
function keyOf(change: Change | undefined): string {
  if (change?.kind === 'message') return `${change.roomId}\n${change.seq}`;
  return `${change?.roomId}\n\n${change?.userId}`;
}

function answerTo(state: State, person: Person, change: Change | undefined): ChangeAnswer | null {
  const room = change && state.rooms.get(change.roomId);
  if (!room || (change.userId !== null && change.userId !== person.id)) return null;
  const membership = room.members.get(person.id);
  const isIn = membership !== undefined && !membership.isHidden;
  if (change.kind === 'conversation_removed')
    return isIn ? null : { kind: 'conversation_removed', conversationId: room.id };
  if (!isIn) return null;
  if (change.kind !== 'message') return { kind: 'conversation', conversation: conversationOf(state, room, person.id) };
  const stored = visible(room, person.id).find(({ message }) => message.seq === change.seq);
  return stored ? { kind: 'message', message: messageFor(stored, person.id) } : null;
}
