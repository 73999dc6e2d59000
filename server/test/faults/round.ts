import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Verdict } from './checker.ts';
import { Device, type Parting } from './device.ts';
import { outboxEmpty, readEvents } from './events.ts';
import { readFinalState, type Source } from './finalState.ts';
import { Guest } from './guest.ts';
import { type History, openHistory } from './history.ts';
import { type Injected, Injector } from './injector.ts';
import { Outsider } from './outsider.ts';
import { Pager } from './pager.ts';
import type { Step } from './plan.ts';
import { readPresence } from './presence.ts';
import type { Stage } from './stage.ts';
import { SyncReader } from './syncReader.ts';
import { Uploader } from './uploader.ts';
import { createWorld, type Size, type World } from './world.ts';
import { Writer } from './writer.ts';

export type RoundOptions = {
  stage: Stage;
  seed: number;
  /** Number of the round: names and random streams depend on it. */
  round: number;
  durationMs: number;
  /** It ends before its time, when the plan has, but not before this. */
  leastMs?: number | undefined;
  /** The faults; what is left of the plan goes to the next round. */
  plan: Iterator<Step>;
  /** The share of replies that are lost, in each second of the round. */
  loss: (second: number) => number;
  /** How often devices lose their connection; `USUAL_CHURN` where nothing is said. */
  churn?: Churn | undefined;
  /** How many people and conversations; as many as two cores carry, where nothing is said. */
  size?: Size | undefined;
  /** The mean pause of a writer between two actions. */
  pauseMs?: number | undefined;
};

/** Each device loses its connection after at most `liveMs`, and stays away for at most `awayMs`. */
export type Churn = { liveMs: number; awayMs: number };

export type RoundResult = { history: History; verdict: Verdict; injected: Injected };

const USUAL_CHURN: Churn = { liveMs: 20_000, awayMs: 10_000 };
const MIN_LIVE_MS = 500;
const WRITER_PAUSE_MS = 30;
const PAGER_PAUSE_MS = 400;
const SETTLE_LIMIT_MS = 60_000;
const LIVE_LIMIT_MS = 30_000;
const QUIET_MS = 2_000;
/** Longer than nodes take to announce what a fault kept from them. */
const CLUSTER_QUIET_MS = 4_000;
const QUIET_LIMIT_MS = 20_000;
/** Devices of each reader, and how many of the writers have one, too. */
const DEVICES_PER_READER = 2;
const WRITERS_WITH_DEVICE = 4;

/** Runs one round: load and faults for its duration, then heal, settle, wait for quiet, read the end state, judge. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { stage } = options;
  const world = await createWorld(stage.proxy.url, options.seed, options.round, options.size);
  const { history } = world;
  const note = (text: string): void => void history.mishaps.push({ at: performance.now(), text });
  stage.onMishap = note;
  const injector = new Injector(stage, note);
  world.onAck = (begunAt) => injector.acknowledged(begunAt);

  const cast = createCast(world, stage, options.pauseMs ?? WRITER_PAUSE_MS);
  injector.onFreeze = async (node) => cast.guest?.whileAsleep(node);
  if (stage.nodes.length > 1) injector.onQuiet = (which) => pokeQuiet(world, cast, which);
  for (const sync of cast.syncs) await sync.start();
  await cast.guest?.start();
  for (const actor of [...cast.writers.values(), ...cast.pagers, ...cast.outsiders]) actor.start();
  cast.uploader?.start();
  const running = new AbortController();
  const begunAt = performance.now();
  const churns = cast.devices.map((device) =>
    partAndReturn(world, device, options.churn ?? USUAL_CHURN, running.signal),
  );
  const lossTimer = setInterval(() => {
    stage.proxy.loseReplies(options.loss((performance.now() - begunAt) / 1_000));
  }, 250);
  stage.proxy.loseReplies(options.loss(0));

  await injector.run(options.plan, begunAt + options.durationMs);
  await sleep(Math.max(0, begunAt + (options.leastMs ?? options.durationMs) - performance.now()));

  clearInterval(lossTimer);
  stage.proxy.loseReplies(0);
  running.abort();
  const actors = [...cast.writers.values(), ...cast.pagers, cast.guest, cast.uploader];
  await Promise.all([...churns, ...actors.map((actor) => actor?.stop())]);
  if (!(await stage.together())) note('the nodes are not together in the end');
  await settle(world, cast, note, stage.nodes.length > 1 ? CLUSTER_QUIET_MS : QUIET_MS);
  await Promise.all(cast.outsiders.map((outsider) => outsider.stop()));
  await part(world, cast, sourcesOf(stage));
  const whole = await readEnd(world, cast, stage, note);
  // Without an end state the rules that compare with it would only repeat that it is missing.
  const { mishaps, outsiders, canaries, trespasses, presence } = history;
  const verdict = check(whole ? history : { ...openHistory(), mishaps, outsiders, canaries, trespasses, presence });
  return { history, verdict, injected: injector.injected };
}

/** The last that is looked at while people are there, and after they have gone. */
async function part(world: World, cast: Cast, sources: readonly Source[]): Promise<void> {
  const { presence } = world.history;
  const there = [...new Set(cast.devices.filter((device) => device.live).map(({ user }) => user))];
  if (sources.length > 1 && there.length > 0) presence.push(...(await readPresence(world, sources, there, true)));
  for (const device of cast.devices) device.finish();
  for (const writer of cast.writers.values()) writer.close();
  if (sources.length === 1) return;
  presence.push(...(await readPresence(world, sources, [...world.writers, ...world.readers, world.guest], false)));
}

