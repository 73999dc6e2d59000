import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../conversations/types.ts';
import type { EventOf } from '../events.ts';
import { Streams } from './streams.ts';

const open: Streams[] = [];
afterEach(() => {
  for (const streams of open.splice(0)) streams.close();
});

function setUp() {
  const shown: number[] = [];
  const reads: (number | null)[] = [];
  const stored: number[] = [];
  const looks: number[] = [];
  const streams = new Streams({
    deliver: (event) => {
      if (event.type === 'message.sent') shown.push(event.message.seq);
    },
    loadAfter: async (_id, seq) => {
      reads.push(seq);
      return stored.filter((each) => each > (seq ?? 0)).map((each) => sent(each).message);
    },
    loadRecent: async ({ seq }) => {
      looks.push(seq);
      return stored.filter((each) => each < seq).map((each) => sent(each).message);
    },
    now: () => Date.now(),
  });
  open.push(streams);
  return { streams, shown, reads, stored, looks };
}

/** Of a message only the number counts here. */
function sent(seq: number): EventOf<'message.sent'> {
  return { type: 'message.sent', conversationId: 'c', message: { seq } as Message, connectionId: null };
}

test('CLU-71 messages that cross between nodes are put in order, and nothing is read for it', async () => {
  const { streams, shown, reads } = setUp();
  streams.accept(sent(1));
  for (let seq = 2; seq < 60; seq += 2) {
    streams.accept(sent(seq + 1));
    await sleep(60);
    // The next one is held before what the last one waits for is there: something is held at all times.
    streams.accept(sent(seq + 3));
    streams.accept(sent(seq));
  }
  expect(shown.slice(0, 59)).toEqual(Array.from({ length: 59 }, (_, index) => index + 1));
  expect(reads).toEqual([]);
});

test('CLU-71 a hole that stays is read from the store', async () => {
  const { streams, shown, reads, stored } = setUp();
  streams.accept(sent(1));
  stored.push(1, 2, 3, 4);
  streams.accept(sent(4));
  streams.accept(sent(3));
  expect(shown).toEqual([1]);
  await sleep(1_500);
  expect([shown, reads]).toEqual([[1, 2, 3, 4], [1]]);
});

test('CLU-4 what was sent a moment before the first message that concerns anybody here is shown before it', async () => {
  const { streams, shown, stored } = setUp();
  stored.push(4, 5);
  streams.accept(sent(6));
  streams.accept(sent(5));
  await sleep(0);
  streams.accept(sent(4));
  streams.accept(sent(7));
  expect(shown).toEqual([4, 5, 6, 7]);
});

test('CLU-4 what was passed over while nobody was here is not shown to who comes, whatever comes late', async () => {
  const { streams, shown, stored, reads, looks } = setUp();
  stored.push(3, 4, 5, 6);
  for (const seq of [3, 4, 6]) expect(streams.pass('c', seq)).toBe(true);
  streams.accept(sent(5));
  streams.accept(sent(7));
  streams.accept(sent(8));
  await sleep(0);
  expect([shown, looks, reads]).toEqual([[7, 8], [], []]);
  await streams.heal('c');
  expect(shown).toEqual([7, 8]);
});

test('CLU-4 of what was passed over only what came after it is looked for', async () => {
  const { streams, shown, stored, looks } = setUp();
  stored.push(3, 4, 5);
  streams.pass('c', 3);
  streams.accept(sent(6));
  await sleep(0);
  expect([shown, looks]).toEqual([[4, 5, 6], [6]]);
});

test('CLU-4 who belongs to the conversation after all is shown what was passed over', async () => {
  const { streams, shown, stored } = setUp();
  stored.push(5);
  streams.pass('c', 5);
  streams.forgetPassed('c');
  streams.accept(sent(6));
  await sleep(0);
  expect(shown).toEqual([5, 6]);
});
