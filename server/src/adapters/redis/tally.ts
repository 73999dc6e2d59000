import type { ConnectionTally } from '../../core/realtime/tally.ts';
import type { Replica } from './replica.ts';

const KIND = 'connections';

/** Counts of all nodes. */
export function createRedisTally(replica: Replica): ConnectionTally {
  return {
    set: (kind, userId, count) => replica.set(KIND, userId, kind, count === 0 ? null : String(count)),
    elsewhere(kind, userId) {
      let sum = 0;
      for (const count of replica.others(KIND, userId, kind).values()) sum += Number.parseInt(count, 10) || 0;
      return sum;
    },
  };
}
