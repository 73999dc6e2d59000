import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape, meShape, presenceShape, userShape } from '../support/shapes.ts';
import { makeToken } from '../support/tokens.ts';

const server = await startServer();
afterAll(() => server.stop());
const admin = await server.person('Root', { role: 'admin', claims: { email: 'root@example.org' } });
const agent = await server.person('Agnes', { role: 'agent', claims: { email: 'agnes@example.org' } });
const ann = await server.person('Ann', { claims: { email: 'ann@example.org' } });
const bo = await server.person('Bo', { claims: { email: 'bo@example.org' } });

const fresh = (prefix = 'new') => `${prefix}-${randomBytes(4).toString('hex')}`;
const users = listShape(userShape);
const found = async (who: typeof ann, query: string) => (await who.get(`/api/users?${query}`)).as(users).data;

test('USER-1 one sees oneself whole, with e-mail and service packages', async () => {
  const me = (await ann.get('/api/users/me')).as(meShape);
  expect(me).toMatchObject({ id: ann.id, name: 'Ann', email: 'ann@example.org', role: 'user', servicePackages: [] });
  expect(me).toMatchObject({ avatar: null, specialty: null, statusText: null, isOnline: false, status: 'offline' });
});

test('USER-1 an e-mail is shown to its owner and to agents only', async () => {
  expect((await bo.get(`/api/users/${ann.id}`)).as(userShape).email).toBeNull();
  expect((await ann.get(`/api/users/${ann.id}`)).as(userShape).email).toBe('ann@example.org');
  expect((await agent.get(`/api/users/${ann.id}`)).as(userShape).email).toBe('ann@example.org');
  expect((await admin.get(`/api/users/${ann.id}`)).as(userShape).email).toBe('ann@example.org');
  expect((await found(bo, `search=${ann.id}`)).map((user) => user.email)).toEqual([null]);
});

test('USER-2 one changes the fields that one sends and leaves the rest', async () => {
  const cy = await server.person('Cy');
  const first = await cy.put('/api/users/me', {
    specialty: 'Knees',
    statusText: 'busy <b>now</b>',
    avatar: 'https://x.org/a.png',
  });
  expect(first.as(meOrUser)).toMatchObject({
    specialty: 'Knees',
    statusText: 'busy <b>now</b>',
    avatar: 'https://x.org/a.png',
  });
  await cy.put('/api/users/me', { specialty: 'Feet', locale: 'de-DE', timeZone: 'Europe/Berlin' });
  const me = (await cy.get('/api/users/me')).as(meShape);
  expect(me).toMatchObject({ specialty: 'Feet', statusText: 'busy <b>now</b>', avatar: 'https://x.org/a.png' });
  await cy.put('/api/users/me', { statusText: null, avatar: null, specialty: null });
  expect((await cy.get('/api/users/me')).as(meShape)).toMatchObject({
    statusText: null,
    avatar: null,
    specialty: null,
  });
});

const meOrUser = z.union([meShape, userShape]);

test('USER-2 a name edited by its owner holds where the token brings none', async () => {
  const id = fresh('nameless');
  const api = server.api(await makeToken({ sub: id }));
  await api.get('/api/users/me');
  expect((await api.put('/api/users/me', { name: 'Chosen' })).status).toBe(200);
  expect((await api.get('/api/users/me')).as(meShape).name).toBe('Chosen');
});

test('USER-2 nobody raises their own role', async () => {
  const cy = await server.person('Cy');
  expect((await cy.put('/api/users/me', { role: 'admin', suspended: true, userType: 'doctor' })).status).toBe(200);
  expect((await cy.get('/api/users/me')).as(meShape)).toMatchObject({ role: 'user', userType: null });
  expectRefusal(await cy.put(`/api/users/${bo.id}`, { name: 'x' }), 403, 'forbidden');
});

test.each([
  ['name', ''],
  ['name', '   '],
  ['name', 5],
  ['name', null],
  ['avatar', 5],
  ['specialty', {}],
  ['statusText', ['x']],
  ['statusText', 'a\u0000b'],
  ['locale', 5],
  ['timeZone', 5],
  ['timeZone', 'Mars/Olympus'],
])('USER-2 %s may not be %j', async (field, value) => {
  expectRefusal(await ann.put('/api/users/me', { [field]: value }), 400, 'validation_failed', field);
});

test('USER-3 search finds parts of names and ids, ordered by name', async () => {
  const mark = fresh('mark');
  for (const name of ['Zoe', 'Abe', 'Moe']) await server.person(`${name} ${mark}`);
  const list = await found(bo, `search=${mark}`);
  expect(list.map((user) => user.name)).toEqual([`Abe ${mark}`, `Moe ${mark}`, `Zoe ${mark}`]);
  expect((await found(bo, `search=${list[0]?.id}`)).map((user) => user.name)).toEqual([`Abe ${mark}`]);
  expect(await found(bo, `search=${encodeURIComponent(`%${mark}`)}`)).toEqual([]);
  expect(await found(bo, `search=${encodeURIComponent(`_bc ${mark}`)}`)).toEqual([]);
});

