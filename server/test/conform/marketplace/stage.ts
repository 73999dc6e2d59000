import { expect, vi } from 'vitest';
import type { EventName } from './events.ts';
import { at, type Market, type MarketWire, must, openDirect, openGroup, type Trader, tell } from './market.ts';
import { type Conversation, conversationShape } from './shapes.ts';

/**
 * Everybody who listens in cases about events. Ann leads the group, bo and cy are in it; one connection of ann's and one of
 * bo's have left the room. Ex was in it and was removed. The others are connected and must hear nothing of it: third has
 * conversations of his own with ann and with ex.
 */
const SEATS = ['ann1', 'ann2', 'bo1', 'bo2', 'cy', 'ex', 'third', 'admin', 'stranger'] as const;
export type Seat = (typeof SEATS)[number];

/** Names of events. One that ends with `+` comes once or more, one that ends with `?` comes or does not. */
export type Hearing = Partial<Record<Seat, readonly (EventName | `${EventName}+` | `${EventName}?`)[]>>;

export type Stage = {
  readonly ann: Trader;
  readonly bo: Trader;
  readonly cy: Trader;
  readonly ex: Trader;
  readonly third: Trader;
  readonly admin: Trader;
  readonly stranger: Trader;
  readonly wires: Readonly<Record<Seat, MarketWire>>;
  readonly list: readonly MarketWire[];
  readonly conversation: Conversation;
  readonly id: string;
  /** Waits for quiet and forgets what was heard until now. */
  clear(): Promise<void>;
  /**
   * Waits for quiet and expects that each seat heard exactly these events in any order, and seats that are not named none at
   * all; forgets them. What is heard and never expected fails the case when it ends.
   */
  heard(hearing: Hearing): Promise<void>;
};

/** What was heard, with what may be more than once or not at all put as it was expected. */
function compare(expected: readonly string[], found: readonly string[]): readonly [string[], string[]] {
  const plain: string[] = [];
  let rest = [...found];
  for (const event of expected) {
    const name = event.replace(/[+?]$/, '');
    if (event.endsWith('+')) {
      plain.push(name);
      if (rest.includes(name)) rest = [name, ...rest.filter((one) => one !== name)];
    } else if (event.endsWith('?')) rest = rest.filter((one) => one !== name);
    else plain.push(name);
  }
  return [plain.sort(), rest.sort()];
}

async function seat(market: Market, kind: 'group' | 'direct'): Promise<Stage> {
  const [ann, bo, cy, ex, third, admin, stranger] = await Promise.all([
    market.person('Ann'),
    market.person('Bo'),
    market.person('Cy'),
    market.person('Ex'),
    market.person('Third'),
    market.person('Admin', { role: 'admin' }),
    market.person('Stranger'),
  ]);
  await Promise.all([openDirect(third, ann), openDirect(ex, third)]);
  let conversation: Conversation;
  if (kind === 'group') {
    const made = await openGroup(ann, [bo, cy, ex], { groupName: 'Garden' });
    conversation = must(await ann.delete(at(made._id, `/participants/${ex.id}`)), 200).as(conversationShape);
  } else conversation = await openDirect(ann, bo);
  const id = conversation._id;
  const people = { ann1: ann, ann2: ann, bo1: bo, bo2: bo, cy, ex, third, admin, stranger };
  const opened = await Promise.all(SEATS.map(async (name) => [name, await people[name].connect(name)] as const));
  const wires = Object.fromEntries(opened) as Record<Seat, MarketWire>;
  const list = Object.values(wires);
  await Promise.all([wires.ann2, wires.bo2].map((wire) => tell(wire, 'leave_conversation', { conversationId: id })));
  const forget = () => {
    market.audit(list);
    for (const wire of list) wire.forget();
  };
  const clear = async () => {
    await market.settle();
    forget();
    for (const wire of list) market.watch(wire);
  };
  await clear();
  return {
    ...{ ann, bo, cy, ex, third, admin, stranger, wires, list, conversation, id, clear },
    async heard(hearing) {
      const both = SEATS.map((name) => name);
      const pairs = () =>
        both.map((name) => {
          const found = wires[name].frames.map(({ event }) => event);
          return [name, ...compare(hearing[name] ?? [], found)] as const;
        });
      const expected = () => pairs().map(([name, wanted]) => [name, wanted]);
      const found = () => pairs().map(([name, , heard]) => [name, heard]);
      await vi.waitFor(() => expect(found()).toEqual(expected()), { timeout: 4000, interval: 10 });
      await market.settle();
      expect(found()).toEqual(expected());
      forget();
    },
  };
}

/** A group of ann, bo and cy that ex was removed from; all its connections but ann2 and bo2 are in its room. */
export function setGroup(market: Market): Promise<Stage> {
  return seat(market, 'group');
}

/** A direct conversation of ann and bo; ann1 and bo1 are in its room. */
export function setDirect(market: Market): Promise<Stage> {
  return seat(market, 'direct');
}

type Names = readonly (EventName | `${EventName}+` | `${EventName}?`)[];

/** Events for every connection of the group, and more for those in its room. */
export function inGroup(all: Names, room: Names = []): Hearing {
  const both = [...all, ...room];
  return { ann1: both, ann2: all, bo1: both, bo2: all, cy: both };
}

/** Events for every connection of the two, and more for those in the room. */
export function inDirect(all: Names, room: Names = []): Hearing {
  const { cy: _, ...hearing } = inGroup(all, room);
  return hearing;
}

/** What a new message makes everybody hear. */
export const SAID = [['message_received', 'conversation_updated'], ['new_message']] as const;
