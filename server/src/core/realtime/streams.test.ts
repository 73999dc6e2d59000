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
  const streams = new Streams({
    deliver: (event) => {
      if (event.type === 'message.sent') shown.push(event.message.seq);
    },
    loadAfter: async (_id, seq) => {
      reads.push(seq);
      return stored.filter((each) => each > (seq ?? 0)).map((each) => sent(each).message);
    },
    loadRecent: async () => [],
    now: () => Date.now(),
  });
  open.push(streams);
  return { streams, shown, reads, stored };
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
