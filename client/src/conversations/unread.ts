import { createStore, type Readable } from '../store.ts';

export type Unread = { readonly total: number; readonly byConversation: ReadonlyMap<string, number> };

/** How much is unread, of conversations that are loaded and of those that are not. */
export type UnreadCounts = {
  readonly state: Readable<Unread>;
  put(conversationId: string, count: number): void;
  /** All of them at once; those above 0. */
  replace(counts: Iterable<readonly [conversationId: string, count: number]>): void;
};

export function createUnreadCounts(): UnreadCounts {
  const state = createStore<Unread>({ total: 0, byConversation: new Map() });
  const publish = (byConversation: ReadonlyMap<string, number>) =>
    state.set({ total: [...byConversation.values()].reduce((sum, count) => sum + count, 0), byConversation });
  return {
    state,
    put(conversationId, count) {
      const { byConversation } = state.get();
      if ((byConversation.get(conversationId) ?? 0) === count) return;
      const counts = new Map(byConversation);
      if (count > 0) counts.set(conversationId, count);
      else counts.delete(conversationId);
      publish(counts);
    },
    replace: (counts) => publish(new Map([...counts].filter(([, count]) => count > 0))),
  };
}
