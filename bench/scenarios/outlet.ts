import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { missingForKafka, startKafka } from '../../tools/kafka.ts';
import type { Stage } from '../stage.ts';
import { freePort } from '../targets/server.ts';
import type { Target } from '../targets/target.ts';
import { freshPlan, inPairs, measureExchange } from './exchange.ts';
import type { Sample } from './sample.ts';
import { inTurns, type Scenario, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;

/**
 * Closed loop: 500 pairs, every client with one message on the way; without any outlet, and with a Kafka broker that gets an event
 * of each message. The broker runs beside the load: it is somebody else's machine.
 */
export const outlet: Scenario = {
  name: 'outlet',
  targets: ['parley'],
  samplesEach: 2,
  async run(stage, round) {
    const missing = await missingForKafka();
    if (missing !== null) {
      stage.progress.note(`outlet: left out, ${missing}`);
      return [];
    }
    const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-bench-kafka-'));
    const broker = await startKafka(await freePort(), folder);
    try {
      const plain = stage.parleyOn(await stage.postgres.create(`outlet_none_${round}`));
      const told = await stage.postgres.create(`outlet_kafka_${round}`);
      const targets = [
        ['none', plain],
        ['Kafka', stage.parleyOn(told, { environment: { KAFKA_BROKERS: broker.address } })],
      ] as const;
      return await inTurns(stage, { name: 'outlet', round }, targets, (variant, target) =>
        measureOutlet(stage, round, variant, target),
      );
    } finally {
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function measureOutlet(stage: Stage, round: number, variant: string, target: Target): Promise<Sample> {
  return measureExchange(stage, {
    scenario: 'outlet',
    variant,
    round,
    target,
    prepare: (server) => target.prepare(server, freshPlan(clients, inPairs(clients))),
    job: (port, roster) => ({
      kind: 'pairs',
      port,
      roster,
      numbered: target.numbered,
      warmupSeconds: warmupSeconds(stage, 3),
      seconds: windowSeconds(stage, 5),
    }),
  });
}
