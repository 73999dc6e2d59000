import { act, createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createParley } from '../src/index.ts';
import {
  ParleyProvider,
  useConnection,
  useConversation,
  useConversations,
  useMessages,
  useMessaging,
  usePreferences,
  usePresence,
  useTicket,
  useTyping,
  useUnread,
} from '../src/react/index.ts';
import { createFakeServer, type FakeClientOptions } from '../src/testing/index.ts';
import { openPage } from './support/page.ts';

const { page, element, close } = openPage();
afterAll(close);
let root: Root | null = null;
afterEach(() => act(() => root?.unmount()));

function setUp() {
  const server = createFakeServer();
  server.addUser({ id: 'ann', name: 'Ann' });
  server.addUser({ id: 'bo', name: 'Bo' });
  const bo = server.act('bo');
  const roomId = bo.create({ type: 'direct', participantIds: ['ann'] }).id;
  const settle = () => act(() => server.clock.settle());
  const advance = (ms: number) => act(() => server.clock.advance(ms));
  return { server, bo, roomId, settle, advance };
}

type Probed = { readonly use: (props: never) => unknown; readonly props: object; readonly made: unknown[] };

/** Draws nothing, and takes note of what a hook makes of each render. */
function Probe({ use, props, made }: Probed) {
  made.push(use(props as never));
  return null;
}

async function render<Props extends object, Made>(
  use: (props: Props) => Made,
  props: Props,
  around: (children: ReactNode) => ReactNode = (children) => children,
) {
  const made: Made[] = [];
  root ??= createRoot(element);
  const show = (given: Props) =>
    act(async () => root?.render(around(createElement(Probe, { use, props: given, made }))));
  await show(props);
  return {
    show,
    now(): Made {
      return made.at(-1) ?? expect.fail('it was not rendered');
    },
    async end() {
      await act(async () => root?.unmount());
      root = null;
    },
  };
}

function provided(options: FakeClientOptions) {
  const client = createParley(options);
  client.connect();
  return { client, around: (children: ReactNode) => createElement(ParleyProvider, { client }, children) };
}

test('SDK-16 each concern has a hook that is live', async () => {
  const { server, bo, roomId, settle, advance } = setUp();
  const { client, around } = provided(server.options('ann'));
  const ticketId = server.act('ann').openTicket({ subject: 'Help', description: 'me' }).id;
  server.addUser({ id: 'agnes', name: 'Agnes', role: 'agent' });
  const view = await render(
    () => ({
      connection: useConnection(),
      list: useConversations(),
      row: useConversation(roomId),
      chat: useMessages(roomId),
      typing: useTyping(roomId),
      presence: usePresence('bo'),
      unread: useUnread(),
      ticket: useTicket(ticketId),
      preferences: usePreferences(),
    }),
    {},
    around,
  );
  await advance(20);
  expect(view.now()).toMatchObject({
    connection: { status: 'live' },
    list: { status: 'ready', items: [{}, {}] },
    row: { id: roomId },
    chat: { status: 'ready', lines: [] },
    presence: { isOnline: false },
    unread: { total: 0 },
    ticket: { status: 'ready', ticket: { subject: 'Help' } },
    preferences: { status: 'ready', value: { digest: { frequency: 'off' } } },
  });
  const other = createParley(server.options('bo'));
  other.connect();
  bo.startTyping(roomId);
  await settle();
  expect(view.now().typing.typists).toEqual([{ userId: 'bo', name: 'Bo' }]);
  expect(view.now().presence?.isOnline).toBe(true);
  bo.send(roomId, 'hello');
  server.act('agnes').comment(ticketId, { content: 'Which one?' });
  await settle();
  expect(view.now().chat.lines).toMatchObject([{ state: 'sent', message: { content: 'hello' } }]);
  expect(view.now().unread.total).toBe(2);
  expect(view.now().typing.typists).toEqual([]);
  expect(view.now().ticket.comments).toMatchObject([{ content: 'Which one?' }]);
  await act(async () => {
    view.now().typing.start();
    await view.now().preferences.change({ digest: { frequency: 'daily' } });
  });
  expect(view.now().preferences.value?.digest.frequency).toBe('daily');
  const heard: boolean[] = [];
  other.on('typing_indicator', ({ isTyping }) => heard.push(isTyping));
  await view.end();
  await settle();
  expect(heard).toEqual([true, false].slice(-heard.length));
  expect(heard.at(-1)).toBe(false);
  client.disconnect();
});

