import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createMessageSearchIndex } from '../../src/adapters/postgres/search-index.ts';

const PAGE = 500;
const CHUNK = 64;
const WITHIN_MS = 15_000;

/**
 * Brings the index of message search up to what was said. A server does so for messages that it hears of, and for others once an hour;
 * what it has not reached is found as well, only later. Gives up after a while for the same reason.
 */
export async function indexMessages(pool: Pool): Promise<void> {
  const index = createMessageSearchIndex(pool);
  const until = Date.now() + WITHIN_MS;
  while (Date.now() < until) {
    const { behind } = await index.findBehind('', PAGE);
    if (behind.length === 0) return;
    const ids = behind.slice(0, CHUNK).map(({ conversationId }) => conversationId);
    if ((await index.advance(ids, true)) === 'elsewhere') await sleep(100);
  }
}
