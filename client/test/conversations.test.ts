import { expect, test, vi } from 'vitest';
import { type Clock, createParley, type ParleyOptions } from '../src/index.ts';
import { createEmitter, createStore } from '../src/store.ts';
import { createFakeServer } from '../src/testing/index.ts';
import { fileOf, linesOf } from './suite/stage.ts';

async function setUp(
  given: (options: ReturnType<ReturnType<typeof createFakeServer>['options']>) => Partial<ParleyOptions> = () => ({}),
) {
  const server = createFakeServer();
  server.addUser({ id: 'ann' });
  const bo = server.act('bo');
  const roomId = bo.create({ type: 'direct', participantIds: ['ann'] }).id;
  const options = server.options('ann');
  const parley = createParley({ ...options, ...given(options) });
  parley.connect();
  await server.clock.settle();
  const row = (id = roomId) => parley.conversations.list.get().items.find((one) => one.id === id);
  return { server, clock: server.clock, bo, roomId, parley, row };
}

/** Answers that wait until they are let go, of requests that fit. */
function holding(fits: (url: string, method: string) => boolean) {
  let held: (() => void)[] = [];
  let asked = 0;
  let isHolding = false;
  return {
    asked: () => asked,
    hold() {
      isHolding = true;
    },
    release() {
      isHolding = false;
      for (const go of held) go();
      held = [];
    },
    through(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
      return async (input, init) => {
        const isIt = fits(String(input), init?.method ?? 'GET');
        if (isIt) asked += 1;
        const answer = await fetch(input, init);
        if (isIt && isHolding) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      };
    },
  };
}

test('SDK-11 an answer that was overtaken by a message takes neither the message nor its count away', async () => {
  const settings = holding((url) => url.endsWith('/settings'));
  const { clock, bo, roomId, parley, row } = await setUp(({ fetch }) => ({ fetch: settings.through(fetch) }));
  settings.hold();
  const pinned = parley.conversations.set(roomId, { isPinned: true });
  await clock.settle();
  bo.send(roomId, 'overtaking');
  await clock.settle();
  settings.release();
  await pinned;
  await clock.settle();
  expect(row()).toMatchObject({ isPinned: true, lastSeq: 1, unreadCount: 1, lastMessage: { content: 'overtaking' } });
  expect(parley.unread.get().total).toBe(1);
});

test('SDK-11 an answer to what was read that is overtaken by a message does not hide that one', async () => {
  const marks = holding((url) => url.endsWith('/read'));
  const { clock, bo, roomId, parley } = await setUp(({ fetch }) => ({ fetch: marks.through(fetch) }));
  bo.send(roomId, 'one');
  await clock.settle();
  marks.hold();
  parley.conversations.markRead(roomId);
  await clock.settle();
  bo.send(roomId, 'two');
  await clock.settle();
  marks.release();
  await clock.settle();
  expect(parley.unread.get().total).toBe(1);
});

test('SDK-11 a message that comes after a later one is counted all the same', async () => {
  const late: (() => void)[] = [];
  const { clock, bo, roomId, parley, row } = await setUp(({ openSocket }) => ({
    openSocket: (url, token, handlers) =>
      openSocket(url, token, {
        ...handlers,
        onEvent(name, payload) {
          if (name === 'new_message' && late.length === 0) late.push(() => handlers.onEvent(name, payload));
          else handlers.onEvent(name, payload);
        },
      }),
  }));
  bo.send(roomId, 'first, and late');
  await clock.settle();
  await parley.messages.in(roomId).send({ content: 'mine' }).sent;
  late[0]?.();
  await clock.settle();
  expect(row()).toMatchObject({ lastSeq: 2, unreadCount: 1, lastMessage: { content: 'mine' } });
});

test('SDK-8 a conversation that comes while the list is read is not lost', async () => {
  const lists = holding((url) => url.includes('/conversations?'));
  lists.hold();
  const { clock, bo, parley, row } = await setUp(({ fetch }) => ({ fetch: lists.through(fetch) }));
  const group = bo.create({ type: 'group', title: 'New', participantIds: ['ann'] });
  bo.send(group.id, 'hello');
  await clock.settle();
  lists.release();
  await clock.settle();
  expect(parley.state.get().status).toBe('live');
  expect(row(group.id)).toMatchObject({ unreadCount: 1 });
  expect(parley.unread.get().total).toBe(1);
});

