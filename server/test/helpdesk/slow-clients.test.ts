import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { eventually, historyOf, MESSAGES, makeDirect, makeGroup, messagesOf, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { type ServerProcess, startServerProcess } from '../support/process.ts';
import { openRaw } from '../support/raw.ts';
import { messageShape, syncShape } from '../support/shapes.ts';
import type { Wire } from '../support/wire.ts';

const MIB = 1024 * 1024;
/** Descriptors that come and go with ordinary requests and with the database. */
const SLACK = 8;
const COUNT = 1_200;
const STALLED = 24;
/** Of those so many do it over long polling. */
const POLLING = 2;

const sentShape = z.object({ message: messageShape });
const resumedShape = z.object({
  conversations: z.record(z.string(), z.object({ messages: z.array(messageShape), hasMore: z.boolean() })),
});

/** Writes so many messages, twenty at a time; resolves with their ids in the order of their numbers. */
async function writeMany(wire: Wire, conversationId: string, count: number, content: string): Promise<string[]> {
  const ids: [seq: number, id: string][] = [];
  while (ids.length < count) {
    const acks = await Promise.all(
      Array.from({ length: 20 }, () => wire.ask('send_message', { conversationId, content })),
    );
    for (const ack of acks) {
      const { message } = ack.as(sentShape);
      ids.push([message.seq, message.id]);
    }
  }
  return ids.sort(([one], [other]) => one - other).map(([, id]) => id);
}

/** Somebody whose client reads nothing any more from when it is connected until `read` is called. */
type Stalled = {
  /** Reads what had arrived, until the connection ends; resolves with the ids of messages in it. */
  read(): Promise<string[]>;
};

async function stallWebSocket(url: string, { token }: Person): Promise<Stalled> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const ids: string[] = [];
  const ended = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  const connected = new Promise((resolve) => {
    socket.on('open', () => socket.send(`40${JSON.stringify({ token })}`));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('40')) resolve(null);
      if (text.startsWith('42["new_message"')) ids.push(messageShape.parse(JSON.parse(text.slice(2))[1]).id);
    });
  });
  await connected;
  socket.pause();
  return {
    async read() {
      socket.resume();
      await ended;
      return ids;
    },
  };
}

/** Signs in over long polling and never polls again. */
async function stallPolling(url: string, { token }: Person): Promise<Stalled> {
  const address = `${url}/socket.io/?EIO=4&transport=polling`;
  const call = async (path: string, init: RequestInit = {}) => (await fetch(address + path, init)).text();
  const { sid } = z.object({ sid: z.string() }).parse(JSON.parse((await call('')).slice(1)));
  await call(`&sid=${sid}`, { method: 'POST', body: `40${JSON.stringify({ token })}` });
  expect(await call(`&sid=${sid}`)).toMatch(/^40/);
  return {
    async read() {
      expect(await call(`&sid=${sid}`)).toContain('Session ID unknown');
      return [];
    },
  };
}

/** All that came after a number, as a client that reconnects asks for it. */
async function resumeAfter(person: Person, conversationId: string, seq: number): Promise<string[]> {
  const wire = await person.connect();
  const ids: string[] = [];
  let since = seq;
  for (let more = true; more; ) {
    const ack = (await wire.ask('resume', { conversations: { [conversationId]: since } })).as(resumedShape);
    const { messages = [], hasMore = false } = ack.conversations[conversationId] ?? {};
    ids.push(...messages.map((message) => message.id));
    since = messages.at(-1)?.seq ?? since;
    more = hasMore;
  }
  await wire.close();
  return ids;
}

const syncPage = async (person: Person, query = '') => (await person.get(`/api/messaging/sync${query}`)).as(syncShape);

/** The messages that were new or changed after a cursor. */
async function syncFrom(person: Person, cursor: string): Promise<string[]> {
  const ids = new Set<string>();
  for (let since: string | null = cursor; since !== null; ) {
    const { data, page } = await syncPage(person, `?since=${encodeURIComponent(since)}&limit=100`);
    for (const change of data) if (change.kind === 'message') ids.add(change.message.id);
    since = page.next;
  }
  return [...ids];
}