/** Where the end state is read: through the proxy, or from each of several nodes. */
function sourcesOf({ nodes, surroundings, proxy }: Stage): Source[] {
  if (surroundings === null) return [{ name: '', url: proxy.url }];
  return nodes.map(({ name, url }) => ({ name: ` of ${name}`, url }));
}

/** Reads the end state into the history; false, and a mishap, when that fails. */
async function readEnd(world: World, cast: Cast, stage: Stage, note: (text: string) => void): Promise<boolean> {
  const { history } = world;
  const { kafka, topic } = stage.surroundings ?? { kafka: null, topic: '' };
  try {
    for (const sync of cast.syncs) await sync.finish();
    history.final.push(...(await readFinalState(world, stage.databaseUrl, sourcesOf(stage))));
    for (const { url } of cast.uploader ? stage.nodes : []) await cast.uploader?.verify(url);
    if (kafka === null) return true;
    if (!(await outboxEmpty(stage.databaseUrl))) note('events still wait for the broker after a minute');
    history.events = await readEvents(kafka.address, topic);
    return true;
  } catch (error) {
    note(`the end state cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

type Cast = {
  writers: Map<string, Writer>;
  devices: Device[];
  pagers: Pager[];
  syncs: SyncReader[];
  outsiders: Outsider[];
  /** Both only where there are several nodes. */
  guest: Guest | null;
  uploader: Uploader | null;
};

function createCast(world: World, stage: Stage, pauseMs: number): Cast {
  const writers = new Map(world.writers.map((user) => [user, new Writer(world, user, pauseMs)]));
  const owners = [
    ...world.readers.flatMap((user) => Array.from({ length: DEVICES_PER_READER }, () => user)),
    ...world.writers.slice(0, WRITERS_WITH_DEVICE),
  ];
  const devices = owners.map((user, index) => {
    const transport = index % 4 === 3 ? 'polling' : 'websocket';
    return new Device(world, user, `device-${index}-of-${user}`, stage.proxy, transport);
  });
  for (const device of devices) {
    const draw = world.draw(`${device.name}/poke`);
    // A message to a cold room just when a device connects: nothing that follows would heal its loss.
    device.onConnect(() => {
      const rooms = world.rooms.filter((room) => room.cold && device.reads(room));
      if (rooms.length === 0) return;
      const room = draw.pick(rooms);
      const writer = writers.get(draw.pick(room.members.filter((user) => writers.has(user))));
      setTimeout(() => writer?.poke(room), draw.between(0, 150));
    });
  }
  const urls = stage.nodes.map(({ url }) => url);
  return {
    writers,
    devices,
    pagers: world.readers.map((user) => new Pager(world, user, PAGER_PAUSE_MS)),
    syncs: [...world.readers.slice(0, 1), ...world.writers.slice(0, 1)].map((user) => new SyncReader(world, user)),
    outsiders: [world.stranger, world.exMember].map((user) => new Outsider(world, user)),
    guest: urls.length > 1 ? new Guest(world, world.host, world.guest, urls) : null,
    uploader: urls.length > 1 ? new Uploader(world, world.host) : null,
  };
}

/** Sends to cold conversations, where nothing that follows heals a loss. */
function pokeQuiet(world: World, { writers }: Cast, which: 'all' | 'any'): void {
  const draw = world.draw(`quiet ${performance.now()}`);
  const cold = world.rooms.filter((room) => room.cold);
  if (cold.length === 0) return;
  for (const room of which === 'all' ? cold : [draw.pick(cold)]) {
    writers.get(draw.pick(room.members.filter((user) => writers.has(user))))?.poke(room);
  }
}

/** Makes a device lose its connection again and again. */
async function partAndReturn(world: World, device: Device, churn: Churn, signal: AbortSignal): Promise<void> {
  const draw = world.draw(`${device.name}/churn`);
  const partings: readonly Parting[] = ['farewell', 'farewell', 'cut', 'cut', 'freeze'];
  while (!signal.aborted) {
    await sleep(draw.between(MIN_LIVE_MS, churn.liveMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    // Many come back at once, few after long.
    await device.part(draw.pick(partings), draw.chance(0.3) ? 0 : draw.between(0, churn.awayMs) * draw.next());
  }
}

/** Waits until every device is live, every send definite, and nothing moves any more. */
async function settle(world: World, cast: Cast, note: (text: string) => void, quietMs: number): Promise<void> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  await Promise.all([...cast.writers.values()].map((writer) => writer.settle(deadline)));
  const liveBy = performance.now() + LIVE_LIMIT_MS;
  while (cast.devices.some((device) => !device.live) && performance.now() < liveBy) await sleep(50);
  for (const device of cast.devices) {
    if (!device.live) note(`${device.name} was not live again after ${LIVE_LIMIT_MS} ms`);
  }
  const quietBy = performance.now() + QUIET_LIMIT_MS;
  const lastPush = (): number => Math.max(...cast.devices.map((device) => device.lastPushAt));
  while (performance.now() - lastPush() < quietMs) {
    if (performance.now() > quietBy) {
      note(`pushes still came ${QUIET_LIMIT_MS} ms after the last send of ${world.history.sends.length}`);
      return;
    }
    await sleep(100);
  }
}