test('SDK-16 useMessaging is a whole chat: it connects, hears, sends, and says who types', async () => {
  const { server, bo, roomId, settle, advance } = setUp();
  const { token, ...options } = server.options('ann');
  const view = await render(({ who }: { who: string }) => useMessaging(who, options), { who: token() });
  await settle();
  expect(view.now().socket.connected).toBe(true);
  const first = bo.send(roomId, 'one');
  bo.startTyping(roomId);
  await settle();
  expect(view.now().typingUsers).toEqual([{ conversationId: roomId, userId: 'bo', userName: 'Bo' }]);
  const texts = () => view.now().messages.map(({ content }) => content);
  const sent = view.now().sendMessage(roomId, 'two');
  await settle();
  expect((await sent).content).toBe('two');
  server.goOffline('ann');
  bo.send(roomId, 'three');
  bo.stopTyping(roomId);
  await advance(100);
  expect([view.now().socket.connected, view.now().typingUsers]).toEqual([false, []]);
  const waiting = view.now().sendMessage(roomId, 'four');
  server.goOnline();
  await advance(2_000);
  await waiting;
  expect(texts()).toEqual(['one', 'two', 'three', 'four']);
  expect(view.now().typingUsers).toEqual([]);
  bo.react(first.id, '👍');
  bo.remove(bo.send(roomId, 'oops').id, 'everybody');
  await settle();
  expect(texts()).toEqual(['one', 'two', 'three', 'four', '']);
  expect(view.now().messages[0]?.reactions).toHaveLength(1);
  await expect(view.now().sendMessage(roomId, ' ')).rejects.toMatchObject({ code: 'validation_failed' });
  await view.end();
  expect(server.act('bo').create({ type: 'direct', participantIds: ['ann'] }).members[1]?.isOnline).toBe(false);
});

test('SDK-16 mounted twice, as StrictMode does, it is connected once, and not at all when it is gone', async () => {
  const { server, bo, roomId, settle, advance } = setUp();
  const { token, openSocket, ...options } = server.options('ann');
  let open = 0;
  const counting: typeof openSocket = (url, given, handlers) => {
    open += 1;
    const socket = openSocket(url, given, {
      ...handlers,
      onClosed(error) {
        open -= 1;
        handlers.onClosed(error);
      },
    });
    const close = () => {
      open -= 1;
      socket.close();
    };
    return { ...socket, close };
  };
  const view = await render(
    () => useMessaging(token, { ...options, openSocket: counting }),
    {},
    (children) => createElement(StrictMode, null, children),
  );
  await settle();
  expect(open).toBe(1);
  bo.send(roomId, 'once');
  await settle();
  expect(view.now().messages.map(({ content }) => content)).toEqual(['once']);
  await view.end();
  await advance(60_000);
  expect(open).toBe(0);
});

test('SDK-16 the token of somebody else begins anew as that person', async () => {
  const { server, bo, roomId, settle } = setUp();
  const { token, ...options } = server.options('ann');
  const view = await render(({ who }: { who: string }) => useMessaging(who, options), { who: token() });
  await settle();
  bo.send(roomId, 'for ann');
  await settle();
  expect(view.now().messages).toHaveLength(1);
  server.addUser({ id: 'cy' });
  await view.show({ who: server.options('cy').token() });
  await settle();
  expect(view.now().messages).toEqual([]);
  expect(view.now().socket.connected).toBe(true);
  bo.send(roomId, 'for ann too');
  bo.send(bo.create({ type: 'direct', participantIds: ['cy'] }).id, 'for cy');
  await settle();
  expect(view.now().messages.map(({ content }) => content)).toEqual(['for cy']);
  await view.end();
});

test('SDK-2 what the browser says of its network is heard, and no more after the end', async () => {
  const { server, settle, advance } = setUp();
  const parley = createParley(server.options('ann'));
  parley.connect();
  await settle();
  server.goOffline();
  page.dispatchEvent(new Event('offline'));
  expect(parley.state.get().status).toBe('offline');
  await advance(20_000);
  server.goOnline();
  page.dispatchEvent(new Event('online'));
  await settle();
  expect(parley.state.get().status).toBe('live');
  parley.disconnect();
  for (const name of ['online', 'offline']) page.dispatchEvent(new Event(name));
  page.document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(parley.state.get().status).toBe('idle');
});
