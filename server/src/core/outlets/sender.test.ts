import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutletSender } from './sender.ts';
import type { Queue, QueueOutcome } from './store.ts';
import { type Outlet, OutletAway, Undeliverable } from './types.ts';

const HOUR = 3_600_000;

function setUp(queues: Queue[], outlet: Partial<Outlet> = {}) {
  const told = { asked: 0, sent: [] as string[], expired: 0, parked: [] as string[], settled: [] as QueueOutcome[] };
  const expired = () => {
    told.expired += 1;
  };
  const sender = new OutletSender({
    outlet: { name: 'one', feed: 'events', send: async ({ id }) => void told.sent.push(id), ...outlet },
    outbox: {
      async take(_outlet, limit) {
        told.asked += 1;
        return queues.splice(0, limit);
      },
      nextDue: async () => 0,
      settle: async (_outlet, outcomes) => void told.settled.push(...outcomes),
    },
    tracing: null,
    report: { sent: () => {}, failed: () => {}, parked: (_outlet, { id }) => void told.parked.push(id), expired },
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

/** A queue with several deliveries. */
const longQueue = (key: string, ...ids: readonly string[]): Queue => ({
  ...queueOf(key, 0),
  deliveries: ids.map((id) => ({ row: id, id, name: 'x', key, payload: '{}', ageMs: 0 })),
});

test('OUT-28 what will never be taken is given up at once, and what follows goes on', async () => {
  const tries: string[] = [];
  const { sender, told } = setUp([longQueue('k', 'one', 'bad', 'two'), longQueue('other', 'three')], {
    async send({ id }) {
      tries.push(id);
      if (id === 'bad') throw new Undeliverable('too large');
    },
  });
  sender.start();
  await sleep(100);
  await sender.stop();
  expect(tries.toSorted()).toEqual(['bad', 'one', 'three']);
  expect(told.parked).toEqual(['bad']);
  expect(told.settled.find(({ key }) => key === 'k')).toMatchObject({
    lease: 'l',
    done: ['one'],
    parked: 'bad',
    failures: 0,
    isFailing: false,
    waitMs: 0,
  });
});

test('OUT-28 of several that were refused together only the culprit is given up', async () => {
  const sent: string[][] = [];
  const sendAll = async (deliveries: readonly { readonly id: string }[]) => {
    if (deliveries.some(({ id }) => id === 'bad')) throw new Undeliverable('one is too large');
    sent.push(deliveries.map(({ id }) => id));
    return deliveries.length;
  };
  const { sender, told } = setUp([longQueue('k', 'one', 'two', 'bad', 'three')], {
    sendAll,
    send: async (delivery) => void (await sendAll([delivery])),
  });
  sender.start();
  await sleep(100);
  await sender.stop();
  expect(sent).toEqual([['one'], ['two']]);
  expect(told.settled[0]).toMatchObject({ done: ['one', 'two'], parked: 'bad' });
});

test('OUT-30 several of one key go together, as many as the other side takes', async () => {
  const sent: string[][] = [];
  const { sender, told } = setUp([longQueue('k', 'one', 'two', 'three')], {
    send: async ({ id }) => void sent.push([id]),
    async sendAll(deliveries) {
      sent.push(deliveries.slice(0, 2).map(({ id }) => id));
      return 2;
    },
  });
  sender.start();
  await sleep(100);
  await sender.stop();
  expect(sent).toEqual([['one', 'two'], ['three']]);
  expect(told.settled[0]?.done).toEqual(['one', 'two', 'three']);
});

test('OUT-29 while the other side is away one key is tried now and then, and none is blamed', async () => {
  let away = true;
  let tries = 0;
  const queues = Array.from({ length: 40 }, (_, index) => longQueue(`k${index}`, `e${index}`));
  const { sender, told } = setUp(queues, {
    async send({ id }) {
      tries += 1;
      if (away) throw new OutletAway('nobody answers');
      told.sent.push(id);
    },
  });
  sender.start();
  await sleep(1_000);
  // The first ones were under way together; after that there was one look, half a second later.
  expect(tries).toBeLessThanOrEqual(17);
  expect(told.settled.length).toBe(tries);
  for (const outcome of told.settled)
    expect(outcome).toMatchObject({ done: [], failures: 0, isFailing: false, waitMs: 0 });
  queues.push(...Array.from({ length: tries }, (_, index) => longQueue(`again${index}`, `again${index}`)));
  away = false;
  await sleep(1_500);
  await sender.stop();
  expect(told.sent).toHaveLength(40);
});
