// What all the programs here need: tokens, requests, connections, and waiting for what should come.
import assert from 'node:assert/strict';
import { createHmac, randomInt } from 'node:crypto';
import { io } from 'socket.io-client';

/** Where the server is: a port of its own, or a prefix as in http://localhost:3007/travel. */
export const BASE = (process.env.PARLEY_URL ?? 'http://localhost:5000').replace(/\/+$/, '');
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

/** Somebody new: users are numbers in this system, and a fresh one lets a program run again and again. */
export function somebody(name, role = 'user') {
  const id = 1_000_000 + randomInt(2 ** 40);
  return { id, name, token: tokenFor({ id, name, role }) };
}

/** One request as `person`; gives the status, the headers and the JSON body. */
export async function request(person, method, path, body) {
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** One request that must be answered with `status`; gives the JSON body. */
export async function ask(person, method, path, body, ...statuses) {
  const answer = await request(person, method, path, body);
  const expected = statuses.length > 0 ? statuses : [200];
  assert.ok(expected.includes(answer.status), `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A connection of `person`, open. `heard` keeps every event in the order in which it came. */
export async function connect(person, options = {}) {
  const { origin, pathname } = new URL(BASE);
  const socket = io(origin, {
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
