import { expect, test } from 'vitest';
import { type ClosedTicket, cleanUpTickets, type TicketCleanupPorts } from './cleanup.ts';

/** `count` closed tickets, of which those in `bad` cannot be removed; `onRemove` hears of each attempt. */
function site(count: number, bad: readonly string[], onRemove: (id: string) => void = () => {}) {
  let left: ClosedTicket[] = Array.from({ length: count }, (_, index) => {
    const id = `t${String(index).padStart(4, '0')}`;
    return { id, closedAt: id };
  });
  const faults: unknown[] = [];
  const unused = () => Promise.reject(new Error('there are no files'));
  const ctx: TicketCleanupPorts = {
    ticketCleanup: {
      closedBefore: async (_before, after, limit) =>
        left.filter(({ closedAt }) => closedAt > (after?.closedAt ?? '')).slice(0, limit),
      async remove(id) {
        onRemove(id);
        if (bad.includes(id)) throw new Error(`${id} cannot be removed`);
        left = left.filter((ticket) => ticket.id !== id);
        return { conversationId: `c-${id}`, userIds: [], files: [] };
      },
    },
    storage: { stage: unused, copy: unused, read: unused, remove: unused } as unknown as TicketCleanupPorts['storage'],
    files: {} as TicketCleanupPorts['files'],
    onFileTrouble: (error) => faults.push(error),
    bus: { publish: () => {}, subscribe: () => () => {} },
    now: () => 1e12,
    onFault: (error) => faults.push(error),
  };
  return { ctx, faults, left: () => left.map(({ id }) => id) };
}

const never = new AbortController().signal;

test('tickets that cannot be removed are reported, once each, and hold up no other', async () => {
  const bad = [...Array.from({ length: 150 }, (_, index) => `t${String(index).padStart(4, '0')}`), 't0300'];
  const { ctx, faults, left } = site(350, bad);
  await cleanUpTickets(ctx, 30, never);
  expect(left()).toEqual(bad);
  expect(faults).toHaveLength(bad.length);
});

test('it ends after the ticket in hand', async () => {
  const stop = new AbortController();
  const { ctx, left } = site(250, [], (id) => id === 't0002' && stop.abort());
  await cleanUpTickets(ctx, 30, stop.signal);
  expect(left()).toHaveLength(247);
});
