import { TYPING_MS, type TypingBoard } from '../../core/realtime/typing.ts';

type Spell = {
  readonly conversationId: string;
  readonly userId: string;
  connectionId: string | null;
  timer: NodeJS.Timeout;
};

/** Typing of one process. */
export function createMemoryTyping(durationMs: number = TYPING_MS): TypingBoard {
  const spells = new Map<string, Spell>();
  const keyOf = (conversationId: string, userId: string) => `${conversationId}\n${userId}`;

  function end(key: string): Spell | undefined {
    const spell = spells.get(key);
    if (!spell) return undefined;
    clearTimeout(spell.timer);
    spells.delete(key);
    return spell;
  }

  return {
    start(conversationId, userId, connectionId, onExpired) {
      const key = keyOf(conversationId, userId);
      const isNew = end(key) === undefined;
      const timer = setTimeout(() => {
        spells.delete(key);
        onExpired();
      }, durationMs);
      timer.unref();
      spells.set(key, { conversationId, userId, connectionId, timer });
      return isNew;
    },
    has: (conversationId, userId) => spells.has(keyOf(conversationId, userId)),
    stop(conversationId, userId) {
      return spells.size > 0 && end(keyOf(conversationId, userId)) !== undefined;
    },
    stopConnection(connectionId) {
      const mine = [...spells.values()].filter((spell) => spell.connectionId === connectionId);
      for (const spell of mine) end(keyOf(spell.conversationId, spell.userId));
      return mine;
    },
  };
}
