import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Surroundings } from './surroundings.ts';

/** What a fault needs to know of the run around it. */
export type Around = {
  note: (mishap: string) => void;
  /** Called while a node is frozen, with its place. */
  onFreeze: (node: number) => Promise<void>;
  /** Called once in the midst of a time in which something is away. */
  onAway: () => void;
  /** Whether a send that began after `since` was acknowledged. */
  isAcknowledged: (since: number) => boolean;
};

/** For so long a node is frozen: its clients have noticed by then. */
const FROZEN_MS = { least: 5_000, more: 3_000 };
/** For so long something is away; long enough for the nodes to see it. */
const AWAY_MS = { least: 2_500, more: 2_500 };
const DELAY_MS = 150;
/** Until what is away is missed, at the latest. */
const NOTICED_MS = 2_000;
/** Longer than a send waits that goes to a node which cannot answer. */
const ACK_LIMIT_MS = 10_000;

/** Does what only several nodes can meet, and returns when all are together again. Throws for a fault that needs what is not there. */
export async function strikeCluster(stage: Stage, step: Step, around: Around): Promise<void> {
  const { surroundings } = stage;
  if (surroundings === null) throw new Error(`${step.fault} needs several nodes`);
  const { redis, kafka } = surroundings;
  const node = stage.node(step.pass);
  const away = AWAY_MS.least + (step.pass % 4) * (AWAY_MS.more / 4);
  switch (step.fault) {
    case 'F2': {
      node.freeze();
      await whileAway('a node was frozen', around, () =>
        Promise.all([
          around.onFreeze(stage.nodes.indexOf(node)),
          sleep(FROZEN_MS.least + (step.pass % 4) * (FROZEN_MS.more / 4)).then(() => node.thaw()),
        ]),
      );
      break;
    }
    case 'F6':
      await redis.kill();
      await whileAway('Redis was gone', around, () => sleep(away));
      await redis.restart();
      break;
    case 'F7':
      await redis.flush();
      break;
    case 'F8':
      redis.freeze();
      await whileAway('Redis was frozen', around, () => sleep(away));
      redis.thaw();
      break;
    case 'F9':
      if (kafka === null) throw new Error('F9 needs Kafka');
      if (step.pass % 2 === 0) await kafka.kill();
      else kafka.signal('SIGSTOP');
      await whileAway('Kafka was gone', around, () => sleep(away));
      await kafka.revive();
      break;
    case 'F10':
      await breakLink(surroundings, step, around, away);
      break;
    case 'F12':
      for (const each of stage.nodes) {
        const ending = await each.end();
        if (ending?.code !== 0)
          around.note(`SIGTERM ended ${each.name} with ${ending?.signal ?? ending?.code}: ${ending?.last}`);
        await each.start();
      }
      break;
    case 'F1+F6':
      await Promise.all([node.kill(), redis.kill()]);
      await whileAway('a node and Redis were gone', around, () => sleep(away));
      await Promise.all([node.start(), redis.restart()]);
      break;
    default:
      throw new Error(`${step.fault} is no fault of several nodes`);
  }
  if (!(await stage.together())) around.note(`the nodes did not find each other after ${step.fault}`);
}

async function breakLink({ ways }: Surroundings, { pass }: Step, around: Around, away: number): Promise<void> {
  const way = ways[pass % ways.length];
  if (way === undefined) throw new RangeError('there are no links');
  const link = pass % 2 === 0 ? way.redis : way.database;
  const harm = Math.floor(pass / 2) % 3;
  if (harm === 0) link.cut();
  else if (harm === 1) link.hold();
  else link.delay(DELAY_MS);
  await whileAway('one link was broken', around, () => sleep(away));
  link.mend();
}

/** Lets time pass, and then on until something was acknowledged meanwhile: the others go on, whatever is away. */
async function whileAway(what: string, around: Around, pass: () => Promise<unknown>): Promise<void> {
  const since = performance.now();
  const midst = setTimeout(around.onAway, NOTICED_MS);
  await pass();
  clearTimeout(midst);
  while (!around.isAcknowledged(since)) {
    if (performance.now() > since + ACK_LIMIT_MS) {
      around.note(`nothing was acknowledged while ${what}`);
      return;
    }
    await sleep(20);
  }
}
