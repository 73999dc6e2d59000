import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import type { EventRecord } from './history.ts';
import { bodyHash } from './prng.ts';

const EMPTY_LIMIT_MS = 60_000;
const PAUSE_MS = 100;

const Told = z.looseObject({
  id: z.string(),
  type: z.string(),
  data: z
    .looseObject({ conversationId: z.string(), seq: z.int(), version: z.int().optional() })
    .optional()
    .catch(undefined),
});

/** Resolves when nothing waits for the broker any more; false if something still does after a minute. */
export async function outboxEmpty(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const until = performance.now() + EMPTY_LIMIT_MS;
    while (performance.now() < until) {
      const found = await client.query<{ waits: boolean }>(WAITS);
      if (found.rows[0]?.waits === false) return true;
      await sleep(PAUSE_MS);
    }
    return false;
  } finally {
    await client.end();
  }
}

const WAITS = 'SELECT EXISTS (SELECT FROM event_facts) OR EXISTS (SELECT FROM event_deliveries) AS waits';

/** Reads a topic from its beginning, as the broker has it. */
export async function readEvents(address: string, topic: string): Promise<EventRecord[]> {
  // Loaded only where there is a broker: it asks at once for what a broker needs.
  const { readTopics } = await import('../support/kafka.ts');
  const records = await readTopics(address, [topic]);
  return records.map(({ partition, offset, key, value }) => {
    const { id, type, data } = Told.parse(JSON.parse(value));
    const isOfMessage = type.startsWith('message.') && data !== undefined;
    const message = isOfMessage
      ? { conversation: data.conversationId, seq: data.seq, version: data.version ?? 1 }
      : null;
    return { partition, offset, key, id, type, body: bodyHash(value), message };
  });
}