test('USER-3 the list can be read in pages', async () => {
  const mark = fresh('page');
  const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter} ${mark}`);
  for (const name of names) await server.person(name);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: z.infer<typeof users> = (await bo.get(`/api/users?search=${mark}&limit=2${more}`)).as(users);
    expect(page.data.length).toBeLessThanOrEqual(2);
    seen.push(...page.data.map((user) => user.name));
    cursor = page.page.next;
  }
  expect(seen).toEqual(names);
});

test('USER-3 only agents search by e-mail, and only they list everybody', async () => {
  expect((await found(agent, 'search=ann@example')).map((user) => user.id)).toEqual([ann.id]);
  expect(await found(bo, 'search=ann@example')).toEqual([]);
  expect((await found(agent, 'limit=100')).length).toBeGreaterThan(3);
  expectRefusal(await bo.get('/api/users'), 400, 'validation_failed', 'search');
});

test('USER-3 role narrows the list and must be a role', async () => {
  const agents = await found(admin, 'role=agent&limit=100');
  expect(agents.map((user) => user.id)).toContain(agent.id);
  expect(agents.every((user) => user.role === 'agent')).toBe(true);
  expectRefusal(await admin.get('/api/users?role=king'), 400, 'validation_failed', 'role');
});

test('USER-4 anyone signed in may look up a user; an unknown id is 404', async () => {
  expect((await bo.get(`/api/users/${ann.id}`)).as(userShape)).toMatchObject({ id: ann.id, name: 'Ann' });
  expectRefusal(await bo.get('/api/users/unknown-person'), 404, 'not_found');
  expectRefusal(await bo.get(`/api/users/${'x'.repeat(300)}`), 404, 'not_found');
});

test('USER-5 an admin creates and changes users', async () => {
  const id = fresh();
  const body = {
    name: 'Made',
    email: 'made@example.org',
    avatar: 'https://x.org/m.png',
    role: 'agent',
    userType: 'doctor',
    specialty: 'Eyes',
  };
  const made = await admin.put(`/api/users/${id}`, body);
  expect(made.status).toBe(201);
  expect(made.as(userShape)).toMatchObject({ id, ...body });
  const changed = await admin.put(`/api/users/${id}`, { name: 'Changed' });
  expect(changed.status).toBe(200);
  expect(changed.as(userShape)).toMatchObject({ ...body, name: 'Changed' });
  expect((await bo.get(`/api/users/${id}`)).as(userShape)).toMatchObject({ name: 'Changed', email: null });
});

test('USER-5 users and agents may not', async () => {
  for (const who of [ann, agent]) {
    expectRefusal(await who.put(`/api/users/${fresh()}`, { name: 'x' }), 403, 'forbidden');
    expectRefusal(await who.put(`/api/users/${who.id}`, { name: 'x', role: 'admin' }), 403, 'forbidden');
  }
});

test.each([
  ['name', {}],
  ['name', { name: '' }],
  ['name', { name: 7 }],
  ['role', { name: 'x', role: 'king' }],
  ['userType', { name: 'x', userType: 'nurse' }],
  ['suspended', { name: 'x', suspended: 'yes' }],
  ['email', { name: 'x', email: 7 }],
])('USER-5 a new user with a wrong %s is 400 and not made', async (field, body) => {
  const id = fresh();
  expectRefusal(await admin.put(`/api/users/${id}`, body), 400, 'validation_failed', field);
  expectRefusal(await admin.get(`/api/users/${id}`), 404);
});

const importShape = z.strictObject({
  created: z.int(),
  updated: z.int(),
  failed: z.array(
    z.strictObject({
      index: z.int(),
      errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).min(1),
    }),
  ),
});

test('USER-6 an import creates, updates and reports what it could not take', async () => {
  const [one, two] = [fresh(), fresh()];
  await admin.put(`/api/users/${two}`, { name: 'Two' });
  const answer = await admin.post('/api/users/import', {
    users: [
      { id: one, name: 'One' },
      { id: two, name: 'Two again' },
      { id: fresh() },
      { id: '', name: 'x' },
      { id: fresh(), name: 'R', role: 'king' },
    ],
  });
  expect(answer.status).toBe(200);
  const report = answer.as(importShape);
  expect(report).toMatchObject({ created: 1, updated: 1 });
  expect(report.failed.map((failure) => failure.index)).toEqual([2, 3, 4]);
  expect((await bo.get(`/api/users/${one}`)).as(userShape).name).toBe('One');
  expect((await bo.get(`/api/users/${two}`)).as(userShape).name).toBe('Two again');
});

test('USER-6 only an admin imports, one to a thousand at a time', async () => {
  const row = { id: fresh(), name: 'x' };
  for (const who of [ann, agent])
    expectRefusal(await who.post('/api/users/import', { users: [row] }), 403, 'forbidden');
  expectRefusal(await admin.post('/api/users/import', { users: [] }), 400, 'validation_failed', 'users');
  expectRefusal(await admin.post('/api/users/import', {}), 400, 'validation_failed', 'users');
  const many = Array.from({ length: 1001 }, (_, index) => ({ id: `bulk-${index}`, name: `B${index}` }));
  expectRefusal(await admin.post('/api/users/import', { users: many }), 400, 'validation_failed', 'users');
  const answer = await admin.post('/api/users/import', { users: many.slice(0, 1000) });
  expect(answer.as(importShape)).toEqual({ created: 1000, updated: 0, failed: [] });
});

test('USER-7 presence of one and of several people can be asked for', async () => {
  const path = (id: string) => `/api/users/${id}/presence`;
  expect((await bo.get(path(ann.id))).as(presenceShape)).toEqual({
    userId: ann.id,
    status: 'offline',
    statusText: null,
    isOnline: false,
    lastSeen: null,
  });
  expectRefusal(await bo.get(path('unknown-person')), 404, 'not_found');
  const list = (await bo.get(`/api/users/presence?ids=${ann.id},${agent.id}`)).as(listShape(presenceShape));
  expect(list.data.map((one) => one.userId)).toEqual([ann.id, agent.id]);
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`).join(',');
  expectRefusal(await bo.get(`/api/users/presence?ids=${ids(101)}`), 400, 'validation_failed', 'ids');
  expect((await bo.get(`/api/users/presence?ids=${ids(100)}`)).status).toBe(200);
  expectRefusal(await bo.get('/api/users/presence'), 400, 'validation_failed', 'ids');
});
