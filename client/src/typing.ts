import type { Clock } from './clock.ts';
import { createStore, type Readable, type Store } from './store.ts';
import type { ServerEvents } from './types.ts';

export type Typist = { readonly userId: string; readonly name: string };

/** Who is typing where, and the own typing. */
export type Typing = {
  /** Those who type there now, first come first; oneself never. */
  in(conversationId: string): Readable<readonly Typist[]>;
  /** To be called with each key: says that somebody types, as rarely as it has to be said, and that they stopped after a pause. */
  start(conversationId: string): void;
  stop(conversationId: string): void;
};

export type TypingInlet = {
  heard(event: ServerEvents['typing_indicator']): void;
  /** They have said something, so they have stopped. */
  spoke(conversationId: string, userId: string): void;
  /** Nobody is known to type any more: the connection was lost. */
  clear(): void;
};

/** The server forgets after 10 s: said again well before; forgotten here a little later, should its word get lost. */
const SAY_AGAIN_MS = 4_000;
const IDLE_MS = 5_000;
const FORGET_MS = 12_000;
const NOBODY: readonly Typist[] = [];

export function createTyping(
  clock: Clock,
  say: (event: 'typing_start' | 'typing_stop', id: string) => void,
): Typing & TypingInlet {
  const rooms = new Map<string, Store<readonly Typist[]>>();
  const forgetting = new Map<string, () => void>();
  const own = new Map<string, { saidAt: number; cancel: () => void }>();

  function room(conversationId: string): Store<readonly Typist[]> {
    const known = rooms.get(conversationId) ?? createStore(NOBODY);
    rooms.set(conversationId, known);
    return known;
  }

  function remove(conversationId: string, userId: string): void {
    const key = `${conversationId}\n${userId}`;
    forgetting.get(key)?.();
    forgetting.delete(key);
    room(conversationId).update((all) =>
      all.some((typist) => typist.userId === userId) ? all.filter((typist) => typist.userId !== userId) : all,
    );
  }

  function stop(conversationId: string): void {
    const typing = own.get(conversationId);
    if (!typing) return;
    typing.cancel();
    own.delete(conversationId);
    say('typing_stop', conversationId);
  }

  return {
    in: room,
    start(conversationId) {
      const now = clock.now();
      const typing = own.get(conversationId);
      typing?.cancel();
      const isDue = !typing || now - typing.saidAt >= SAY_AGAIN_MS;
      if (isDue) say('typing_start', conversationId);
      const cancel = clock.after(IDLE_MS, () => stop(conversationId));
      own.set(conversationId, { saidAt: isDue ? now : typing.saidAt, cancel });
    },
    stop,
    heard({ conversationId, userId, userName, isTyping }) {
      if (!isTyping) return remove(conversationId, userId);
      const key = `${conversationId}\n${userId}`;
      forgetting.get(key)?.();
      forgetting.set(
        key,
        clock.after(FORGET_MS, () => remove(conversationId, userId)),
      );
      room(conversationId).update((all) =>
        all.some((typist) => typist.userId === userId) ? all : [...all, { userId, name: userName }],
      );
    },
    spoke(conversationId, userId) {
      remove(conversationId, userId);
    },
    clear() {
      for (const cancel of forgetting.values()) cancel();
      forgetting.clear();
      for (const typists of rooms.values()) typists.set(NOBODY);
      for (const { cancel } of own.values()) cancel();
      own.clear();
    },
  };
}
