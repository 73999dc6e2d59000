import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import {
  createParley,
  indexedDbOutbox,
  memoryOutbox,
  type OutboxStorage,
  type Parley,
  type ParleyOptions,
} from '../src/index.ts';
import { createFakeServer } from '../src/testing/index.ts';
import { fileOf, linesOf } from './suite/stage.ts';
import { steady } from './support/steady-storage.ts';

let databases = 0;

/** A fake server with ann and bo, ann's database, and pages of hers on it. */
function setUp() {
  const server = createFakeServer();
  server.addUser({ id: 'ann' });
  server.addUser({ id: 'bo' });
  const roomId = server.act('bo').create({ type: 'direct', participantIds: ['ann'] }).id;
  databases += 1;
  const name = `outbox-${databases}`;
  const uploads: string[] = [];
  const open = (given: Partial<ParleyOptions> = {}): Parley => {
    const { fetch, ...options } = server.options('ann');
    return createParley({
      ...options,
      outboxStorage: steady(indexedDbOutbox(name), server.clock),
      async fetch(input, init) {
        const answer = await fetch(input, init);
        if (String(input).endsWith('/api/attachments') && answer.ok) uploads.push((await answer.clone().json()).name);
        return answer;
      },
      ...given,
    });
  };
  const start = async (given: Partial<ParleyOptions> = {}) => {
    const parley = open(given);
    parley.connect();
    void parley.messages.in(roomId).load();
    await server.clock.settle();
    return parley;
  };
  const texts = () => history(server, roomId);
  return { server, clock: server.clock, roomId, name, uploads, open, start, texts };
}

async function history(server: ReturnType<typeof createFakeServer>, roomId: string): Promise<string[]> {
  const { request } = createParley(server.options('bo'));
  const { data } = await request('get', '/api/messaging/conversations/{id}/messages', {
    params: { id: roomId },
    query: { limit: 100 },
  });
  return data.toReversed().map(({ content }) => content);
}

/** The page is gone from one moment to the next. */
function crash(server: ReturnType<typeof createFakeServer>, parley: Parley): Promise<void> {
  parley.disconnect();
  return server.clock.settle();
}

