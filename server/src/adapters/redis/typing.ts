import type { EventOf } from '../../core/events.ts';
import { TYPING_MS, type TypingBoard } from '../../core/realtime/typing.ts';
import { createRechecks } from './rechecks.ts';
import type { Replica } from './replica.ts';
import type { ShownKeys } from './shown-keys.ts';

export type RedisTyping = TypingBoard & {
  /** Takes notice of another node's announcement: the person types there now, or nowhere. */
  hear(event: EventOf<'typing.changed'>): void;
  close(): void;
};

export type RedisTypingOptions = {
  readonly replica: Replica;
  readonly keys: ShownKeys;
  /** Who types through this node. */
  readonly local: TypingBoard;
  readonly now: () => number;
  /** Hears of people who ceased to type without any node that announces it. */
  readonly onDrift: (ceased: readonly { readonly conversationId: string; readonly userId: string }[]) => void;
};

const KIND = 'typing';

/** Typing of all nodes: each looks after those who type through it. */
export function createRedisTyping({ replica, keys, local, now, onDrift }: RedisTypingOptions): RedisTyping {
  const keyOf = (conversationId: string, userId: string) => `typing:${conversationId}:${userId}`;
  const isElsewhere = (conversationId: string, userId: string) =>
    replica.hasAny(KIND) && replica.others(KIND, conversationId, userId).size > 0;

  function endHere(conversationId: string, userId: string): void {
    replica.set(KIND, conversationId, userId, null);
  }

  const rechecks = createRechecks(now, (due) => {
    const ceased = [...due.keys()].flatMap((key) => {
      const [conversationId = '', userId = ''] = key.split('\n');
      const types = local.has(conversationId, userId) || isElsewhere(conversationId, userId);
      if (types) return [];
      keys.remove(keyOf(conversationId, userId));
      return [{ conversationId, userId }];
    });
    if (ceased.length > 0) onDrift(ceased);
  });
  replica.onChange(KIND, ({ topic, rest, cause, agoMs }) => {
    if (cause !== 'told') rechecks.soon(`${topic}\n${rest}`, now() - agoMs);
  });

  return {
    has: (conversationId, userId) => local.has(conversationId, userId) || isElsewhere(conversationId, userId),

    start(conversationId, userId, connectionId, onExpired) {
      const isNewHere = local.start(conversationId, userId, connectionId, () => {
        endHere(conversationId, userId);
        onExpired();
      });
      if (isNewHere) replica.set(KIND, conversationId, userId, '1');
      keys.put(keyOf(conversationId, userId), '1', TYPING_MS);
      return isNewHere && !isElsewhere(conversationId, userId);
    },

    stop(conversationId, userId) {
      const stopped = local.stop(conversationId, userId);
      const elsewhere = isElsewhere(conversationId, userId);
      if (stopped) endHere(conversationId, userId);
      if (elsewhere) replica.disregard(KIND, conversationId, userId);
      if (stopped || elsewhere) keys.remove(keyOf(conversationId, userId));
      return stopped || elsewhere;
    },

    stopConnection(connectionId) {
      return local.stopConnection(connectionId).filter(({ conversationId, userId }) => {
        endHere(conversationId, userId);
        const elsewhere = isElsewhere(conversationId, userId);
        if (!elsewhere) keys.remove(keyOf(conversationId, userId));
        return !elsewhere;
      });
    },

    hear({ conversationId, userId, isTyping }) {
      if (local.stop(conversationId, userId)) endHere(conversationId, userId);
      if (!isTyping) replica.disregard(KIND, conversationId, userId);
    },

    close: () => rechecks.close(),
  };
}
