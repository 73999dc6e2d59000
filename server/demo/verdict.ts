import { setTimeout as sleep } from 'node:timers/promises';
import type { Narrator } from './narrator.ts';
import type { Person } from './person.ts';
import type { Room, Stage } from './stage.ts';
import { answers, type WireMessage } from './wire.ts';

/** How long nothing more may come after the last expected event; a doubled one would come in this time. */
const QUIET_MS = 500;

/**
 * What every member has put together from events must be what the server has stored. Returns the differences. Reading
 * the history counts as delivery, one's own last message included, which the others are told.
 */
export async function compareHistories(stage: Stage, rooms: readonly Room[]): Promise<string[]> {
  const differences: string[] = [];
  for (const room of rooms) {
    for (const person of room.members) {
      const stored = await readHistory(person, room.id);
      const gap = stored.findIndex((message, index) => message.seq !== index + 1);
      if (gap !== -1) differences.push(`${person.name}: the history has a gap before #${stored[gap]?.seq}`);
      stage.tellDelivered(person, room, stored.length);
      for (const line of person.transcript(room.id).differences(stored)) differences.push(`${person.name}: ${line}`);
    }
  }
  return differences;
}

/** Waits until the wire is quiet, then says of everybody what was missing, doubled, out of order or not meant for them. */
export async function auditLedgers(people: readonly Person[]): Promise<string[]> {
  await sleep(QUIET_MS);
  return people.flatMap((person) =>
    person.ledger.audit().map(({ kind, lane, what }) => `${person.name}: ${kind}, ${lane}: ${what}`),
  );
}

/** Says how much everybody heard; for a story that ended well. */
export function praise(people: readonly Person[], narrator: Narrator): void {
  narrator.good('what each of them knows is what the server has stored, number by number');
  for (const { name, ledger } of people) {
    const { heard } = ledger.tally();
    narrator.good(
      heard === 0
        ? `${name} heard nothing, as it must be`
        : `${name} heard ${heard} events, each once and in its place`,
    );
  }
}

/** The whole history in ascending order, a small page at a time. */
async function readHistory(person: Person, conversationId: string): Promise<WireMessage[]> {
  const messages: WireMessage[] = [];
  let cursor: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({
      after: '0',
      limit: '4',
      ...(cursor === null ? {} : { cursor }),
    });
    const path = `/api/messaging/conversations/${conversationId}/messages?${query}`;
    const page = await person.call('GET', path, answers.messages);
    messages.push(...page.data);
    cursor = page.page.next;
  } while (cursor !== null);
  return messages;
}
