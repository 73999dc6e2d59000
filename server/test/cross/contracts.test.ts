import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runs, SEED } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import { makeToken } from '../support/tokens.ts';
import { type Story, story } from './actions.ts';
import { compare } from './compare.ts';
import { createCaller } from './http.ts';
import { play, plug, type Stage } from './play.ts';
import { settle } from './settle.ts';
import type { Kind, Room, Someone } from './voice.ts';
import { createCharity } from './voices/charity.ts';
import { createHelpdesk } from './voices/helpdesk.ts';
import { createMarketplace } from './voices/marketplace.ts';
import { createTelehealth } from './voices/telehealth.ts';
import { createTravel } from './voices/travel.ts';
import { World } from './world.ts';

/** Stories that are played, and how many at the same time. */
const RUNS = 160;
const AT_ONCE = 8;

const server = await startServer();
afterAll(() => server.stop());
const call = createCaller(server.url);
const voices = [createHelpdesk, createTelehealth, createTravel, createMarketplace, createCharity].map((create) =>
  create(server.url, call),
);

/** Somebody new, whom the server knows. */
async function someone(name: string, claims: object = {}, type: Someone['type'] = 'patient'): Promise<Someone> {
  const id = `${name.toLowerCase()}-${randomBytes(6).toString('hex')}`;
  const token = await makeToken({ sub: id, name, ...claims });
  expect((await server.api(token).get('/api/users/me')).status).toBe(200);
  return { id, name, token, type };
}

const ROLES = {
  pat: () => someone('Pat', { userType: 'patient' }),
  doc: () => someone('Doc', { userType: 'doctor' }, 'doctor'),
  ada: () => someone('Ada', { role: 'agent' }),
};
const CASTS = { direct: ['pat', 'doc'], group: ['pat', 'doc', 'ada'], support: ['pat', 'ada'] } as const;
const OPENERS: Readonly<Record<Kind, readonly string[]>> = {
  direct: ['helpdesk', 'telehealth', 'travel', 'marketplace'],
  group: ['helpdesk', 'marketplace'],
  support: ['charity'],
};

async function openRoom({ kind, by, opener }: Story): Promise<Room> {
  const members = await Promise.all(CASTS[kind].map((role) => ROLES[role]()));
  const name = OPENERS[kind][opener % OPENERS[kind].length];
  const first = kind === 'support' ? members[0] : members[by % members.length];
  const others = members.filter((one) => one !== first);
  const id = first && (await voices.find((voice) => voice.name === name)?.open?.(kind, first, others));
  if (!id) throw new Error(`${name} opened nothing`);
  return { id, kind, members };
}

/** People who have nothing to do with any of it, connected through every contract all the time. */
async function listenFromOutside() {
  const outsiders = await Promise.all([someone('Out'), someone('Desk', { role: 'agent' })]);
  return Promise.all(
    outsiders.map(async (who) => {
      const { kind } = { kind: 'support' } as const;
      const id = await voices.find(({ name }) => name === 'charity')?.open?.(kind, who, []);
      const stage = stageOf(new World({ id: id ?? '', kind, members: [who] }));
      for (const voice of voices) await plug(stage, who, voice);
      return stage.world;
    }),
  );
}

function stageOf(world: World): Stage {
  return {
    world,
    voices,
    clients: 0,
    async roundTrip() {
      await (await fetch(`${server.url}/health`)).arrayBuffer();
    },
  };
}

async function tell(one: Story): Promise<void> {
  const stage = stageOf(new World(await openRoom(one)));
  const { world } = stage;
  try {
    for (const { who, via } of one.plugs) {
      const [person, voice] = [world.room.members[who % world.room.members.length], voices[via % voices.length]];
      if (person && voice) await plug(stage, person, voice);
    }
    for (const action of one.actions) await play(stage, action);
    await settle(world);
    await compare(world, voices);
    // Nothing may come twice, or late.
    await settle(world);
  } finally {
    await Promise.all([...world.ears].map((ear) => ear.line.close()));
  }
}

test(`what is done through any contract is the same in all of them (seed ${SEED})`, async () => {
  const outside = await listenFromOutside();
  const told = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, (_, lane) =>
      fc.assert(fc.asyncProperty(story, tell), {
        ...runs(Math.ceil(RUNS / AT_ONCE)),
        seed: SEED + lane,
        endOnFailure: true,
        interruptAfterTimeLimit: 150_000,
        markInterruptAsFailure: true,
      }),
    ),
  );
  const failed = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  for (const one of failed) console.log(String(one.message).slice(0, 1500), String(one.cause?.message).slice(0, 2500), one.cause?.diff);
  if (failed.length > 0) throw failed[0];
  for (const world of outside) await settle(world);
}, 200_000);