test('SDK-9 a chat that one may not see any more holds nobody up', async () => {
  const { server, clock } = await setUp();
  server.addUser({ id: 'agnes', role: 'agent' });
  const ticket = server.act('bo').openTicket({ subject: 'Help', description: 'me' });
  const parley = createParley(server.options('agnes'));
  parley.connect();
  const chat = parley.messages.in(ticket.conversationId);
  await chat.load();
  await clock.settle();
  server.goOffline('agnes');
  server.addUser({ id: 'agnes', role: 'user' });
  server.goOnline('agnes');
  await clock.advance(2_000);
  expect(parley.state.get().status).toBe('live');
  expect(chat.state.get().status).toBe('idle');
});

test('SDK-9 after much was missed the list is read once, and not row by row', async () => {
  const rows = holding((url, method) => method === 'GET' && /conversations\/c\d+$/.test(url));
  const { server, clock, bo, parley } = await setUp(({ fetch }) => ({ fetch: rows.through(fetch) }));
  const groups = Array.from({ length: 60 }, (_, index) =>
    bo.create({ type: 'group', title: `${index}`, participantIds: ['ann'] }),
  );
  await clock.settle();
  server.goOffline('ann');
  for (const { id } of groups) bo.send(id, 'news');
  server.forgetChanges();
  server.goOnline();
  await clock.advance(2_000);
  expect(parley.unread.get().total).toBe(60);
  expect(parley.conversations.list.get().items).toHaveLength(50);
  server.goOffline('ann');
  for (const { id } of groups) bo.send(id, 'more news');
  server.goOnline();
  await clock.advance(2_000);
  expect(parley.unread.get().total).toBe(120);
  expect(rows.asked()).toBeLessThan(20);
});

test('SDK-12 a typist whose stop got lost is forgotten after 12 seconds, and all are when the connection goes', async () => {
  const { server, clock, bo, roomId, parley } = await setUp();
  const typists = parley.typing.in(roomId);
  bo.startTyping(roomId);
  await clock.settle();
  expect(typists.get()).toEqual([{ userId: 'bo', name: 'bo' }]);
  server.loseNextEvent('ann');
  bo.stopTyping(roomId);
  await clock.advance(11_900);
  expect(typists.get()).toHaveLength(1);
  await clock.advance(200);
  expect(typists.get()).toEqual([]);
  bo.startTyping(roomId);
  await clock.settle();
  parley.disconnect();
  expect(typists.get()).toEqual([]);
});

test('SDK-12 own typing is said at first, every four seconds, and ended after five without a key', async () => {
  const { clock, roomId, parley, server } = await setUp();
  const other = createParley(server.options('bo'));
  other.connect();
  await clock.settle();
  const said: boolean[] = [];
  other.on('typing_indicator', ({ isTyping }) => said.push(isTyping));
  for (let key = 0; key < 100; key += 1) {
    parley.typing.start(roomId);
    await clock.advance(120);
  }
  expect(said).toEqual([true]);
  await clock.advance(5_100);
  expect(said).toEqual([true, false]);
});

test('SDK-15 of many chats those that nobody looks at let go of what they loaded', async () => {
  const { clock, bo, parley } = await setUp();
  const ids = Array.from({ length: 60 }, () => bo.create({ type: 'group', title: 'G', participantIds: ['ann'] }).id);
  const chats = ids.map((id) => parley.messages.in(id));
  chats[0]?.messages.subscribe(() => {});
  for (const [index, id] of ids.entries()) {
    bo.send(id, 'text');
    await parley.messages.in(id).load();
    expect(parley.messages.in(id)).toBe(chats[index]);
  }
  await clock.settle();
  const loaded = chats.filter((chat) => chat.state.get().messages.length > 0);
  expect(loaded).toHaveLength(41);
  expect(loaded).toContain(chats[0]);
});

test('SDK-17 a listener that throws harms neither others nor the message it was told of', async () => {
  const thrown: unknown[] = [];
  const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((action) => {
    try {
      action();
    } catch (error) {
      thrown.push(error);
    }
  });
  const events = createEmitter<{ sent: number }>();
  const store = createStore(0);
  const heard: number[] = [];
  const fail = () => {
    throw new Error('no');
  };
  events.on('sent', fail);
  store.subscribe(fail);
  const ends = [events.on('sent', (value) => heard.push(value)), store.subscribe(() => heard.push(store.get()))];
  events.tell('sent', 1);
  store.set(2);
  for (const end of ends) end();
  events.tell('sent', 3);
  later.mockRestore();
  expect(heard).toEqual([1, 2]);
  expect(thrown).toHaveLength(3);
});

