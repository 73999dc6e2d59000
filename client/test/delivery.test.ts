import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../server/test/support/seeds.ts';
import { createParley, indexedDbOutbox, type OutboxStorage, type Parley } from '../src/index.ts';
import { createFakeServer } from '../src/testing/index.ts';
import { fileOf, linesOf } from './suite/stage.ts';
import { steady } from './support/steady-storage.ts';

const page = fc.nat(1);
const room = fc.nat(1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('send' as const), page, room, hasFile: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('other' as const), room }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('offline', 'online', 'lose answer', 'lose event') }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('reload', 'drop'), page }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('slow' as const), ms: fc.integer({ min: 0, max: 900 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let databases = 0;

/** Two pages of one person on one storage, and the server that they speak to. */
async function play(steps: readonly Step[], makeStorage: () => OutboxStorage): Promise<void> {
  const server = createFakeServer();
  const bo = server.act('bo');
  server.addUser({ id: 'ann' });
  const rooms = ['one', 'two'].map((title) => bo.create({ type: 'group', title, participantIds: ['ann'] }).id);
  const open = (): Parley => {
    const parley = createParley({ ...server.options('ann'), outboxStorage: steady(makeStorage(), server.clock) });
    parley.connect();
    for (const id of rooms) void parley.messages.in(id).load();
    return parley;
  };
  const pages = [open(), open()];
  /** What `send` was given and nobody dropped, of each page (with those that came after it) and room, in order. */
  const accepted = new Map<string, string[]>();
  const dropped = new Set<string>();
  let count = 0;

  for (const one of steps) {
    if (one.act === 'send') {
      count += 1;
      const key = `${one.page} in ${one.room}`;
      const content = `${key}: ${count}`;
      const files = one.hasFile ? [fileOf(`${count}.txt`, content)] : [];
      pages[one.page]?.messages
        .in(rooms[one.room] ?? '')
        .send({ content, ...(one.hasFile && { type: 'file', files }) });
      accepted.set(key, [...(accepted.get(key) ?? []), content]);
    } else if (one.act === 'other') bo.send(rooms[one.room] ?? '', 'from bo');
    else if (one.act === 'offline') server.goOffline('ann');
    else if (one.act === 'online') server.goOnline('ann');
    else if (one.act === 'lose answer') server.loseNextAnswer('ann');
    else if (one.act === 'lose event') server.loseNextEvent('ann');
    else if (one.act === 'slow') server.setLatency(one.ms);
    else if (one.act === 'wait') await server.clock.advance(one.ms);
    else if ('page' in one && one.act === 'drop') {
      const last = pages[one.page]?.outbox.entries.get().at(-1);
      if (!last) continue;
      pages[one.page]?.outbox.discard(last.clientId);
      dropped.add(last.draft.content ?? '');
    } else if ('page' in one) {
      pages[one.page]?.disconnect();
      await server.clock.settle();
      pages[one.page] = open();
    }
  }

  server.setLatency(0);
  // Whatever got lost on a connection that seemed well is found with the next one.
  server.goOffline('ann');
  await server.clock.settle();
  server.goOnline('ann');
  await server.clock.advance(120_000);
  for (const parley of pages) expect(parley.outbox.entries.get()).toEqual([]);
  for (const [index, roomId] of rooms.entries()) {
    const { request } = createParley(server.options('bo'));
    const { data } = await request('get', '/api/messaging/conversations/{id}/messages', {
      params: { id: roomId },
      query: { limit: 100 },
    });
    const stored = data.toReversed().map(({ content }) => content);
    for (const number of [0, 1]) {
      const key = `${number} in ${index}`;
      const of = (text: string) => text.startsWith(`${key}: `);
      // What was dropped may have been on its way; everything else is there once, in its order.
      expect(stored.filter((text) => of(text) && !dropped.has(text))).toEqual(
        (accepted.get(key) ?? []).filter((text) => !dropped.has(text)),
      );
    }
    expect(new Set(data.filter(({ content }) => content !== 'from bo').map(({ content }) => content)).size).toBe(
      stored.filter((text) => text !== 'from bo').length,
    );
    for (const parley of pages) expect(linesOf(parley.messages.in(roomId))).toEqual(stored.slice(-50));
  }
  for (const parley of pages) parley.disconnect();
}

test(
  'SDK-6 through lost connections and answers, reloads and two pages nothing that was accepted is lost, doubled or out of order',
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) => {
        databases += 1;
        const name = `delivery-${databases}`;
        return play(steps, () => indexedDbOutbox(name));
      }),
      runs(25),
    ),
  60_000,
);