describe.runIf(process.platform === 'linux')('who stops reading', () => {
  test('OPS-10 readers who stall are cut at the bound, others hear all, and nothing is lost to anybody', {
    timeout: 60_000,
  }, async () => {
    const server = await startServerProcess({ MAX_MESSAGE_LENGTH: '20000' });
    onTestFinished(() => server.stop());
    const { writer, ...ears } = await server.people('writer', 'ear one', 'ear two', 'ear three');
    const people = await Promise.all(Array.from({ length: STALLED }, () => server.person('stalled')));
    const group = await makeGroup(writer, [...Object.values(ears), ...people]);
    const writing = await writer.connect();
    const hearing = await Promise.all(Object.values(ears).map((ear) => ear.connect()));
    const content = 'x'.repeat(16_000);
    const heard = () => hearing.map((wire) => wire.of('new_message').map((message) => message.id));
    const heardAll = () => eventually('all heard', async () => heard().every((ids) => ids.length === COUNT), 10_000);
    // As many before, with nobody stalled: what writing so much takes by itself is not to be counted.
    const earlier = new Set(await writeMany(writing, group.id, COUNT, content));
    await heardAll();
    for (const wire of hearing) wire.forget();
    const cursors = await Promise.all(people.map(async (one) => (await syncPage(one)).cursor));
    const [kept, resident, descriptors] = [
      await server.keptMemory(),
      await server.residentMemory(),
      await server.descriptors(),
    ];
    await server.peakMemory();

    const stalled = await Promise.all(
      people.map((one, index) => (index < POLLING ? stallPolling(server.url, one) : stallWebSocket(server.url, one))),
    );
    expect(await server.connections()).toBe(4 + STALLED);
    const written = await writeMany(writing, group.id, COUNT, content);
    await eventually('all cut', async () => (await server.connections()) === 4);
    await heardAll();
    for (const ids of heard()) expect(ids).toEqual(written);
    expect((await server.peakMemory()) - resident).toBeLessThan(160 * MIB);
    await eventually('memory back', async () => (await server.keptMemory()) - kept < 12 * MIB, 5_000);
    await eventually('descriptors back', async () => (await server.descriptors()) <= descriptors + SLACK);

    // They read on: the end of their connection, after what had been on its way. Then they come back.
    const got = await Promise.all(stalled.map((one) => one.read()));
    for (const ids of got) {
      expect(ids.length).toBeLessThan(COUNT);
      expect(ids).toEqual(written.slice(0, ids.length));
    }
    const comeBack = async (
      index: number,
      way: (person: Person, heardBefore: number, cursor: string) => Promise<string[]>,
    ) => {
      const [person, before = [], cursor = ''] = [people[index], got[index], cursors[index]];
      if (!person) throw new Error('nobody is there');
      expect([...before, ...(await way(person, before.length, cursor))]).toEqual(written);
    };
    const resumed = (person: Person, heardBefore: number) => resumeAfter(person, group.id, COUNT + heardBefore);
    await comeBack(0, resumed);
    await comeBack(POLLING, resumed);
    await comeBack(POLLING + 1, async (person, heardBefore, cursor) => {
      // What was there before may be told again where work was under way when the cursor was made.
      const told = (await syncFrom(person, cursor)).filter((id) => !earlier.has(id));
      return told.slice(heardBefore);
    });
    await comeBack(POLLING + 2, async (person, heardBefore) =>
      (await historyOf(person, group)).slice(COUNT + heardBefore).map((message) => message.id),
    );
  });
});

describe.runIf(process.platform === 'linux')('who dawdles over a request', { timeout: 30_000 }, () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServerProcess({ REQUEST_TIMEOUT_MS: '2000', SOCKET_PING_INTERVAL: '1000' });
  });
  afterAll(() => server.stop());

  test('OPS-10 bodies that come a byte at a time are cut by the timeout of requests', async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const chat = await makeDirect(ann, bo);
    const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain';
    const json = 'application/json';
    const bodies = [
      [MESSAGES, json, `{"conversationId":"${chat.id}","content":"`],
      ['/api/attachments', 'multipart/form-data; boundary=edge', `--edge\r\n${part}\r\n\r\n`],
      ['/no/such/address', json, '{"a":"'],
    ] as const;
    const before = await server.descriptors();
    const clients = await Promise.all(
      bodies.flatMap(([path, type, start]) =>
        [`Authorization: Bearer ${ann.token}\r\n`, ''].map(async (authorization) => {
          const client = await openRaw(server.url);
          const head = `POST ${path} HTTP/1.1\r\nHost: parley\r\n${authorization}Content-Type: ${type}\r\n`;
          client.socket.write(`${head}Content-Length: 9000\r\n\r\n${start}`);
          const timer = setInterval(() => client.socket.write('x'), 50);
          client.socket.on('close', () => clearInterval(timer));
          return client;
        }),
      ),
    );
    await eventually('an upload begun', async () => (await server.staged()).length === 1);
    await eventually('all cut', async () => clients.every((client) => client.lasted() !== null), 10_000);
    for (const client of clients) {
      expect(client.lasted()).toBeLessThan(6_000);
      client.destroy();
    }
    expect(await messagesOf(ann, chat)).toEqual([]);
    await eventually('nothing left of the upload', async () => (await server.staged()).length === 0);
    await eventually('descriptors back', async () => (await server.descriptors()) <= before + SLACK);
  });

  test('OPS-10 clients that never read their answers are cut; one that polls in peace is not', async () => {
    const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
    const chat = await makeDirect(ann, bo);
    await writeMany(await ann.connect(), chat.id, 100, 'x'.repeat(5_000));
    const quietChat = await makeDirect(ann, cy);
    const polling = io(server.url, { transports: ['polling'], auth: { token: cy.token }, reconnection: false });
    onTestFinished(() => void polling.close());
    const heard: unknown[] = [];
    polling.on('new_message', (message) => heard.push(message));
    await eventually('connected', async () => polling.connected);
    const [descriptors, kept] = [await server.descriptors(), await server.keptMemory()];
    const resident = await server.residentMemory();
    await server.peakMemory();

    const address = `/api/messaging/conversations/${chat.id}/messages?limit=100`;
    const request = `GET ${address} HTTP/1.1\r\nHost: parley\r\nAuthorization: Bearer ${bo.token}\r\n\r\n`;
    const clients = await Promise.all(Array.from({ length: 24 }, () => openRaw(server.url)));
    // More than the kernel takes over: what it holds for a client is out of the server's hands.
    for (const { socket } of clients) socket.pause().write(request.repeat(15));
    await eventually('held', async () => (await server.descriptors()) >= descriptors + clients.length - SLACK);
    await say(ann, chat, 'meanwhile');
    await eventually('descriptors back', async () => (await server.descriptors()) <= descriptors + SLACK, 15_000);
    expect((await server.peakMemory()) - resident).toBeLessThan(192 * MIB);
    await eventually('memory back', async () => (await server.keptMemory()) - kept < 12 * MIB, 5_000);
    for (const client of clients) client.destroy();
    expect(polling.connected).toBe(true);
    await say(ann, quietChat, 'still there?');
    await eventually('heard', async () => heard.length === 1);
  });
});