test('SDK-17 who disconnects leaves nothing behind that would still happen', async () => {
  const timers = new Set<object>();
  const { server, clock, bo, roomId, parley } = await setUp((options) => {
    const counting: Clock = {
      now: options.clock.now,
      after(ms, action) {
        const timer = {};
        timers.add(timer);
        const cancel = options.clock.after(ms, () => {
          timers.delete(timer);
          action();
        });
        return () => {
          timers.delete(timer);
          cancel();
        };
      },
    };
    return { clock: counting };
  });
  const chat = parley.messages.in(roomId);
  await chat.load();
  parley.typing.start(roomId);
  bo.startTyping(roomId);
  await chat.send({ content: 'text' }).sent;
  await chat.send({ type: 'file', content: 'file', files: [fileOf('a.txt', 'a')] }).sent;
  for (const _ of ['that bo types no more', 'the message']) server.loseNextEvent('ann');
  bo.send(roomId, 'lost');
  bo.send(roomId, 'a hole before it');
  await clock.settle();
  expect(linesOf(chat)).toEqual(['text', 'file']);
  parley.typing.start(roomId);
  expect(timers.size).toBeGreaterThan(0);
  parley.disconnect();
  await clock.settle();
  expect(timers.size).toBe(0);
  server.goOffline();
  parley.connect();
  await clock.advance(10_000);
  parley.conversations.markRead(roomId);
  parley.disconnect();
  await clock.advance(10_000);
  expect(timers.size).toBe(0);
});

test('SDK-9 each message is told of as new once, however often the feed of changes repeats it', async () => {
  const { server, clock, bo, roomId, parley } = await setUp();
  const told: string[] = [];
  parley.on('message', ({ message, isNew }) => told.push(`${isNew ? 'new' : 'again'}: ${message.content}`));
  const first = bo.send(roomId, 'one');
  await parley.messages.in(roomId).send({ content: 'mine' }).sent;
  await clock.settle();
  expect(told).toEqual(['new: one', 'new: mine']);
  for (const content of ['two', 'three']) {
    server.goOffline('ann');
    bo.send(roomId, content);
    bo.edit(first.id, `before ${content}`);
    server.goOnline();
    await clock.advance(5_000);
  }
  expect(told.filter((text) => text.startsWith('new'))).toEqual(['new: one', 'new: mine', 'new: two', 'new: three']);
  expect(told).toContain('again: before three');
});

test('SDK-9 what is found out of its turn, read anew, or was said while one was out, is told of as what it is', async () => {
  const { server, clock, bo, parley } = await setUp();
  server.addUser({ id: 'carl' });
  const { id } = bo.create({ type: 'group', title: 'Team', participantIds: ['ann'] });
  const told: string[] = [];
  parley.on('message', ({ message, isNew }) => told.push(`${isNew ? 'new' : 'again'}: ${message.content}`));
  const news = () => told.filter((text) => text.startsWith('new'));
  const away = async (what: () => void) => {
    server.goOffline('ann');
    what();
    server.goOnline('ann');
    await clock.advance(5_000);
  };
  bo.send(id, 'first');
  await clock.settle();
  // The conversation is heard of as it is now before its message is, which is not as it was written any more.
  await away(() => {
    const typo = bo.send(id, 'tpyo');
    bo.addMembers(id, ['carl']);
    bo.edit(typo.id, 'typo');
  });
  expect(news()).toEqual(['new: first', 'new: typo']);

  const missed: string[] = [];
  await away(() => {
    missed.push(bo.send(id, 'missed').id);
    server.forgetChanges();
  });
  bo.edit(missed[0] ?? '', 'missed!');
  await clock.settle();
  bo.removeMember(id, 'ann');
  const apart = bo.send(id, 'without ann');
  bo.addMembers(id, ['ann']);
  await clock.settle();
  bo.edit(apart.id, 'without ann!');
  bo.send(id, 'with ann');
  await clock.settle();
  await away(() => {});
  expect(news()).toEqual(['new: first', 'new: typo', 'new: with ann']);
  expect(told).toEqual(expect.arrayContaining(['again: missed!', 'again: without ann!']));
});

test('SDK-9 an own message that is found before its answer comes is told of once', async () => {
  const { server, clock, roomId, parley } = await setUp();
  const told: unknown[] = [];
  parley.on('message', ({ message, isNew }) => told.push([message.content, isNew]));
  server.loseNextAnswer('ann');
  const { sent } = parley.messages.in(roomId).send({ content: 'mine' });
  await clock.settle();
  server.goOffline('ann');
  server.goOnline('ann');
  await clock.advance(30_000);
  await sent;
  expect(told).toEqual([['mine', true]]);
});
