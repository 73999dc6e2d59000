import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { makeToken } from '../support/tokens.ts';
import { type Called, type Caller, callRest } from './call.ts';
import { type History, openHistory } from './history.ts';
import { type Random, random } from './prng.ts';

/** A conversation of a round. A cold one hears a message only now and then, so that nothing later heals a lost push. */
export type Room = { id: string; members: string[]; cold: boolean; canary: string };

/** The people and conversations of one round, and where its clients note what they do and see. */
export type World = {
  readonly seed: number;
  readonly url: string;
  readonly history: History;
  readonly rooms: readonly Room[];
  readonly writers: readonly string[];
  readonly readers: readonly string[];
  readonly stranger: string;
  readonly exMember: string;
  /** Who has groups of their own, where a guest comes and goes. */
  readonly host: string;
  readonly guest: string;
  caller(user: string): Caller;
  /** The random stream of one actor. */
  draw(actor: string): Random;
  /** Told of the begin of each attempt that was acknowledged. */
  onAck: (begunAt: number) => void;
};

/** People beside those who write and read. */
const OTHERS = ['stranger', 'ex-member', 'host', 'guest'] as const;

export type Size = { writers: number; readers: number; groups: number; directs: number; coldGroups: number };

/** What two cores carry beside the server and the database. */
const DEFAULT_SIZE: Size = { writers: 8, readers: 4, groups: 4, directs: 2, coldGroups: 4 };

const Created = z.looseObject({ id: z.string() });

/**
 * Makes the users and conversations of a round through the API. Every group had one more member, who was removed before
 * the first message. Titles and texts carry canaries.
 */
export async function createWorld(url: string, seed: number, round: number, size: Size = DEFAULT_SIZE): Promise<World> {
  const history = openHistory();
  const names = [
    ...Array.from({ length: size.writers }, (_, index) => `writer-${index}`),
    ...Array.from({ length: size.readers }, (_, index) => `reader-${index}`),
    ...OTHERS,
  ].map((name) => `${name}-of-${round}`);
  const callers = new Map<string, Caller>();
  for (const name of names) {
    const token = await makeToken({ sub: name, name, exp: Math.floor(Date.now() / 1000) + 86_400 });
    callers.set(name, { url, token, note: (text) => history.mishaps.push({ at: performance.now(), text }) });
  }
  const caller = (user: string): Caller => {
    const found = callers.get(user);
    if (found === undefined) throw new Error(`there is no user ${user}`);
    return found;
  };
  for (const name of names) await done(callRest(caller(name), 'GET', '/api/users/me'));
  const world: World = {
    seed,
    url,
    history,
    rooms: [],
    writers: names.slice(0, size.writers),
    readers: names.slice(size.writers, size.writers + size.readers),
    stranger: `stranger-of-${round}`,
    exMember: `ex-member-of-${round}`,
    host: `host-of-${round}`,
    guest: `guest-of-${round}`,
    caller,
    draw: (actor) => random(seed, `${round}/${actor}`),
    onAck: () => undefined,
  };
  return { ...world, rooms: await createRooms(world, size) };
}

async function createRooms(world: World, size: Size): Promise<Room[]> {
  const draw = world.draw('rooms');
  const rooms: Room[] = [];
  for (let index = 0; index < size.groups + size.coldGroups; index += 1) {
    const writers = draw.shuffle(world.writers).slice(0, 3 + draw.int(3));
    const readers = draw.shuffle(world.readers).slice(0, 1 + draw.int(2));
    rooms.push(await createGroup(world, [...writers, ...readers], index >= size.groups));
  }
  const pairs = draw.shuffle(
    world.writers.flatMap((writer) => world.readers.map((reader) => [writer, reader] as const)),
  );
  for (const [writer, reader] of pairs.slice(0, size.directs)) {
    const body = { type: 'direct', participantIds: [reader] };
    const { id } = Created.parse(
      await done(callRest(world.caller(writer), 'POST', '/api/messaging/conversations', body)),
    );
    rooms.push({ id, members: [writer, reader], cold: false, canary: newCanary(world) });
  }
  return rooms;
}

async function createGroup(world: World, members: string[], cold: boolean): Promise<Room> {
  const canary = newCanary(world);
  const [owner = '', ...others] = members;
  const body = { type: 'group', title: canary, participantIds: [...others, world.exMember] };
  const { id } = Created.parse(await done(callRest(world.caller(owner), 'POST', '/api/messaging/conversations', body)));
  await done(callRest(world.caller(owner), 'DELETE', `/api/messaging/conversations/${id}/members/${world.exMember}`));
  return { id, members, cold, canary };
}

function newCanary(world: World): string {
  const canary = `canary-${randomBytes(8).toString('hex')}`;
  world.history.canaries.push(canary);
  return canary;
}

async function done(call: Promise<Called>): Promise<unknown> {
  const called = await call;
  if (called.outcome === 'ok') return called.body;
  throw new Error(`the round cannot be set up: ${JSON.stringify(called)}`);
}
