import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type KafkaBroker, startKafka } from '../../../tools/kafka.ts';
import { freePort } from '../../../tools/ports.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's Kafka is asked for: it is started for the first who asks. */
    kafkaDesk: string;
  }
}

/** One Kafka for the whole run, started when a test file wants it. Answers with the address of the broker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let folder: string | null = null;
  let broker: Promise<KafkaBroker> | null = null;
  const start = async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-kafka-'));
    return startKafka(await freePort(), folder);
  };
  const desk = createServer((_request, response) => {
    broker ??= start();
    broker.then(
      ({ address }) => response.end(address),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  desk.requestTimeout = 0;
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('kafkaDesk', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.close();
    await (await broker?.catch(() => null))?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}
