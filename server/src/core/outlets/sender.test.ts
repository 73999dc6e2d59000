import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutletSender } from './sender.ts';
import type { Queue, QueueOutcome } from './store.ts';
import type { Outlet } from './types.ts';

const HOUR = 3_600_000;

function setUp(queues: Queue[], outlet: Partial<Outlet> = {}) {
  const told = { asked: 0, sent: [] as string[], expired: 0, settled: [] as QueueOutcome[] };
  const expired = () => {
    told.expired += 1;
  };
  const sender = new OutletSender({
    outlet: { name: 'one', feed: 'events', send: async ({ id }) => void told.sent.push(id), ...outlet },
    outbox: {
      async take() {
        told.asked += 1;
        return queues.splice(0);
      },
      nextDue: async () => 0,
      settle: async (_outlet, outcomes) => void told.settled.push(...outcomes),
    },
    report: { sent: () => {}, failed: () => {}, parked: () => {}, expired },
    onFault: (error) => {
      throw error;
    },
  });
  return { sender, told };
}

const queueOf = (key: string, ageMs: number): Queue => ({
  key,
  lease: 'l',
  failures: 0,
  failingMs: null,
  deliveries: [{ row: key, id: key, name: 'x', key, payload: '{}', ageMs }],
});

test('while what is due is locked elsewhere it asks again after a pause, and not in a circle', async () => {
  const { sender, told } = setUp([]);
  sender.start();
  await sleep(300);
  await sender.stop();
  expect(told.asked).toBeGreaterThan(2);
  expect(told.asked).toBeLessThan(9);
});

test('OUT-27 what nobody wants any more is dropped when it is taken, and put down as done', async () => {
  const { sender, told } = setUp([queueOf('old', 25 * HOUR), queueOf('new', 23 * HOUR)], { freshForMs: 24 * HOUR });
  sender.start();
  await sleep(100);
  await sender.stop();
  expect(told).toMatchObject({ sent: ['new'], expired: 1 });
  expect(told.settled.flatMap(({ done }) => done).sort()).toEqual(['new', 'old']);
});
