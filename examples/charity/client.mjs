// What all the programs here need: tokens, requests, connections, and waiting for what should come.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';

// Node has a WebSocket of its own from version 22 on.
globalThis.WebSocket ??= (await import('ws')).WebSocket;

/** Where the server is: a port of its own, or a prefix as in http://localhost:3007/charity. */
export const BASE = (process.env.PARLEY_URL ?? 'http://localhost:3006').replace(/\/+$/, '');
export const CONVERSATIONS = '/api/conversations';
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
export function somebody(name, role = 'USER') {
  const id = `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`;
  return { id, name, token: tokenFor({ sub: id, name, role }) };
}

/** One request as `person` that must be answered with `status`; gives the data, or the error. */
export async function ask(person, method, path, body, status = 200) {
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  assert.equal(response.status, status, `${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer.data ?? answer.error;
}

/** A connection of `person` to a conversation, open. `heard` keeps every frame in the order in which it came. */
export async function connect(person, conversationId) {
  const socket = new WebSocket(
    `${BASE.replace(/^http/, 'ws')}/ws/conversations/${conversationId}?token=${person.token}`,
  );
  const heard = [];
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  const closed = new Promise((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('The server did not let the connection in'));
  });
  const line = {
    heard,
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(1000),
  };
  await hears(line, 'system');
  return line;
}

/** The first frame of this type that fits and was not asked for before; fails after 5 seconds. */
export async function hears(line, type, fits = () => true) {
  return until(`${type} came`, () => {
    const at = line.heard.findIndex((frame) => frame.type === type && fits(frame));
    return at < 0 ? undefined : line.heard.splice(at, 1)[0];
  });
}

/** What `look` finds, as soon as it finds something; fails after 5 seconds. */
export async function until(what, look) {
  const end = Date.now() + 5000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    assert.ok(Date.now() < end, `It did not come to pass that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs a story; the program ends with 0 when it went as told, with 1 otherwise. */
export async function run(story) {
  const lines = [];
  try {
    await story((line) => {
      lines.push(line);
      return line;
    });
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  for (const line of lines) line.close();
  if (!process.exitCode) console.log('All went as expected.');
}
