import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { CoreEvent } from '../../core/events.ts';
import { importUsers, putUser } from '../../core/users/administration.ts';
import { block, unblock } from '../../core/users/blocks.ts';
import { createUserDirectory } from '../../core/users/directory.ts';
import { type IdentifyContext, identify, recognise } from '../../core/users/identify.ts';
import { updateMe } from '../../core/users/profile.ts';
import type { KnownUser } from '../../core/users/store.ts';
import { createMemoryBus } from '../memory/bus.ts';
import { createBlockStore } from './blocks.ts';
import { createPool } from './pool.ts';
import { createServicePackageStore } from './service-packages.ts';
import { createUserStore } from './users.ts';

let pool: Pool;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  pool = createPool(database.url, 10);
  drop = database.drop;
});
afterAll(async () => {
  await pool.end();
  await drop();
});

/** A node: what it remembers, and the events that it heard. Tokens are their own claims in JSON. */
function createNode() {
  const bus = createMemoryBus();
  const users = createUserStore(pool);
  const people = createUserDirectory(users, bus);
  const events: CoreEvent[] = [];
  bus.subscribe((event) => events.push(event));
  const read = (token: string): Record<string, unknown> => JSON.parse(token);
  const tokens: IdentifyContext['tokens'] = { peek: read, verify: async (token) => read(token) };
  const core = { bus, users, people, tokens, blocks: createBlockStore(pool) };
  const enter = (claims: Record<string, unknown>) => identify(core, JSON.stringify(claims));
  return { ...core, enter, events };
}

let node = createNode();
let count = 0;
const fresh = () => `person ${++count}`;
const actor = (userId: string, role: 'user' | 'admin' = 'user') => ({
  userId,
  name: userId,
  avatar: null,
  role,
  connectionId: null,
});
const root = actor('root', 'admin');
beforeEach(() => {
  node = createNode();
});

test('fifty first requests at once make one user, on several nodes', async () => {
  const other = createNode();
  const sub = fresh();
  const sessions = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 ? node : other).enter({ sub, name: 'Ann', role: 'agent' })),
  );
  expect(new Set(sessions.map(({ user }) => JSON.stringify(user))).size).toBe(1);
  expect(sessions[0]?.user).toMatchObject({ id: sub, name: 'Ann', role: 'agent', assignedRole: null });
});

test('a known token is recognised without the store, and only while nothing changed', async () => {
  const claims = { sub: fresh(), name: 'Ann' };
  const token = JSON.stringify(claims);
  expect(recognise(node, token)).toBeNull();
  await node.enter(claims);
  await node.enter(claims);
  expect(recognise(node, token)).toMatchObject({ userId: claims.sub, role: 'user', expiresAt: null });
  await putUser(node, root, claims.sub, { name: 'By admin' });
  expect(recognise(node, token)).toBeNull();
});

test('a token without a name makes a user named by the id, and a later one brings the name', async () => {
  const sub = fresh();
  expect((await node.enter({ sub })).user.name).toBe(sub);
  expect((await node.enter({ sub, name: 'Ann' })).user.name).toBe('Ann');
  expect((await node.enter({ sub })).user.name).toBe('Ann');
  expect(node.events).toEqual([{ type: 'user.changed', userId: sub, suspended: false }]);
});

test('a claim wins over an admin, what is not claimed stays, and one’s own edit holds until there is news', async () => {
  const claims = { sub: fresh(), name: 'Ann', iat: 100 };
  await node.enter(claims);
  await putUser(node, root, claims.sub, { name: 'By admin', email: 'a@x.org', role: 'agent', specialty: 'Eyes' });
  expect((await node.people.get(claims.sub))?.name).toBe('By admin');
  const back = await node.enter(claims);
  expect(back.role).toBe('agent');
  expect(back.user).toMatchObject({ name: 'Ann', email: 'a@x.org', role: 'agent', specialty: 'Eyes' });
  expect((await node.enter({ ...claims, role: 'user' })).role).toBe('user');

  await updateMe(node, actor(claims.sub), { name: 'Anna', statusText: 'away' });
  expect((await node.enter(claims)).user).toMatchObject({ name: 'Anna', statusText: 'away' });
  expect((await node.enter({ ...claims, name: 'Ann Two', iat: 200 })).user.name).toBe('Ann Two');
  expect((await node.enter(claims)).user.name).toBe('Ann Two');
});

