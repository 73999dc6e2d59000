import type { OutboxStorage } from '../outbox/entry.ts';
import { memoryOutbox } from '../outbox/storage.ts';
import type { OpenSocket } from '../socket.ts';
import type { UserRef } from '../types.ts';
import { type Actions, actionsOf } from './actions.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { linesOf } from './lines.ts';
import { introduce, type NewPerson, refOf } from './people.ts';
import { createFetch } from './requests.ts';
import type { State } from './state.ts';
import { makeToken } from './tokens.ts';
import { createWires } from './wires.ts';

export type FakeServerOptions = {
  /** What time it is at first; the beginning of 2026 unless given. */
  readonly now?: Date | number;
};

/** What makes `createParley` a person's client of the fake server; all of it may be replaced. */
export type FakeClientOptions = {
  readonly url: string;
  readonly token: () => string;
  readonly fetch: typeof globalThis.fetch;
  readonly openSocket: OpenSocket;
  readonly clock: FakeClock;
  readonly random: () => number;
  /** Of these options: a second client that is made with the same ones finds what the first could not send. */
  readonly outboxStorage: OutboxStorage;
};

export type FakeServer = Pick<Faults, 'goOnline' | 'loseNextAnswer' | 'loseNextEvent'> & {
  readonly clock: FakeClock;
  /** Makes somebody known, or changes what is known of them. Whoever connects is known by their id. */
  addUser(person: NewPerson): UserRef;
  /** `expiresIn`: how many seconds each of the person's tokens is good for; for ever unless given. */
  options(userId: string, more?: { readonly expiresIn?: number }): FakeClientOptions;
  /** What somebody else does. */
  act(userId: string): Actions;
  /** Ends connections and lets nothing through, for everybody or one person. */
  goOffline(userId?: string): void;
  /** Takes back all tokens that somebody has so far, and ends their connections. */
  revoke(userId: string): void;
  /** Everything takes so long from now on (ms on its clock, each way); 0 at first. */
  setLatency(ms: number): void;
  /** What changed until now is not kept: who catches up from before begins anew. */
  forgetChanges(): void;
};

/** A server in memory for tests of what is built on the client: no network, no waiting, and time that passes when it is told to. */
export function createFakeServer(options: FakeServerOptions = {}): FakeServer {
  const { clock, stir } = createFakeClock(options.now ?? Date.UTC(2026, 0, 1));
  const faults = createFaults();
  let latency = 0;
  const latencyMs = () => latency;
  const state: State = {
    clock,
    stir,
    people: new Map(),
    rooms: new Map(),
    tickets: new Map(),
    files: new Map(),
    lines: new Set(),
    changes: [],
    forgotten: 0,
    typing: new Map(),
    revoked: new Map(),
    count: 0,
  };
  const fetch = createFetch({ state, faults, latencyMs });
  const openSocket = createWires({ state, faults, latencyMs });

  function cut(userId?: string): void {
    const lines = userId === undefined ? [...state.lines] : linesOf(state, userId);
    for (const line of lines) line.end();
  }

  return {
    ...faults,
    clock,
    addUser: (person) => refOf(introduce(state, person)),
    options: (userId, { expiresIn } = {}) => ({
      url: 'http://fake.parley',
      token: () => makeToken(state, userId, expiresIn),
      fetch,
      openSocket,
      clock,
      random: () => 0.5,
      outboxStorage: memoryOutbox(),
    }),
    act: (userId) => actionsOf(state, introduce(state, { id: userId })),
    goOffline(userId) {
      faults.goOffline(userId);
      cut(userId);
    },
    revoke(userId) {
      state.revoked.set(userId, state.count);
      cut(userId);
    },
    setLatency(ms) {
      latency = ms;
    },
    forgetChanges() {
      // Of what was forgotten nothing is known, not even whether it was anything.
      state.changes.push({ kind: 'conversation', roomId: '', userId: '' });
      state.forgotten = state.changes.length;
    },
  };
}
