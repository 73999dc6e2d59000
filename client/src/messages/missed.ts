import type { Message } from '../types.ts';

/**
 * What was heard of messages that are not here while a page was asked for: the answer may have been made before that, and
 * would bring them back as they were.
 */
export type Missed = {
  /** Asks for a page, and answers it without what is gone; `onStale` hears of each message that has changed since. */
  during(page: Promise<readonly Message[]>): Promise<readonly Message[]>;
  changed(messageId: string, version: number): void;
  gone(messageId: string): void;
};

export function createMissed(onStale: (messageId: string) => void): Missed {
  const versions = new Map<string, number>();
  const hidden = new Set<string>();
  let asked = 0;
  return {
    async during(page) {
      asked += 1;
      try {
        const messages = await page;
        for (const { id, version } of messages)
          if ((versions.get(id) ?? 0) > version) queueMicrotask(() => onStale(id));
        return messages.filter(({ id }) => !hidden.has(id));
      } finally {
        asked -= 1;
        if (asked === 0) {
          versions.clear();
          hidden.clear();
        }
      }
    },
    changed(messageId, version) {
      if (asked > 0) versions.set(messageId, Math.max(version, versions.get(messageId) ?? 0));
    },
    gone(messageId) {
      if (asked > 0) hidden.add(messageId);
    },
  };
}
