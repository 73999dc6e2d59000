import type { OutboxEntry } from '../outbox/entry.ts';
import { createStore, type Readable } from '../store.ts';
import type { Message } from '../types.ts';
import type { TimelineState } from './timeline.ts';

/**
 * One line of a chat. An own message keeps its `key` from the first key stroke on: it is `pending`, then `sent`, or `failed` until
 * somebody sends it again or drops it.
 */
export type ListedMessage =
  | { readonly state: 'sent'; readonly key: string; readonly message: Message }
  | { readonly state: 'pending' | 'failed'; readonly key: string; readonly outgoing: OutboxEntry };

export type Listing = Readable<readonly ListedMessage[]> & {
  /** Stored, but perhaps not in turn yet: it stays in view until it is. */
  settling(entry: OutboxEntry): void;
};

/** What is stored and what is on its way, as one list, oldest first. What is unsent comes last, whatever part is shown. */
export function createListing(
  conversationId: string,
  timeline: Readable<TimelineState>,
  outbox: Readable<readonly OutboxEntry[]>,
): Listing {
  const list = createStore<readonly ListedMessage[]>([]);
  const lines = new WeakMap<object, ListedMessage>();
  let settling: readonly OutboxEntry[] = [];

  /** The same line for the same message, so that what did not change is not drawn again. */
  function line<T extends object>(of: T, make: (of: T) => ListedMessage): ListedMessage {
    const known = lines.get(of) ?? make(of);
    lines.set(of, known);
    return known;
  }

  function update(): void {
    const { messages } = timeline.get();
    const unsent = [...settling, ...outbox.get().filter((entry) => entry.conversationId === conversationId)];
    const newest = new Set(unsent.length === 0 ? [] : messages.slice(-200).map(({ clientId }) => clientId));
    settling = settling.filter(({ clientId }) => !newest.has(clientId));
    const waiting = unsent.filter(({ clientId }) => !newest.has(clientId));
    list.set([
      ...messages.map((message) => line(message, sentLine)),
      ...waiting.map((entry) => line(entry, outgoingLine)),
    ]);
  }

  timeline.subscribe(update);
  outbox.subscribe(update);
  update();
  return {
    get: list.get,
    subscribe: list.subscribe,
    settling(entry) {
      if (timeline.get().status !== 'ready' || timeline.get().hasNewer) return;
      settling = [...settling, { ...entry, progress: null }];
      update();
    },
  };
}

function sentLine(message: Message): ListedMessage {
  return { state: 'sent', key: message.clientId ?? message.id, message };
}

function outgoingLine(entry: OutboxEntry): ListedMessage {
  return { state: entry.state, key: entry.clientId, outgoing: entry };
}
