import type { Directory } from '../conversations/directory.ts';
import type { UserDirectory } from '../users/directory.ts';
import type { Bus } from './bus.ts';
import type { Moment } from './follow-store.ts';
import { createHealing, type HealingPorts } from './healing.ts';
import type { Nodes } from './nodes.ts';

export type FollowerPorts = HealingPorts & {
  readonly nodes: Nodes & {
    /** Hears that something which a node said was lost on the way. */
    onLoss(listener: (node: string) => void): void;
  };
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly directory: Pick<Directory, 'clear'>;
  readonly people: Pick<UserDirectory, 'clear'>;
  /** Counts milliseconds and is not set by anybody. */
  readonly clock: () => number;
  readonly onFault: (error: unknown) => void;
};

export type Follower = { start(): Promise<void>; stop(): Promise<void> };

const STEP_MS = 1_000;
/** How long moments are kept to begin at. */
const KEPT_MS = 60_000;
/** A look begins this much before what it is about. */
const BEFORE_MS = 1_500;
/** How long the database is followed after a reason for it has gone: other nodes may need longer to find back. */
const AFTER_MS = 5_000;
/** A node that lives asks the database something within this time. */
const WORKING_MS = 10_000;
/** A database that broke may give the numbers of its last transactions again. */
const REPEATED = 10_000n;

/**
 * Follows the database itself while the bus cannot be relied upon: after a node died or was cut off, when something was lost, while the
 * bus is away and a little after. What others committed meanwhile, and nobody announced here, is announced here from what is stored, and
 * nothing that was remembered about rights is believed.
 */
export function createFollower(ports: FollowerPorts): Follower {
  const { nodes, store, clock, onFault } = ports;
  const healing = createHealing(ports);
  const moments: { readonly clock: number; readonly moment: Moment }[] = [];
  /** Nodes that fell silent; and those of them that may still work. */
  const silent = new Set<string>();
  const lost = new Set<string>();
  /** Where the next look begins; null while all is well. */
  let since: Moment | null = null;
  let until = Number.NEGATIVE_INFINITY;
  let failed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let stopped = false;

  function begin(moment: Moment): void {
    if (since === null || moment.horizon < since.horizon) since = moment;
  }

  /** Something may have been missed for `agoMs`, and may go on to be. */
  function suspect(agoMs: number): void {
    const from = clock() - agoMs - BEFORE_MS;
    const found = moments.findLast((entry) => entry.clock <= from) ?? moments[0];
    // Before the start nobody was here to miss anything.
    if (!found) return;
    begin(found.moment);
    until = clock() + AFTER_MS;
    if (running) return;
    clearTimeout(timer);
    plan(0);
  }

  async function step(): Promise<void> {
    if (lost.size > 0) {
      const working = new Set(await store.working([...lost], WORKING_MS));
      for (const node of lost) if (!working.has(node)) lost.delete(node);
    }
    const before = await store.now();
    const suspicious = !nodes.connected || lost.size > 0;
    if (suspicious) until = clock() + AFTER_MS;
    const from = since;
    if (from !== null) {
      since = null;
      try {
        await look(from);
      } catch (error) {
        begin(from);
        throw error;
      }
      if (clock() < until) begin(before);
    }
    failed = false;
    moments.push({ clock: clock(), moment: before });
    while (moments.length > 1 && (moments[0]?.clock ?? 0) < clock() - KEPT_MS) moments.shift();
  }

  async function look({ horizon, at }: Moment): Promise<void> {
    ports.directory.clear();
    ports.people.clear();
    const earlier = horizon > REPEATED ? horizon - REPEATED : 0n;
    await healing.heal({ horizon: failed ? earlier : horizon, at });
  }

  function plan(afterMs: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      const began = clock();
      running = step()
        .catch((error: unknown) => {
          failed = true;
          onFault(error);
        })
        .finally(() => {
          running = null;
          // However much there is to follow, the database has half of the time for others.
          plan(Math.max(STEP_MS - (clock() - began), (clock() - began) * 2));
        });
    }, afterMs);
    timer.unref();
  }

  const ends = [
    ports.bus.subscribe((event) => healing.heard(event)),
    nodes.onAway(() => suspect(STEP_MS)),
    nodes.onBack(() => suspect(STEP_MS)),
    nodes.onDied(({ node, silentMs, orderly }) => {
      if (orderly) return;
      silent.add(node);
      lost.add(node);
      suspect(silentMs);
    }),
    nodes.onJoined((node) => {
      lost.delete(node);
      if (silent.delete(node)) suspect(STEP_MS);
    }),
  ];
  nodes.onLoss(() => suspect(STEP_MS));

  return {
    async start() {
      const moment = await store.now();
      moments.push({ clock: clock(), moment });
      plan(STEP_MS);
      if (!nodes.connected) suspect(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const end of ends) end();
      await running;
    },
  };
}
