import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Nodes } from '../../core/realtime/nodes.ts';
import type { ConnectionTally } from '../../core/realtime/tally.ts';
import type { RedisConnection } from './connection.ts';
import type { Replica } from './replica.ts';

const KIND = 'connections';
/** Longer than news between nodes takes; what was said before is known from the replica. */
const RECENT_MS = 10_000;
/** Redis that has not answered for so long is not waited for. */
const PATIENCE_MS = 400;

export type RedisTallyOptions = {
  readonly connection: Pick<RedisConnection, 'isUp' | 'transaction'>;
  readonly nodes: Pick<Nodes, 'self' | 'others'>;
  readonly replica: Pick<Replica, 'set' | 'others'>;
  /** Begins the name of each key. */
  readonly prefix: string;
};

const answer = z.tuple([z.unknown(), z.unknown(), z.array(z.string())]);

/**
 * Counts of all nodes. The replica has them, a moment late; what was said lately is in one hash per person as well, which each
 * node writes and reads in one step, so that nobody gets past a limit by connecting everywhere at once.
 */
export function createRedisTally({ connection, nodes, replica, prefix }: RedisTallyOptions): ConnectionTally {
  const keyOf = (kind: string, userId: string) => `${prefix}${KIND}:${kind}:${userId}`;

  function write(key: string, count: number): string[][] {
    return [
      ['HSET', key, nodes.self, String(count)],
      ['PEXPIRE', key, String(RECENT_MS)],
    ];
  }

  /** What others said lately, by node; nothing while Redis is away. */
  async function recent(key: string, count: number): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    if (!connection.isUp) return found;
    const asked = connection.transaction(key, [...write(key, count), ['HGETALL', key]]).then(
      (reply) => answer.parse(reply)[2],
      () => [],
    );
    const fields: readonly string[] = await Promise.race([asked, sleep(PATIENCE_MS, [], { ref: false })]);
    for (let i = 0; i + 1 < fields.length; i += 2) found.set(fields[i] ?? '', fields[i + 1] ?? '');
    return found;
  }

  return {
    set(kind, userId, count) {
      replica.set(KIND, userId, kind, count === 0 ? null : String(count));
      if (!connection.isUp) return;
      const key = keyOf(kind, userId);
      connection.transaction(key, write(key, count)).catch(() => {});
    },

    async claim(kind, userId, count) {
      // What comes in while Redis is asked was said after this, and is not before it.
      const known = new Map(replica.others(KIND, userId, kind));
      const said = await recent(keyOf(kind, userId), count);
      return nodes
        .others()
        .reduce((sum, node) => sum + (Number.parseInt(said.get(node) ?? known.get(node) ?? '0', 10) || 0), 0);
    },
  };
}
