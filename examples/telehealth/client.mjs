// What the patient and the doctor both need: who they are, requests, a connection, and waiting for what should come.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { io } from 'socket.io-client';

/** Where the server is: a port of its own, or a prefix as in http://localhost:3007/telehealth. */
export const BASE = (process.env.PARLEY_URL ?? 'http://localhost:3006').replace(/\/+$/, '');
export const API = '/api/v1/messages';

const SECRET = process.env.JWT_SECRET;
if (!SECRET) {
  console.error('Set JWT_SECRET to the secret that the server checks tokens with.');
  process.exit(2);
}

/** A token as a sign-in service makes it (HS256). A client never sees the secret, only such a token. */
export function tokenFor(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, exp })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** The doctor and the patient of this visit; `VISIT` tells one visit from another, so that each run has people of its own. */
const visit = process.env.VISIT ?? 'today';
export const DOCTOR = { id: `doctor-${visit}`, name: 'Dr. Sarah Smith', userType: 'doctor', specialty: 'Cardiology' };
export const PATIENT = { id: `patient-${visit}`, name: 'Ahmed Benali', userType: 'patient' };

/** One request as `person`, below the base of the contract; gives the status and the JSON body. */
export async function request(person, method, path, body) {
  const { id: sub, ...claims } = person;
  const response = await fetch(`${BASE}${API}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokenFor({ sub, ...claims })}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** One request that must succeed; gives the JSON body. */
export async function ask(person, method, path, body) {
  const answer = await request(person, method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A connection of `person`, open. `heard` keeps every event in the order in which it came. */
export async function connect({ id: sub, ...claims }) {
  const { origin, pathname } = new URL(BASE);
  const socket = io(origin, {
    path: `${pathname.replace(/\/$/, '')}/socket.io`,
    auth: { token: tokenFor({ sub, ...claims }) },
  });
  const heard = [];
  socket.onAny((event, payload) => heard.push({ event, payload }));
  socket.on('error', (error) => console.error(`${error.event}: ${error.status} ${error.message}`));
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return Object.assign(socket, { heard });
}

/** The first event of this name that fits, heard already or within `seconds`. */
export async function hears(socket, event, fits = () => true, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = socket.heard.find((one) => one.event === event && fits(one.payload));
    if (found) return found.payload;
    const names = socket.heard.map((one) => one.event).join(', ');
    assert.ok(Date.now() < end, `no ${event} came; heard: ${names || 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs one side of the visit; the program ends with 0 when it went as told, with 1 otherwise. */
export async function run(person, side) {
  let socket;
  try {
    socket = await connect(person);
    await side(socket);
    assert.deepEqual(
      socket.heard.filter(({ event }) => event === 'error').map(({ payload }) => payload),
      [],
    );
    console.log('All went as expected.');
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  socket?.disconnect();
}