test('a suspended user is refused at once, whatever is remembered', async () => {
  const claims = { sub: fresh(), name: 'Ann' };
  await node.enter(claims);
  await node.enter(claims);
  const { user, created } = await putUser(node, root, claims.sub, { suspended: true });
  expect([user.suspended, created]).toEqual([true, false]);
  expect(node.events.at(-1)).toEqual({ type: 'user.changed', userId: claims.sub, suspended: true });
  await expect(node.enter(claims)).rejects.toMatchObject({ code: 'forbidden' });
  await putUser(node, root, claims.sub, { suspended: false });
  expect((await node.enter(claims)).userId).toBe(claims.sub);
});

test('two admins who create the same user at once both succeed, one of them first', async () => {
  const id = fresh();
  const answers = await Promise.all(Array.from({ length: 10 }, () => putUser(node, root, id, { name: 'New' })));
  expect(answers.filter((answer) => answer.created).length).toBe(1);
  await expect(putUser(node, root, fresh(), { email: null })).rejects.toMatchObject({ code: 'validation_failed' });
  await expect(putUser(node, root, 'a\u0000b', { name: 'x' })).rejects.toMatchObject({ code: 'validation_failed' });
});

test('an import creates, updates what is given, leaves the rest, and reports the others', async () => {
  const [a, b] = [fresh(), fresh()];
  await node.enter({ sub: b, name: 'Bo', email: 'bo@x.org', avatar: '/b.png', role: 'agent' });
  const outcome = await importUsers(node, root, [
    { id: a, name: 'O\'Neil "%_" 😀', role: 'agent', userType: 'doctor' },
    { errors: [{ path: 'name', message: 'is required' }] },
    { id: b, name: 'Bo Two', avatar: null, specialty: 'Feet' },
    { id: a, name: 'Twice' },
  ]);
  expect(outcome).toEqual({
    created: 1,
    updated: 1,
    failed: [
      { index: 1, errors: [{ path: 'name', message: 'is required' }] },
      { index: 3, errors: [{ path: 'id', message: 'stands twice in the list' }] },
    ],
  });
  expect(await node.people.get(a)).toMatchObject({
    name: 'O\'Neil "%_" 😀',
    email: null,
    role: 'agent',
    assignedRole: 'agent',
    userType: 'doctor',
  });
  expect(await node.people.get(b)).toMatchObject({
    name: 'Bo Two',
    email: 'bo@x.org',
    avatar: null,
    specialty: 'Feet',
    role: 'agent',
    assignedRole: null,
  });
  expect((await node.enter({ sub: b, name: 'Bo' })).user.name).toBe('Bo');
});

test('imports that cross each other do not stop each other', async () => {
  const ids = Array.from({ length: 200 }, () => fresh());
  const rows = ids.map((id) => ({ id, name: id }));
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, i) => importUsers(node, root, i % 2 ? rows : rows.toReversed())),
  );
  expect(outcomes.reduce((sum, { created }) => sum + created, 0)).toBe(200);
  expect(outcomes.reduce((sum, { updated }) => sum + updated, 0)).toBe(1400);
});

test('a search is a plain part of a name or id, in any case and script, by name, page by page', async () => {
  const mark = `Ü${fresh()}`;
  const names = ['b', 'A', 'c', 'A', 'd%_\\'].map((name) => `${name} ${mark}`);
  await importUsers(
    node,
    root,
    names.map((name) => ({ id: fresh(), name, email: `${count}@found.example` })),
  );
  const query = { text: mark.toLowerCase(), byEmail: false, roles: null };
  const seen: KnownUser[] = [];
  let after: { name: string; id: string } | null = null;
  do {
    const page = await node.users.search(query, after, 2);
    seen.push(...page.users);
    after = page.next;
  } while (after !== null);
  expect(seen.map((user) => user.name)).toEqual([names[1], names[3], names[0], names[2], names[4]]);
  const find = async (text: string, byEmail = false) =>
    (await node.users.search({ ...query, text, byEmail }, null, 100)).users;
  expect((await find(`%_\\ ${mark}`)).length).toBe(1);
  expect(await find(`% ${mark}`)).toEqual([]);
  expect((await find('FOUND.example', true)).length).toBe(5);
  expect(await find('FOUND.example')).toEqual([]);
  expect((await node.users.search({ ...query, roles: ['admin'] }, null, 100)).users).toEqual([]);
});

