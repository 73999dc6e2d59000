import type { Ticket } from '@parley/client';
import type { QueryClient } from '@tanstack/react-query';

type Changes = Partial<Ticket>;
/** The changes of one ticket that are shown but not stored yet, in the order in which they were made. */
type Unsaved = {
  /** What the server has of the fields that are being changed, as far as is known. */
  stored: Changes;
  /** As of when: `updatedAt` of the ticket that had them. */
  storedAt: string;
  readonly changes: Changes[];
  /** Ends when everything that was asked so far is answered. */
  queue: Promise<unknown>;
};

const all = new WeakMap<QueryClient, Map<string, Unsaved>>();

/** A ticket of the server's with the changes that it does not know of yet: an answer to an earlier one does not undo them. */
export function withUnsaved<T extends Ticket>(cache: QueryClient, ticket: T): T {
  const unsaved = all.get(cache)?.get(ticket.id);
  if (!unsaved) return ticket;
  if (ticket.updatedAt >= unsaved.storedAt) {
    unsaved.stored = pick(ticket, Object.keys(unsaved.stored));
    unsaved.storedAt = ticket.updatedAt;
  }
  return Object.assign({ ...ticket }, ...unsaved.changes);
}

/** What is done with what was asked in turn. */
type Hearing<T> = {
  /** Takes the answer, which knows of the change. */
  readonly take: (answer: T) => void;
  /** Shows the fields that were changed as they are now, stored or refused. */
  readonly show: (fields: Changes) => void;
};

/** Shows a change at once, and asks for it when all earlier ones of the ticket are answered. @throws what `ask` refuses with */
export async function askInTurn<T>(
  cache: QueryClient,
  ticket: Ticket,
  changes: Changes,
  ask: () => Promise<T>,
  { take, show }: Hearing<T>,
): Promise<void> {
  const tickets = all.get(cache) ?? new Map<string, Unsaved>();
  all.set(cache, tickets);
  const unsaved = tickets.get(ticket.id) ?? {
    stored: {},
    storedAt: ticket.updatedAt,
    changes: [],
    queue: Promise.resolve(),
  };
  tickets.set(ticket.id, unsaved);
  const names = Object.keys(changes);
  unsaved.stored = { ...pick(ticket, names), ...unsaved.stored };
  unsaved.changes.push(changes);
  show(changes);
  const asked = unsaved.queue.then(ask);
  unsaved.queue = asked.catch(() => {});
  const forget = () => unsaved.changes.splice(unsaved.changes.indexOf(changes), 1);
  try {
    const answer = await asked.finally(forget);
    take(answer);
  } finally {
    if (unsaved.changes.length === 0) tickets.delete(ticket.id);
    show(pick(Object.assign({ ...unsaved.stored }, ...unsaved.changes), names));
  }
}

function pick(ticket: Changes, names: readonly string[]): Changes {
  return Object.fromEntries(Object.entries(ticket).filter(([name]) => names.includes(name)));
}
