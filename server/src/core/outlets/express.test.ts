import { afterEach, expect, test, vi } from 'vitest';
import { Express } from './express.ts';
import { type Outlet, Undeliverable } from './types.ts';

afterEach(() => {
  vi.useRealTimers();
});

function setUp(sendAll: NonNullable<Outlet['sendAll']>) {
  const told = { sent: 0, failed: 0 };
  const express = new Express(
    {
      outlet: { name: 'one', feed: 'events', send: async () => undefined },
      report: {
        sent: () => {
          told.sent += 1;
        },
        failed: () => {
          told.failed += 1;
        },
      },
      tracing: null,
    },
    sendAll,
  );
  return { express, told };
}

const deliveryOf = (id: string, key: string) => ({ id, key, outlet: 'one', name: 'x', payload: '{}', at: 0 });

test('OUT-33 the way is shut by a failure, and tried again a while later once the outlet took something', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let works = false;
  const { express, told } = setUp(async (some) => {
    if (!works) throw new Error('closed');
    return some.length;
  });
  const one = deliveryOf('e1', 'k');
  expect(await express.send([one])).toEqual(new Set());
  express.reopen();
  expect([express.isOpen, told.failed]).toEqual([false, 1]);
  works = true;
  vi.advanceTimersByTime(10_000);
  expect(express.isOpen).toBe(false);
  express.reopen();
  expect(await express.send([one])).toEqual(new Set([one]));
  expect(told).toEqual({ sent: 1, failed: 1 });
});

test('OUT-28 who is refused for good leaves its key to the queue, and others go on', async () => {
  const [good, bad, behind] = [deliveryOf('e1', 'k1'), deliveryOf('e2', 'k2'), deliveryOf('e3', 'k2')];
  const { express, told } = setUp(async (some) => {
    if (some.some(({ id }) => id === 'e2')) throw new Undeliverable('too large');
    return some.length;
  });
  expect(await express.send([bad, good, behind])).toEqual(new Set([good]));
  expect([express.isOpen, told]).toEqual([true, { sent: 1, failed: 0 }]);
});
