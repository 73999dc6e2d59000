import { beforeEach, expect, test } from 'vitest';
import type { CoreEvent } from '../events.ts';
import { createUserDirectory, type UserDirectory } from './directory.ts';
import type { KnownUser } from './store.ts';

/** A store whose answers come when the test lets them, as of the moment of the question. */
function createSlowStore() {
  const names = new Map<string, string>();
  const asked: string[][] = [];
  const answers: (() => void)[] = [];
  return {
    names,
    asked,
    answer: () => answers.shift()?.(),
    fail: false,
    findMany(ids: readonly string[]): Promise<KnownUser[]> {
      asked.push([...ids]);
      const found = ids.flatMap((id) => {
        const name = names.get(id);
        return name === undefined ? [] : [userNamed(id, name)];
      });
      return new Promise((resolve, reject) => {
        answers.push(() => (this.fail ? reject(new Error('down')) : resolve(found)));
      });
    },
  };
}

function userNamed(id: string, name: string): KnownUser {
  return {
    id,
    name,
    email: null,
    avatar: null,
    role: 'user',
    assignedRole: null,
    userType: null,
    specialty: null,
    statusText: null,
    locale: null,
    timeZone: null,
    suspended: false,
    lastSeen: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    claimed: {},
  };
}

let store = createSlowStore();
let publish: (event: CoreEvent) => void = () => {};
let directory: UserDirectory;

beforeEach(() => {
  store = createSlowStore();
  store.names.set('u1', 'Ann').set('u2', 'Bo');
  const subscribe = (listener: (event: CoreEvent) => void) => {
    publish = listener;
    return () => {};
  };
  directory = createUserDirectory(store, { subscribe }, 100);
});

const changed = (userId: string) => publish({ type: 'user.changed', userId, suspended: false });

test('a herd asks the store once, and then nobody asks again', async () => {
  const herd = [...Array.from({ length: 100 }, () => directory.get('u1'))];
  store.answer();
  for (const user of await Promise.all(herd)) expect(user?.name).toBe('Ann');
  expect(directory.peek('u1')?.name).toBe('Ann');
  expect((await directory.get('u1'))?.name).toBe('Ann');
  expect(store.asked).toEqual([['u1']]);
});

test('several are fetched at once, less those that are known or under way', async () => {
  const first = directory.get('u1');
  const many = directory.getMany(['u1', 'u2', 'nobody', 'u2']);
  store.answer();
  store.answer();
  expect([...(await many).keys()].sort()).toEqual(['u1', 'u2']);
  expect((await first)?.name).toBe('Ann');
  expect(store.asked).toEqual([['u1'], ['u2', 'nobody']]);
});

test('a change makes it ask anew', async () => {
  const before = directory.get('u1');
  store.answer();
  await before;
  store.names.set('u1', 'Anna');
  changed('u1');
  expect(directory.peek('u1')).toBeUndefined();
  const after = directory.get('u1');
  store.answer();
  expect((await after)?.name).toBe('Anna');
});

test('a load that was overtaken by a change is not remembered', async () => {
  const overtaken = directory.get('u1');
  store.names.set('u1', 'Anna');
  changed('u1');
  const fresh = directory.get('u1');
  store.answer();
  await overtaken;
  expect(directory.peek('u1')).toBeUndefined();
  store.answer();
  expect((await fresh)?.name).toBe('Anna');
  expect(directory.peek('u1')?.name).toBe('Anna');
});

test('going offline makes it ask anew, since somebody was last seen then', async () => {
  const load = directory.get('u1');
  store.answer();
  await load;
  const presence = { userId: 'u1', status: 'offline', statusText: null, isOnline: false, lastSeen: null } as const;
  publish({ type: 'presence.changed', presence, turned: 'offline', connectionId: null });
  expect(directory.peek('u1')).toBeUndefined();
});

test('nobody is not remembered, and impossible ids never reach the store', async () => {
  const nobody = directory.get('u9');
  store.answer();
  expect(await nobody).toBeNull();
  store.names.set('u9', 'New');
  const now = directory.get('u9');
  store.answer();
  expect((await now)?.name).toBe('New');
  const asked = store.asked.length;
  for (const id of ['', 'a\u0000b', '\ud800', 'x'.repeat(256)]) expect(await directory.get(id)).toBeNull();
  expect((await directory.getMany(['a\u0000b', '\ud800'])).size).toBe(0);
  expect(store.asked.length).toBe(asked);
});

test('a failed load is told to everybody who waits and then forgotten', async () => {
  store.fail = true;
  const waits = [directory.get('u1'), directory.get('u1'), directory.getMany(['u1', 'u2'])];
  store.answer();
  store.answer();
  for (const outcome of await Promise.allSettled(waits)) expect(outcome.status).toBe('rejected');
  store.fail = false;
  const again = directory.get('u1');
  store.answer();
  expect((await again)?.name).toBe('Ann');
});
