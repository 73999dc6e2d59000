import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createUserService } from './user-service.ts';

type Answer = {
  readonly status?: number;
  readonly body?: unknown;
  readonly raw?: string;
  readonly silent?: boolean;
  readonly after?: number;
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A service with these answers by path (404 for others), which writes down what it was asked. */
async function open(answers: Readonly<Record<string, Answer>>) {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const troubles: unknown[] = [];
  let time = 1_000.25;
  let open = 0;
  let most = 0;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization });
    const {
      status = 200,
      body,
      raw,
      silent,
      after = 0,
    } = answers[path] ?? { status: 404, body: { message: 'nobody' } };
    const answer = () => response.writeHead(status, { location: '/elsewhere' }).end(raw ?? JSON.stringify(body));
    if (!silent) setTimeout(answer, after);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const service = createUserService({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    clock: () => time,
    onTrouble: (error) => troubles.push(error),
  });
  const profileOf = async (id: string, authorization: string) => (await service.profile(id, authorization)).profile;
  return { service, profileOf, asked, troubles, most: () => most, pass: (ms: number) => (time += ms) };
}

const profile = (id: string) => `/api/v1/users/profile/${id}`;
const doctors = (id: string) => `/api/v1/users/doctors/${id}`;

test('OUT-18 the user service is asked as the caller, about doctors at a second address too', async () => {
  const { profileOf, asked } = await open({
    [profile('p1')]: { body: { name: 'Pat', userType: 'patient', profilePhoto: 'https://x.example/p.png' } },
    [profile('d1')]: { body: { success: true, data: { firstName: 'Sarah', lastName: 'Smith', type: 'DOCTOR' } } },
    [doctors('d1')]: { body: { data: { specialization: 'Cardiology', avatar: 'https://x.example/d.png' } } },
    [doctors('d2')]: { body: { name: 'Dr. Jones' } },
    [profile('a%2Fb')]: {
      body: { name: 'Slash', role: 'patient', profilePhoto: null, avatar: 'https://x.example/a.png' },
    },
  });
  expect(await profileOf('p1', 'Bearer one')).toEqual({
    name: 'Pat',
    userType: 'patient',
    avatar: 'https://x.example/p.png',
    specialty: null,
  });
  expect(await profileOf('d1', 'Bearer one')).toEqual({
    name: 'Sarah Smith',
    userType: 'doctor',
    avatar: 'https://x.example/d.png',
    specialty: 'Cardiology',
  });
  expect(await profileOf('d2', 'Bearer one')).toMatchObject({ name: 'Dr. Jones', userType: 'doctor' });
  expect(await profileOf('a/b', 'Bearer one')).toMatchObject({
    name: 'Slash',
    avatar: 'https://x.example/a.png',
  });
  expect(asked.map(({ path }) => path)).toEqual([
    profile('p1'),
    profile('d1'),
    doctors('d1'),
    profile('d2'),
    doctors('d2'),
    profile('a%2Fb'),
  ]);
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer one']));
});

test('OUT-19 answers are kept for a minute for the one who asked, also that there is nobody', async () => {
  const { service, profileOf, asked, pass } = await open({
    [profile('p1')]: { body: { name: 'Pat', userType: 'patient' } },
  });
  const both = await Promise.all([profileOf('p1', 'Bearer one'), profileOf('p1', 'Bearer one')]);
  expect(both[0]).toEqual(both[1]);
  expect(await profileOf('nobody', 'Bearer one')).toBeNull();
  const count = asked.length;
  pass(59_000);
  expect(await service.profile('p1', 'Bearer one')).toMatchObject({ goodForMs: 1_000 });
  expect(await profileOf('nobody', 'Bearer one')).toBeNull();
  expect(asked).toHaveLength(count);
  await profileOf('p1', 'Bearer two');
  expect(asked).toHaveLength(count + 1);
  pass(2_000);
  await profileOf('p1', 'Bearer one');
  expect(asked).toHaveLength(count + 2);
});

test.each<[string, Answer]>([
  ['an error', { status: 500, body: {} }],
  ['a refusal', { status: 403, body: {} }],
  ['a redirect', { status: 302, body: {} }],
  ['no JSON', { raw: '<html>canary</html>' }],
  ['JSON that is no object', { raw: '["canary"]' }],
  ['too much', { raw: JSON.stringify({ name: 'x'.repeat(300_000) }) }],
])('OUT-20 a user service that answers with %s counts as one that cannot be asked', async (_what, answer) => {
  const { service, troubles, asked } = await open({ [profile('p1')]: answer });
  await expect(service.profile('p1', 'Bearer secret-token')).rejects.toMatchObject({ code: 'unavailable' });
  await expect(service.profile('p1', 'Bearer secret-token')).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked.map(({ path }) => path)).toEqual([profile('p1'), profile('p1')]);
  expect(troubles).toHaveLength(2);
  expect(troubles.map(String).join()).not.toMatch(/secret-token|canary/);
});

test('OUT-20 a user service that does not answer is waited for two seconds, both questions together', async () => {
  const { service } = await open({
    [profile('d1')]: { body: { name: 'Dr. Smith', userType: 'doctor' } },
    [doctors('d1')]: { silent: true },
  });
  const began = performance.now();
  await expect(service.profile('d1', 'Bearer one')).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - began).toBeLessThan(2_500);
});

test('OUT-20 at most sixteen questions are asked at once, and all are answered', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `p${index}`);
  const { profileOf, most } = await open(
    Object.fromEntries(ids.map((id) => [profile(id), { body: { name: id, userType: 'patient' }, after: 20 }])),
  );
  const found = await Promise.all(ids.map((id) => profileOf(id, 'Bearer one')));
  expect(found.map((one) => one?.name)).toEqual(ids);
  expect(most()).toBe(16);
});

test('OUT-20 whoever waits for a turn at a silent service waits no longer than two seconds either', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
  const { profileOf, most } = await open(Object.fromEntries(ids.map((id) => [profile(id), { silent: true }])));
  const began = performance.now();
  const outcomes = await Promise.allSettled(ids.map((id) => profileOf(id, 'Bearer one')));
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(performance.now() - began).toBeLessThan(2_500);
  expect(most()).toBe(16);
});

test('OUT-21 ids lead nowhere else, and fields that nobody could have are left out', async () => {
  const { profileOf, asked } = await open({
    [profile('odd')]: { body: { name: 7, userType: 'nurse', profilePhoto: 'javascript:alert(1)', specialty: ['x'] } },
  });
  expect(await profileOf('..', 'Bearer one')).toBeNull();
  expect(await profileOf('.', 'Bearer one')).toBeNull();
  expect(asked).toEqual([]);
  expect(await profileOf('odd', 'Bearer one')).toEqual({
    name: null,
    userType: null,
    avatar: null,
    specialty: null,
  });
});