test('a last time seen never moves back', async () => {
  const { userId } = await node.enter({ sub: fresh() });
  await node.users.touchLastSeen(userId, 2000);
  await node.users.touchLastSeen(userId, 1000);
  expect((await node.users.findMany([userId]))[0]?.lastSeen).toBe('1970-01-01T00:00:02.000Z');
});

test('a block is repeatable, one way, and moves the pair’s conversation to a new access version', async () => {
  const [a, b] = [(await node.enter({ sub: fresh() })).userId, (await node.enter({ sub: fresh() })).userId];
  const id = `c${'x'.repeat(20)}${count}`;
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, direct_key, member_count, activity_at, created_at, updated_at)
     VALUES ($1, 'direct', $2, $3, 2, now(), now(), now())`,
    [id, a, JSON.stringify([a, b].sort())],
  );
  await block(node, actor(a), b);
  await block(node, actor(a), b);
  expect((await node.blocks.list(a, null, 10)).map((user) => user.id)).toEqual([b]);
  expect(await node.blocks.list(b, null, 10)).toEqual([]);
  await unblock(node, actor(a), b);
  await unblock(node, actor(a), b);
  expect(await node.blocks.list(a, null, 10)).toEqual([]);
  expect(node.events).toEqual(
    [2, 3].map((accessVersion) => ({ type: 'access.changed', conversationId: id, accessVersion })),
  );
  await expect(block(node, actor(a), a)).rejects.toMatchObject({ code: 'validation_failed' });
  await expect(block(node, actor(a), 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});

test('packages keep their ids, belong to their owner alone, and are replaced as a whole', async () => {
  const packages = createServicePackageStore(pool);
  const [a, b] = [(await node.enter({ sub: fresh() })).userId, (await node.enter({ sub: fresh() })).userId];
  const item = { name: 'Check', price: 49.5, currency: 'EUR', duration: '1 hour', description: null, isActive: true };
  const [first] = await packages.replace(a, [{ ...item, id: 'mine' }]);
  await packages.replace(b, [{ ...item, id: 'mine', price: 1, isActive: false }]);
  expect(await packages.findActive('mine', [b, a])).toMatchObject({ userId: a, price: 49.5, duration: '1 hour' });
  expect(await packages.findActive('mine', [b])).toBeNull();
  expect(await packages.update(b, 'mine', { duration: 30, isActive: true })).toMatchObject({ userId: b, duration: 30 });
  expect((await packages.update(b, 'mine', { duration: null }))?.duration).toBeNull();
  expect(await packages.update(a, 'other', { price: 0 })).toBeNull();
  expect(await packages.remove(a, 'other')).toBe(false);

  const replaced = await packages.replace(a, [
    { ...item, id: 'new', duration: 5 },
    { ...item, id: 'mine', name: 'Kept' },
  ]);
  expect(replaced.map(({ id, name, duration }) => [id, name, duration])).toEqual([
    ['new', 'Check', 5],
    ['mine', 'Kept', '1 hour'],
  ]);
  expect(replaced[1]?.createdAt).toBe(first?.createdAt);
  await expect(
    packages.replace(a, [
      { ...item, id: 'x' },
      { ...item, id: 'x' },
    ]),
  ).rejects.toThrow();
  expect(await packages.list(a)).toEqual(replaced);

  const added = await Promise.all(Array.from({ length: 10 }, (_, i) => packages.add(a, { ...item, id: `p${i}` }, 5)));
  expect(added.filter((one) => one !== null).length).toBe(3);
  expect((await packages.list(a)).length).toBe(5);
  expect((await packages.list(b)).length).toBe(1);
});
