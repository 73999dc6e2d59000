import {
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPassing, type Passing } from './passing.ts';
import { createInnerSeal, INNER_HEADER } from './seal.ts';

const KEY = Buffer.alloc(32, 3);

type Node = { name: string; url: string; server: Server; passing: Passing; seen: IncomingMessage[] };

const addresses = new Map<string, string>();
const nodes: Node[] = [];
const mourners = new Set<(node: string) => void>();

/** A node whose server answers everything with its name, the client's address as it sees it, and the body. */
async function startNode(name: string, key = KEY): Promise<Node> {
  const seen: IncomingMessage[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    const body = await text(request);
    response.writeHead(200, { 'x-node': name }).end(`${name} ${request.socket.remoteAddress} ${body}`);
  });
  server.on('upgrade', (request: IncomingMessage, socket) => {
    seen.push(request);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello of ${name};`,
    );
    socket.on('data', (bytes: Buffer) => socket.end(`${name} heard ${bytes}`));
    socket.on('error', () => {});
  });
  const passing = createPassing({
    self: name,
    siteKey: key,
    directory: {
      announce: (address) => void addresses.set(name, address),
      addressOf: (node) => addresses.get(node) ?? null,
      onGone: (listener) => void mourners.add(listener),
    },
    where: { listenOn: '127.0.0.1', reachedAt: '127.0.0.1', port: 0 },
  });
  passing.guard(server, '');
  await passing.open();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  const node = { name, server, passing, seen, url: `http://127.0.0.2:${(server.address() as AddressInfo).port}` };
  nodes.push(node);
  return node;
}

const sessionOf = (name: string) => `/socket.io/?EIO=4&transport=polling&sid=${name}-abc_DEF-1`;

let a: Node;
let b: Node;

beforeEach(async () => {
  a = await startNode('aaa');
  b = await startNode('bbb');
});
afterEach(async () => {
  for (const { server, passing } of nodes.splice(0)) {
    passing.cut();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await passing.close();
  }
  addresses.clear();
  mourners.clear();
});

/** Asks from an address that is not the nodes' own. */
function ask(url: string, path: string, { body = '', headers = {} }: { body?: string; headers?: object } = {}) {
  return new Promise<{ status: number; node: unknown; text: string }>((resolve, reject) => {
    const method = body === '' ? 'GET' : 'POST';
    const request = openRequest(`${url}${path}`, {
      method,
      localAddress: '127.0.0.9',
      agent: false,
      headers: { ...headers },
    });
    request.on('response', async (response) =>
      resolve({ status: response.statusCode ?? 0, node: response.headers['x-node'], text: await text(response) }),
    );
    request.on('error', reject);
    request.end(body);
  });
}

test('CLU-66 what belongs to the session of another node is passed on, and looks there as if its client had come by itself', async () => {
  expect(await ask(a.url, sessionOf('bbb'))).toEqual({ status: 200, node: 'bbb', text: 'bbb 127.0.0.9 ' });
  const headers = { 'x-forwarded-for': '203.0.113.7', origin: 'https://app.example.org', [INNER_HEADER]: 'made up' };
  const said = await ask(a.url, sessionOf('bbb'), { body: 'x'.repeat(100_000), headers });
  expect(said.text).toBe(`bbb 127.0.0.9 ${'x'.repeat(100_000)}`);
  const passed = b.seen.at(-1)?.headers;
  expect(passed).toMatchObject({ 'x-forwarded-for': '203.0.113.7', origin: 'https://app.example.org' });
  expect(passed?.host).toBe(new URL(a.url).host);
  expect(passed?.[INNER_HEADER]).toBeUndefined();
  expect(a.seen).toEqual([]);
});

test('CLU-66 everything else stays: own sessions, new ones, nodes that nobody knows, other addresses', async () => {
  for (const path of [
    sessionOf('aaa'),
    '/socket.io/?EIO=4&transport=polling',
    sessionOf('zzz'),
    '/api/users/me?sid=bbb-x',
  ]) {
    expect(await ask(a.url, path)).toMatchObject({ node: 'aaa', text: 'aaa 127.0.0.9 ' });
  }
  addresses.set('ccc', '127.0.0.1:1');
  expect(await ask(a.url, sessionOf('ccc'), { body: 'said to the dead' })).toMatchObject({ status: 200, node: 'aaa' });
});

test('CLU-66 an upgrade is passed on, and both ends end together', async () => {
  const { hostname, port } = new URL(a.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${sessionOf('bbb')} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  let heard = '';
  const ended = new Promise((resolve) => socket.on('close', resolve));
  socket.on('data', (bytes: Buffer) => {
    heard += bytes;
    if (heard.endsWith('hello of bbb;')) socket.write('a frame');
  });
  await ended;
  expect(heard).toMatch(/^HTTP\/1\.1 101 [\s\S]*upgrade: websocket[\s\S]*hello of bbb;bbb heard a frame$/i);
});

test('CLU-63 what waits for a node that died is ended at once, whether its machine says so or not', async () => {
  const { hostname, port } = new URL(a.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${sessionOf('bbb')} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  const ended = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('data', resolve));
  const silent = createTcpServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  addresses.set('ccc', `127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const waiting = ask(a.url, sessionOf('ccc'));
  const elsewhere = ask(a.url, sessionOf('bbb'));
  await new Promise((resolve) => silent.once('connection', resolve));
  for (const mourn of mourners) mourn('ccc');
  expect(await waiting).toMatchObject({ status: 503 });
  expect(await elsewhere).toMatchObject({ status: 200 });
  expect(socket.destroyed).toBe(false);
  for (const mourn of mourners) mourn('bbb');
  await ended;
  silent.close();
});

test('CLU-64 a node that stops passes on no more polls, and what is said all the same', async () => {
  a.passing.cut();
  for (let poll = 0; poll < 3; poll += 1)
    expect(await ask(a.url, sessionOf('bbb'))).toMatchObject({ status: 503, node: undefined });
  expect(await ask(a.url, sessionOf('bbb'), { body: 'the last word' })).toMatchObject({ status: 200, node: 'bbb' });
  expect(b.seen).toHaveLength(1);
});

test('CLU-67 the inner door believes only nodes of its site, and only what they pass on for its own sessions', async () => {
  const door = `http://${addresses.get('bbb')}`;
  const seal = createInnerSeal(KEY);
  const passed = { to: 'bbb', place: '', client: '203.0.113.7' };
  const good = seal.seal('GET', sessionOf('bbb'), passed);
  const tries: [path: string, header: string | null][] = [
    [sessionOf('bbb'), null],
    [sessionOf('bbb'), 'nonsense'],
    [sessionOf('bbb'), 'a.b'],
    [sessionOf('bbb'), createInnerSeal(Buffer.alloc(32, 4)).seal('GET', sessionOf('bbb'), passed)],
    [sessionOf('bbb'), seal.seal('POST', sessionOf('bbb'), passed)],
    [`${sessionOf('bbb')}&more`, good],
    [
      sessionOf('bbb'),
      `${Buffer.from(JSON.stringify({ ...passed, client: '198.51.100.1' })).toString('base64url')}.${good.split('.')[1]}`,
    ],
    [sessionOf('aaa'), seal.seal('GET', sessionOf('aaa'), { ...passed, to: 'aaa' })],
    [sessionOf('aaa'), seal.seal('GET', sessionOf('aaa'), passed)],
    [sessionOf('bbb'), seal.seal('GET', sessionOf('bbb'), { ...passed, place: 'nowhere' })],
    ['/api/users/me', seal.seal('GET', '/api/users/me', passed)],
  ];
  for (const [path, header] of tries) {
    expect(await ask(door, path, { headers: header === null ? {} : { [INNER_HEADER]: header } })).toMatchObject({
      status: 421,
    });
  }
  expect(b.seen).toEqual([]);
  expect(await ask(door, sessionOf('bbb'), { headers: { [INNER_HEADER]: good } })).toMatchObject({
    text: 'bbb 203.0.113.7 ',
  });
});

test('CLU-67 a node of another site that has taken over an address is not believed, nor does it believe', async () => {
  await startNode('ccc', Buffer.alloc(32, 5));
  expect(await ask(a.url, sessionOf('ccc'))).toMatchObject({ node: 'aaa' });
});