describe('SDK-5 reloads', () => {
  test('SDK-5 files that are stored already are not sent again by the next page', async () => {
    const { server, roomId, uploads, start, texts } = setUp();
    let isCut = false;
    const { fetch } = server.options('ann');
    const first = await start({
      async fetch(input, init) {
        if (!String(input).endsWith('/api/attachments')) return fetch(input, init);
        if (isCut) throw new TypeError('cut');
        isCut = true;
        uploads.push('a.txt');
        return fetch(input, init);
      },
    });
    const files = [fileOf('a.txt', 'aaa'), fileOf('b.txt', 'bbb')];
    first.messages.in(roomId).send({ type: 'file', content: 'both', files });
    await server.clock.advance(100);
    // What uploads is fetched with the first file, in real time.
    await expect
      .poll(() => first.outbox.entries.get()[0]?.files.map(({ attachmentId }) => attachmentId !== null))
      .toEqual([true, false]);
    await crash(server, first);
    const second = await start();
    await server.clock.advance(1_000);
    expect(second.outbox.entries.get()).toEqual([]);
    expect(uploads).toEqual(['a.txt', 'b.txt']);
    expect(await texts()).toEqual(['both']);
    const [line] = second.messages.in(roomId).state.get().messages;
    expect(line?.attachments.map(({ name, size }) => [name, size])).toEqual([
      ['a.txt', 3],
      ['b.txt', 3],
    ]);
    const bytes = await second.fetch(`/api/attachments/${line?.attachments[1]?.id}/content`);
    expect(await bytes.text()).toBe('bbb');
  });

  test('SDK-5 a page that begins offline shows what is unsent as soon as it is known whose it is', async () => {
    const { server, roomId, start, open } = setUp();
    server.goOffline();
    const first = await start();
    first.messages.in(roomId).send({ content: 'kept' });
    await crash(server, first);
    const second = await start();
    expect(linesOf(second.messages.in(roomId))).toEqual(['pending: kept']);
    await crash(server, second);
    const away = () => Promise.reject(new Error('no token'));
    const third = open({ token: away, userId: 'ann' });
    third.connect();
    await server.clock.settle();
    expect(linesOf(third.messages.in(roomId))).toEqual(['pending: kept']);
    third.messages.in(roomId).send({ content: 'too' });
    await crash(server, third);
    const others = open({ token: away, userId: 'bo' });
    others.connect();
    await server.clock.settle();
    expect(others.outbox.entries.get()).toEqual([]);
    server.goOnline();
    const fourth = await start();
    await server.clock.advance(1_000);
    expect(linesOf(fourth.messages.in(roomId))).toEqual(['kept', 'too']);
  });

  test('SDK-5 what was said before it is known whose client it is, is theirs', async () => {
    const { server, roomId, start, open, texts } = setUp();
    const tokens = Promise.withResolvers<string>();
    const first = open({ token: () => tokens.promise });
    first.connect();
    first.messages.in(roomId).send({ content: 'early' });
    await server.clock.settle();
    server.goOffline();
    tokens.resolve(server.options('ann').token());
    await server.clock.settle();
    await crash(server, first);
    server.goOnline();
    await start();
    await server.clock.advance(1_000);
    expect(await texts()).toEqual(['early']);
  });

  test('SDK-5 what has failed is still failed on the next page, and can be sent again there', async () => {
    const { server, roomId, start, texts } = setUp();
    const first = await start();
    const group = server.act('bo').create({ type: 'group', title: 'G', participantIds: ['ann'] });
    server.act('bo').removeMember(group.id, 'ann');
    const { clientId } = first.messages.in(group.id).send({ content: 'too late' });
    await server.clock.advance(100);
    await crash(server, first);
    const second = await start();
    const entry = () => second.outbox.entries.get().find((one) => one.clientId === clientId);
    expect(entry()).toMatchObject({ state: 'failed', problem: { code: 'not_a_member' } });
    server.act('bo').addMembers(group.id, ['ann']);
    second.outbox.retry(clientId);
    await server.clock.advance(100);
    expect(entry()).toBeUndefined();
    expect(await history(server, group.id)).toEqual(['too late']);
    expect(await texts()).toEqual([]);
    expect(roomId).not.toBe(group.id);
  });

  test('SDK-5 a clock that was set back does not change the order', async () => {
    const { server, roomId, start, texts } = setUp();
    server.goOffline();
    const first = await start();
    for (const content of ['1', '2']) first.messages.in(roomId).send({ content });
    await crash(server, first);
    await server.clock.set(server.clock.now() - 3_600_000);
    const second = await start();
    for (const content of ['3', '4']) second.messages.in(roomId).send({ content });
    await crash(server, second);
    server.goOnline();
    await start();
    await server.clock.advance(1_000);
    expect(await texts()).toEqual(['1', '2', '3', '4']);
  });
});

