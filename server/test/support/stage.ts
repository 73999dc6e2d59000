import { expect, vi } from 'vitest';
import type { EventName } from './events.ts';
import { CONVERSATIONS, makeGroup } from './factories.ts';
import type { Person } from './person.ts';
import type { TestServer } from './server.ts';
import type { Conversation } from './shapes.ts';
import { quiet, type Wire } from './wire.ts';

/** Who may listen: two connections of the one who acts, two of a member, and three people who must hear nothing. */
const SEATS = ['ann1', 'ann2', 'bo1', 'bo2', 'ex', 'stranger', 'root'] as const;
export type Seat = (typeof SEATS)[number];

export type Stage = {
  readonly ann: Person;
  readonly bo: Person;
  readonly ex: Person;
  readonly stranger: Person;
  readonly root: Person;
  readonly wires: Readonly<Record<Seat, Wire>>;
  /** Owned by ann, with bo as member; ex has been removed from it. */
  readonly group: Conversation;
  /** Waits for quiet and forgets all that was heard. */
  clear(): Promise<void>;
  /** Events of one kind that a seat has heard. */
  heard(seat: Seat): string[];
  /**
   * Waits for quiet and expects that exactly the seats in `hearing` heard exactly these events, each once, in any order,
   * and that nobody else heard anything. Marks of delivery are left out: they follow from listening itself.
   */
  expectHeard(hearing: Partial<Record<Seat, readonly EventName[]>>): Promise<void>;
  close(): Promise<void>;
};

/** Everybody for one case about recipients, connected and quiet. */
export async function setStage(server: TestServer): Promise<Stage> {
  const { ann, bo, ex, stranger } = await server.people('ann', 'bo', 'ex', 'stranger');
  const root = await server.person('root', { role: 'admin' });
  const group = await makeGroup(ann, [bo, ex], 'Stage');
  await ann.delete(`${CONVERSATIONS}/${group.id}/members/${ex.id}`);
  const wires = {
    ann1: await ann.connect(),
    ann2: await ann.connect(),
    bo1: await bo.connect(),
    bo2: await bo.connect(),
    ex: await ex.connect(),
    stranger: await stranger.connect(),
    root: await root.connect(),
  };
  const list = Object.values(wires);
  const heard = (seat: Seat) =>
    wires[seat].heard
      // Both come in their own time, and have tests of their own.
      .filter((frame) => frame.event !== 'message_delivered' && frame.event !== 'notification')
      .map((frame) => frame.event)
      .sort();
  const stage: Stage = {
    ann,
    bo,
    ex,
    stranger,
    root,
    wires,
    group,
    heard,
    async clear() {
      await quiet(list);
      for (const wire of list) wire.forget();
    },
    async expectHeard(hearing) {
      const expected = Object.fromEntries(SEATS.map((seat) => [seat, [...(hearing[seat] ?? [])].sort()]));
      const found = () => Object.fromEntries(SEATS.map((seat) => [seat, heard(seat)]));
      await vi.waitFor(() => expect(found()).toEqual(expected), { timeout: 5000, interval: 20 });
      // All is there: nothing more may come.
      await quiet(list, 150);
      expect(found()).toEqual(expected);
      for (const seat of ['ex', 'stranger', 'root'] as const) expect(heard(seat)).toEqual([]);
    },
    async close() {
      await Promise.all(list.map((wire) => wire.close()));
    },
  };
  await stage.clear();
  return stage;
}

/** The same events for every member's connection. */
export function everyone(...events: readonly EventName[]): Partial<Record<Seat, readonly EventName[]>> {
  return { ann1: events, ann2: events, bo1: events, bo2: events };
}
