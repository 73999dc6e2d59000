import { expect, vi } from 'vitest';
import type { Conversation, EventName, Id, Ticket } from './shapes.ts';
import { openConversation, openTicket, type Travel, type Traveller, type TravelWire, tell } from './travel.ts';

/**
 * Everybody who listens in cases about events. Of each of the two who are concerned one connection is in the room, one never
 * was, and one of bo's has left it; the others are connected and must hear nothing of the room.
 */
const SEATS = ['ann1', 'ann2', 'bo1', 'bo2', 'bo3', 'third', 'admin', 'stranger'] as const;
export type Seat = (typeof SEATS)[number];

/** Names of events; one that ends with `+` may come more than once. */
export type Hearing = Partial<Record<Seat, readonly (EventName | `${EventName}+`)[]>>;

export type Stage = {
  readonly ann: Traveller;
  readonly bo: Traveller;
  /** Has a conversation with ann, none with bo. */
  readonly third: Traveller;
  readonly admin: Traveller;
  readonly stranger: Traveller;
  readonly wires: Readonly<Record<Seat, TravelWire>>;
  readonly list: readonly TravelWire[];
  /** Waits for quiet and forgets what was heard until now. */
  clear(): Promise<void>;
  /**
   * Waits for quiet and expects that each seat heard exactly these events in any order, and seats that are not named none at
   * all; forgets them. What is heard and never expected fails the case when it ends.
   */
  heard(hearing: Hearing): Promise<void>;
};
export type ConversationStage = Stage & { readonly conversation: Conversation; readonly id: Id };
export type TicketStage = Stage & { readonly ticket: Ticket; readonly id: Id };

async function gather(travel: Travel): Promise<Stage> {
  const [ann, bo, third, admin, stranger] = await Promise.all([
    travel.person('Ann', { numeric: true }),
    travel.person('Bo'),
    travel.person('Third'),
    travel.person('Admin', { role: 'admin' }),
    travel.person('Stranger', { numeric: true }),
  ]);
  await openConversation(third, ann);
  const seats = { ann1: ann, ann2: ann, bo1: bo, bo2: bo, bo3: bo, third, admin, stranger };
  return seat(travel, { ann, bo, third, admin, stranger }, seats);
}

type Cast = Pick<Stage, 'ann' | 'bo' | 'third' | 'admin' | 'stranger'>;

async function seat(travel: Travel, cast: Cast, seats: Record<Seat, Traveller>): Promise<Stage> {
  const opened = await Promise.all(SEATS.map(async (name) => [name, await seats[name].connect(name)] as const));
  const wires = Object.fromEntries(opened) as Record<Seat, TravelWire>;
  const list = Object.values(wires);
  function forget(): void {
    travel.audit(list);
    for (const wire of list) wire.forget();
  }
  return {
    ...cast,
    wires,
    list,
    async clear() {
      await travel.settle();
      forget();
      for (const wire of list) travel.watch(wire);
    },
    async heard(hearing) {
      const repeated = new Set<string>();
      const expected = SEATS.map((name) => {
        const events = (hearing[name] ?? []).map((event) => {
          if (event.endsWith('+')) repeated.add(`${name} ${event.slice(0, -1)}`);
          return event.replace('+', '');
        });
        return [name, events.sort()] as const;
      });
      const found = () =>
        SEATS.map((name) => {
          const events = wires[name].frames.map(({ event }) => event);
          const once = events.filter((event, at) => events.indexOf(event) === at || !repeated.has(`${name} ${event}`));
          return [name, once.sort()] as const;
        });
      await vi.waitFor(() => expect(found()).toEqual(expected), { timeout: 4000, interval: 10 });
      await travel.settle();
      expect(found()).toEqual(expected);
      forget();
    },
  };
}

/** A conversation that ann opened with bo; ann1 and bo1 are in its room. */
export async function setConversation(travel: Travel): Promise<ConversationStage> {
  const stage = await gather(travel);
  const { ann1, bo1, bo3 } = stage.wires;
  const conversation = await openConversation(stage.ann, stage.bo);
  await Promise.all([ann1, bo1, bo3].map((wire) => tell(wire, 'join-conversation', conversation.id)));
  await tell(bo3, 'leave-conversation', conversation.id);
  await stage.clear();
  return { ...stage, conversation, id: conversation.id };
}

/** A ticket of ann's. Here bo is an agent; ann1 and bo1 are in its room. */
export async function setTicket(travel: Travel): Promise<TicketStage> {
  const [ann, bo, third, admin, stranger] = await Promise.all([
    travel.person('Ann'),
    travel.person('Bo', { role: 'agent', numeric: true }),
    travel.person('Third'),
    travel.person('Admin', { role: 'admin' }),
    travel.person('Stranger'),
  ]);
  await openConversation(third, ann);
  const seats = { ann1: ann, ann2: ann, bo1: bo, bo2: bo, bo3: bo, third, admin, stranger };
  const stage = await seat(travel, { ann, bo, third, admin, stranger }, seats);
  const { ann1, bo1, bo3 } = stage.wires;
  const ticket = await openTicket(ann);
  await Promise.all([ann1, bo1, bo3].map((wire) => tell(wire, 'join-support', ticket.id)));
  await tell(bo3, 'leave-support', { ticketId: ticket.id });
  await stage.clear();
  return { ...stage, ticket, id: ticket.id };
}

/** The same events for every connection of both. */
export function both(...events: readonly (EventName | `${EventName}+`)[]): Hearing {
  return { ann1: events, ann2: events, bo1: events, bo2: events, bo3: events };
}

/** For every connection of both, and more for the two in the room. */
export function bothAndRoom(
  all: readonly (EventName | `${EventName}+`)[],
  room: readonly (EventName | `${EventName}+`)[],
): Hearing {
  return { ...both(...all), ann1: [...all, ...room], bo1: [...all, ...room] };
}
