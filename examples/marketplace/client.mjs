// What all the programs here need: tokens, requests, connections, and waiting for what should come.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

/** Where the server is: a port of its own, or a prefix as in http://localhost:3007/marketplace. */
export const BASE = (process.env.PARLEY_URL ?? 'http://localhost:3001').replace(/\/+$/, '');
const SECRET = process.env.JWT_SECRET;
if (!SECRET) {
  console.error('Set JWT_SECRET to the secret that the server checks tokens with.');
  process.exit(2);
}

/** A token as a sign-in service makes it (HS256). A browser never sees the secret, only such a token. */
export function tokenFor(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, exp })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** Somebody new, so that a program runs again and again. */
export function somebody(name, role = 'user') {
  const id = `${name.toLowerCase().replace(/[^a-z]+/g, '-')}-${randomUUID().slice(0, 8)}`;
  return { id, name, token: tokenFor({ sub: id, name, role }) };
}

/** One request as `person`; gives the status, the headers and the JSON body. */
export async function request(person, method, path, body) {
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** One request that must be answered with `status`; gives the JSON body. */
export async function ask(person, method, path, body, ...statuses) {
  const answer = await request(person, method, path, body);
  const expected = statuses.length > 0 ? statuses : [200, 201, 204];
  assert.ok(expected.includes(answer.status), `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Uploads a file as `person`; gives the answer's body. */
export async function upload(person, name, type, bytes) {
  const form = new FormData();
  form.append('file', new Blob([bytes], { type }), name);
  const headers = { authorization: `Bearer ${person.token}` };
  const response = await fetch(`${BASE}/api/upload/chat-files`, { method: 'POST', headers, body: form });
  assert.equal(response.status, 201, await response.clone().text());
  return response.json();
}

/** A connection of `person` to the namespace /chat, open. `heard` keeps every event in the order in which it came. */
export async function connect(person, options = {}) {
  const { origin, pathname } = new URL(BASE);
  const socket = io(`${origin}/chat`, {
    path: `${pathname.replace(/\/$/, '')}/socket.io`,
    auth: { token: person.token },
    forceNew: true,
    ...options,
  });
  const heard = [];
  socket.onAny((event, payload) => heard.push({ event, payload }));
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return Object.assign(socket, { heard });
}

/** Emits and waits for the acknowledgement, which must say that it went well. */
export async function tell(socket, event, payload) {
  const ack = await socket.timeout(5000).emitWithAck(event, payload);
  assert.equal(ack.success, true, `${event}: ${JSON.stringify(ack)}`);
  return ack;
}

/** A picture of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The first event of this name that fits and came after the connection was opened; fails after 5 seconds. */
export async function hears(socket, event, fits = () => true) {
  const end = Date.now() + 5000;
  for (;;) {
    const found = socket.heard.find((one) => one.event === event && fits(one.payload));
    if (found) return found.payload;
    const names = socket.heard.map((one) => one.event).join(', ');
    assert.ok(Date.now() < end, `no ${event} came; heard: ${names || 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs a story; the program ends with 0 when it went as told, with 1 otherwise. */
export async function run(story) {
  const sockets = [];
  try {
    await story((socket) => {
      sockets.push(socket);
      return socket;
    });
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  for (const socket of sockets) socket.disconnect();
  if (!process.exitCode) console.log('All went as expected.');
}