describe('SDK-6 once and in order', () => {
  test('SDK-6 a conversation that has to wait holds up no other', async () => {
    const { server, roomId, start, texts } = setUp();
    const parley = await start();
    const group = server.act('ann').create({ type: 'group', title: 'G', participantIds: ['bo'] });
    const slow = { type: 'file', content: 'slow', files: [fileOf('s.txt', 's')] } as const;
    server.setLatency(1_000);
    parley.messages.in(roomId).send(slow);
    parley.messages.in(roomId).send({ content: 'after' });
    const { sent } = parley.messages.in(group.id).send({ content: 'at once' });
    await server.clock.advance(2_500);
    await sent;
    expect(parley.outbox.entries.get().map(({ draft }) => draft.content)).toEqual(['slow', 'after']);
    await server.clock.advance(6_000);
    server.setLatency(0);
    expect(await texts()).toEqual(['slow', 'after']);
  });

  test('SDK-6 pages that share a storage store each message once, with its files, and none takes it for failed', async () => {
    const { server, roomId, start, texts } = setUp();
    server.goOffline();
    const one = await start();
    one.messages.in(roomId).send({ content: 'plain' });
    one.messages.in(roomId).send({ type: 'file', content: 'with a file', files: [fileOf('f.txt', 'f')] });
    await server.clock.settle();
    const two = await start();
    expect(two.outbox.entries.get()).toHaveLength(2);
    server.goOnline();
    await server.clock.advance(5_000);
    expect(await texts()).toEqual(['plain', 'with a file']);
    for (const parley of [one, two]) {
      expect(parley.outbox.entries.get()).toEqual([]);
      expect(linesOf(parley.messages.in(roomId))).toEqual(['plain', 'with a file']);
    }
  });

  test('SDK-6 what another page has dropped is not sent by this one', async () => {
    const { server, roomId, start, texts } = setUp();
    server.goOffline();
    const one = await start();
    const { clientId } = one.messages.in(roomId).send({ content: 'no' });
    one.messages.in(roomId).send({ content: 'yes' });
    await server.clock.settle();
    const two = await start();
    one.outbox.discard(clientId);
    await crash(server, one);
    server.goOnline();
    await server.clock.advance(2_000);
    expect(await texts()).toEqual(['yes']);
    expect(two.outbox.entries.get()).toEqual([]);
  });

  test('SDK-6 a file whose storing nobody took note of does not make its message fail', async () => {
    const { server, roomId, start, texts, name } = setUp();
    const first = await start();
    first.messages.in(roomId).send({ type: 'file', content: 'once', files: [fileOf('f.txt', 'f')] });
    const [entry] = first.outbox.entries.get();
    server.loseNextAnswer();
    await server.clock.settle();
    const second = first.messages.in(roomId).send({ content: 'next' });
    await server.clock.advance(5_000);
    await second.sent;
    await crash(server, first);
    // As it was before its file was stored: the write did not get through before the page ended.
    await indexedDbOutbox(name).put({ ...(entry ?? expect.fail('it is gone')), progress: null });
    const next = await start();
    await server.clock.advance(5_000);
    expect(next.outbox.entries.get()).toEqual([]);
    expect(await texts()).toEqual(['once', 'next']);
  });

  test('SDK-6 files that were stored so long ago that they are gone are stored again', async () => {
    const { server, roomId, start, texts, name, uploads } = setUp();
    server.goOffline();
    const first = await start();
    first.messages.in(roomId).send({ type: 'file', content: 'old', files: [fileOf('f.txt', 'f')] });
    await server.clock.settle();
    const [entry] = first.outbox.entries.get();
    await crash(server, first);
    const files = (entry?.files ?? []).map((file) => ({ ...file, attachmentId: 'f-gone' }));
    await indexedDbOutbox(name).put({ ...(entry ?? expect.fail('it is gone')), files });
    server.goOnline();
    await start();
    await server.clock.advance(2_000);
    expect(uploads).toEqual(['f.txt']);
    expect(await texts()).toEqual(['old']);
  });

  test('SDK-6 one that is dropped on its way may arrive, and is seen then', async () => {
    const { server, roomId, start, texts } = setUp();
    const parley = await start();
    const chat = parley.messages.in(roomId);
    server.setLatency(100);
    const { clientId, sent } = chat.send({ content: 'oops' });
    await server.clock.advance(150);
    chat.discard(clientId);
    await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
    expect(linesOf(chat)).toEqual([]);
    await server.clock.advance(1_000);
    expect(linesOf(chat)).toEqual(['oops']);
    server.setLatency(0);
    expect(await texts()).toEqual(['oops']);
  });

  test('SDK-6 a server that asks for patience is left alone for so long', async () => {
    const { server, roomId, start } = setUp();
    const { openSocket } = server.options('ann');
    let refused = 0;
    const parley = await start({
      openSocket: (url, token, handlers) => {
        const port = openSocket(url, token, handlers);
        return {
          ...port,
          emit(name, payload, onAck) {
            if (name !== 'send_message' || refused === 2) return port.emit(name, payload, onAck);
            refused += 1;
            onAck({ ok: false, error: { code: 'rate_limited', message: 'slower', retryAfter: 30 } });
          },
        };
      },
    });
    const { sent } = parley.messages.in(roomId).send({ content: 'patient' });
    await server.clock.advance(59_000);
    expect([refused, parley.outbox.entries.get().length]).toEqual([2, 1]);
    await server.clock.advance(2_000);
    await sent;
  });

  test('SDK-6 a token that is refused meanwhile fails no message', async () => {
    const { server, roomId, start, texts } = setUp();
    let isSignedIn = true;
    const { token } = server.options('ann');
    const parley = await start({ token: () => (isSignedIn ? token() : '') });
    isSignedIn = false;
    const { sent } = parley.messages.in(roomId).send({ type: 'file', content: 'mine', files: [fileOf('f.txt', 'f')] });
    server.revoke('ann');
    await server.clock.advance(60_000);
    expect(parley.state.get()).toMatchObject({ status: 'offline', reason: 'unauthorized' });
    expect(parley.outbox.entries.get()).toMatchObject([{ state: 'pending' }]);
    isSignedIn = true;
    parley.connect();
    await server.clock.advance(1_000);
    await sent;
    expect(await texts()).toEqual(['mine']);
  });
});

