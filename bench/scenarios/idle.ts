import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFileLimit, residentKiB } from '../machine.ts';
import { measure } from '../measure.ts';
import type { Stage } from '../stage.ts';
import type { Target } from '../targets/target.ts';
import { freshPlan } from './exchange.ts';
import type { Sample } from './sample.ts';
import { type Scenario, targetsOf, undisturbed } from './scenario.ts';

const base = 500;
const wanted = 5000;
const collector = path.join(import.meta.dirname, '../targets/programs/collect.ts');

/** Authenticated connections that say nothing: what each adds to the server's resident memory, garbage left out. */
export const idle: Scenario = {
  name: 'idle',
  targets: ['relay', 'parley'],
  samplesEach: 1,
  async run(stage, round) {
    const samples: Sample[] = [];
    for (const target of targetsOf(stage, round, idle)) {
      samples.push(
        await undisturbed(stage, `idle, round ${round + 1}, ${target.name}`, () => measureIdle(stage, round, target)),
      );
    }
    return samples;
  },
};

async function measureIdle(stage: Stage, round: number, target: Target): Promise<Sample> {
  const connections = Math.min(stage.options.quick ? 1000 : wanted, openFileLimit() - base - 100);
  const server = await target.start(['--expose-gc', '--import', collector]);
  const readings: number[] = [];
  try {
    const roster = await target.prepare(server, freshPlan(base + connections, []));
    const measured = await measure(stage, server, { kind: 'idle', port: server.port, roster, base }, async () => {
      process.kill(server.pid, 'SIGUSR2');
      await sleep(2000);
      readings.push(residentKiB(server.pid));
    });
    const [before = 0, after = 0] = readings;
    return {
      scenario: 'idle',
      variant: '',
      target: target.name,
      round,
      figures: { kilobytes: (after - before) / connections },
      faults: { ...measured.faults, unstored: 0 },
      firstError: measured.firstError,
      ownShare: measured.ownShare,
      neighbours: measured.neighbours,
    };
  } finally {
    await server.stop();
  }
}
