import { connect } from 'node:net';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { CONVERSATIONS, eventually, MESSAGES, makeDirect, pause, say } from '../support/factories.ts';
import { openRaw, upgradeHead } from '../support/raw.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { meShape } from '../support/shapes.ts';
import { makeToken } from '../support/tokens.ts';

const PRODUCTION = { NODE_ENV: 'production', CORS_ORIGINS: 'https://app.example.org' };
const server = await startServer();
afterAll(() => server.stop());

const port = (url: string) => Number(new URL(url).port);

/** Opens a connection, says something and tells after how many milliseconds the server ended it, or null. */
function dribble(url: string, say: (write: (text: string) => void) => void, limitMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const started = Date.now();
    const socket = connect(port(url), '127.0.0.1', () => say((text) => socket.writable && socket.write(text)));
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, limitMs);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Date.now() - started);
    };
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', () => undefined);
    socket.resume();
  });
}

test('OPS-9 a development token can be had for any name, and opens the door', async () => {
  const answer = await server.anonymous.post('/dev/token', { id: 'dev-1', name: 'Dev One', role: 'agent' });
  expect(answer.status).toBeLessThan(300);
  const { token } = answer.as(z.looseObject({ token: z.string() }));
  expect((await server.api(token).get('/api/users/me')).as(meShape)).toMatchObject({
    id: 'dev-1',
    name: 'Dev One',
    role: 'agent',
  });
  expectRefusal(await server.anonymous.post('/dev/token', { name: 'No id' }), 400, 'validation_failed', 'id');
});

test('OPS-9 in production there is no such address', async () => {
  const production = await startServer(PRODUCTION);
  expectRefusal(await production.anonymous.post('/dev/token', { id: 'root', role: 'admin' }), 404, 'not_found');
  const known = await makeToken({ sub: 'u', name: 'U' });
  expectRefusal(await production.api(known).post('/dev/token', { id: 'root', role: 'admin' }), 404, 'not_found');
  await production.stop();
});

test('SOCK-12 in production a page of another origin cannot connect, by either transport', async () => {
  const production = await startServer(PRODUCTION);
  const address = `${production.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const outcome = (origin: string) =>
    new Promise((resolve) => {
      const socket = new WebSocket(address, { origin });
      socket.on('open', () => resolve('open'));
      socket.on('error', () => resolve('refused'));
      setTimeout(() => socket.terminate(), 1000);
    });
  expect(await outcome('https://app.example.org')).toBe('open');
  const others = [
    'null',
    'https://app.example.org.evil.net',
    'https://evil.net/app.example.org',
    'http://app.example.org',
    'https://app.example.org:444',
  ];
  for (const origin of others) {
    expect(await outcome(origin), origin).toBe('refused');
    const polled = await fetch(`${production.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect(polled.headers.get('access-control-allow-origin'), origin).not.toBe(origin);
    await polled.arrayBuffer();
  }
  await production.stop();
});

/** What the server answers to these bytes on one connection, as soon as it `fits`. */
async function answerTo(bytes: string, fits: (answer: string) => boolean): Promise<string> {
  const client = await openRaw(server.url);
  onTestFinished(() => client.destroy());
  let answer = '';
  client.socket.on('data', (chunk) => {
    answer += chunk;
  });
  client.socket.write(bytes);
  await eventually('answered', async () => fits(answer));
  return answer;
}

test('OPS-11 an upgrade to anything but the WebSocket is answered as a plain request', async () => {
  const first = async (head: string) => /^.*/.exec(await answerTo(head, (answer) => answer.includes('\r\n\r\n')))?.[0];
  expect(await first(upgradeHead('/socket.io/?EIO=4&transport=websocket'))).toBe('HTTP/1.1 101 Switching Protocols');
  expect(await first(upgradeHead('/health/live'))).toBe('HTTP/1.1 200 OK');
  expect(await first(upgradeHead('/elsewhere'))).toBe('HTTP/1.1 404 Not Found');
  expect(await first(upgradeHead('/health/live').replace('websocket', 'h2c'))).toBe('HTTP/1.1 200 OK');
});

test('OPS-12 requests that do not await each other’s answers are handled one after the other', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const head = `Host: parley\r\nAuthorization: Bearer ${ann.token}\r\n`;
  const write = (content: string) => {
    const body = JSON.stringify({ conversationId: chat.id, content });
    return `POST ${MESSAGES} HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const read = `GET ${CONVERSATIONS}/${chat.id}/messages?after=0 HTTP/1.1\r\n${head}\r\n`;
  const end = `GET /health/live HTTP/1.1\r\n${head}\r\n`;
  const answer = await answerTo([write('one'), read, write('two'), read, end].join(''), (so) => so.includes('"alive"'));
  const shown = answer
    .split('HTTP/1.1 ')
    .map((part) => [...part.matchAll(/"content":"(\w+)"/g)].map(([, text]) => text));
  expect(shown).toEqual([[], ['one'], ['one'], ['two'], ['one', 'two'], []]);
});

test('OPS-10 who dribbles headers or says nothing at all is cut', { timeout: 90_000 }, async () => {
  const headers = dribble(
    server.url,
    (write) => {
      write('GET /health HTTP/1.1\r\nHost: x\r\n');
      const timer = setInterval(() => write('X-Slow: 1\r\n'), 1000);
      setTimeout(() => clearInterval(timer), 20_000);
    },
    20_000,
  );
  const silent = dribble(server.url, () => undefined, 20_000);
  expect((await headers) ?? Number.POSITIVE_INFINITY).toBeLessThan(16_000);
  expect((await silent) ?? Number.POSITIVE_INFINITY).toBeLessThan(16_000);
});

test('OPS-10 sockets that never sign in are closed and do not disturb anybody', { timeout: 60_000 }, async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const wire = await bo.connect();
  const address = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  let closed = 0;
  const idle = Array.from({ length: 300 }, () => {
    const socket = new WebSocket(address);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed += 1;
    });
    return socket;
  });
  await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('open', resolve))));
  const started = Date.now();
  await say(ann, chat, 'through the crowd');
  await wire.waitFor('new_message', (message) => message.content === 'through the crowd');
  expect(Date.now() - started).toBeLessThan(1000);
  await eventually('all cut', async () => closed === 300, 15_000);
});

test('OPS-10 a client that stops reading is cut, and the others hear everything', { timeout: 60_000 }, async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const hearing = await bo.connect();
  const deaf = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => deaf.once('open', resolve));
  deaf.send(`40${JSON.stringify({ token: bo.token })}`);
  await new Promise((resolve) => deaf.on('message', (data) => String(data).startsWith('40') && resolve(null)));
  let cut = false;
  deaf.on('error', () => undefined);
  deaf.on('close', () => {
    cut = true;
  });
  deaf.pause();
  const filler = 'x'.repeat(5000);
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 40; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => say(ann, chat, filler)));
  }
  await eventually('heard', async () => hearing.of('new_message').length === 2000, 20_000);
  await pause(500);
  deaf.resume();
  await eventually('cut', async () => cut, 10_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
});