describe('SDK-7 storages that do not do their part', () => {
  const refusing: OutboxStorage = {
    load: async () => [],
    put: () => Promise.reject(new Error('full')),
    remove: () => Promise.reject(new Error('closed')),
  };

  test('SDK-7 one that refuses is told of, and messages are sent all the same', async () => {
    const { server, roomId, start, texts } = setUp();
    const troubles: unknown[] = [];
    const parley = await start({ outboxStorage: refusing, onTrouble: (error) => troubles.push(error) });
    await parley.messages.in(roomId).send({ content: 'anyway' }).sent;
    server.goOffline();
    parley.messages.in(roomId).send({ content: 'later' });
    server.goOnline();
    await server.clock.advance(1_000);
    expect(await texts()).toEqual(['anyway', 'later']);
    expect(troubles.map(String)).toContain('Error: full');
  });

  test('SDK-7 one that never answers delays messages by seconds, and no more', async () => {
    const { server, roomId, start, texts } = setUp();
    const never = () => new Promise<never>(() => {});
    const troubles: unknown[] = [];
    const parley = await start({
      outboxStorage: { load: never, put: never, remove: never },
      onTrouble: (error) => troubles.push(error),
    });
    parley.messages.in(roomId).send({ content: 'anyway' });
    await server.clock.advance(6_000);
    expect(parley.state.get()).toEqual({ status: 'live' });
    expect(await texts()).toEqual(['anyway']);
    expect(troubles.length).toBeGreaterThan(0);
  });

  test('SDK-7 one that falls silent is waited for once, not for each message', async () => {
    const { server, roomId, start, texts } = setUp();
    const outboxStorage = memoryOutbox();
    server.goOffline();
    const first = await start({ outboxStorage });
    const all = ['one', 'two', 'three', 'four'];
    for (const content of all) first.messages.in(roomId).send({ content });
    await crash(server, first);
    server.goOnline();
    const troubles: unknown[] = [];
    let loads = 0;
    const silent: OutboxStorage = {
      ...outboxStorage,
      load: (userId) => (++loads === 1 ? outboxStorage.load(userId) : new Promise(() => {})),
    };
    const second = await start({ outboxStorage: silent, onTrouble: (error) => troubles.push(error) });
    await server.clock.advance(7_000);
    expect(await texts()).toEqual(all);
    expect(linesOf(second.messages.in(roomId))).toEqual(all);
    expect(troubles).toHaveLength(1);
  });

  test('SDK-7 what one that is slow gives after it was given up is sent then', async () => {
    const { server, roomId, start, texts } = setUp();
    const outboxStorage = memoryOutbox();
    server.goOffline();
    const first = await start({ outboxStorage });
    first.messages.in(roomId).send({ content: 'of before' });
    await crash(server, first);
    server.goOnline();
    let answer = () => {};
    const load: OutboxStorage['load'] = async (userId) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return outboxStorage.load(userId);
    };
    await start({ outboxStorage: { ...outboxStorage, load }, onTrouble: () => {} });
    await server.clock.advance(8_000);
    expect(await texts()).toEqual([]);
    answer();
    await server.clock.settle();
    expect(await texts()).toEqual(['of before']);
  });

  test('SDK-7 one that does not forget brings back nothing that was sent or dropped', async () => {
    const { server, roomId, start, texts } = setUp();
    const outboxStorage = { ...memoryOutbox(), remove: () => Promise.reject(new Error('closed')) };
    server.goOffline();
    const parley = await start({ outboxStorage });
    const { clientId } = parley.messages.in(roomId).send({ content: 'dropped' });
    parley.messages.in(roomId).send({ content: 'sent' });
    await server.clock.settle();
    parley.outbox.discard(clientId);
    server.goOnline();
    await server.clock.advance(1_000);
    parley.disconnect();
    parley.connect();
    await server.clock.advance(1_000);
    expect(await texts()).toEqual(['sent']);
    expect(parley.outbox.entries.get()).toEqual([]);
  });
});
