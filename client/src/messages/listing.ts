import type { OutboxEntry } from '../outbox/entry.ts';
import { createStore, type Readable } from '../store.ts';
import type { Message } from '../types.ts';
import type { TimelineState } from './stretch.ts';

/**
 * One line of a chat. An own message keeps its `key` from the first key stroke on: it is `pending`, then `sent`, or `failed` until
 * somebody sends it again or drops it.
 */
export type ListedMessage =
  | { readonly state: 'sent'; readonly key: string; readonly message: Message }
  | { readonly state: 'pending' | 'failed'; readonly key: string; readonly outgoing: OutboxEntry };

export type Listing = Readable<readonly ListedMessage[]> & {
  /** Stored as `seq`, but perhaps not in turn yet: it stays in view until it is. */
  settling(entry: OutboxEntry, seq: number): void;
  /** How many listen. */
  watchers(): number;
};

type Settling = { readonly entry: OutboxEntry; readonly seq: number };

/** Own messages that are stored and not yet settled are among the newest so many. */
const RECENT = 200;

/** What is stored and what is on its way, as one list, oldest first. What is unsent comes last, whatever part is shown. */
export function createListing(
  conversationId: string,
  timeline: Readable<TimelineState>,
  outbox: Readable<readonly OutboxEntry[]>,
  coveredTo: () => number,
): Listing {
  const list = createStore<readonly ListedMessage[]>([]);
  const lines = new WeakMap<object, ListedMessage>();
  let settling: readonly Settling[] = [];

  /** The same line for the same message, so that what did not change is not drawn again. */
  function line<T extends object>(of: T, make: (of: T) => ListedMessage): ListedMessage {
    const known = lines.get(of) ?? make(of);
    lines.set(of, known);
    return known;
  }

  /** What is not among the stored ones yet, each once. */
  function waiting(): readonly OutboxEntry[] {
    const { status, messages, hasNewer } = timeline.get();
    settling = settling.filter(({ seq }) => status === 'ready' && !hasNewer && seq > coveredTo());
    const unsent = outbox.get().filter((entry) => entry.conversationId === conversationId);
    if (unsent.length === 0 && settling.length === 0) return unsent;
    const shown = new Set(messages.slice(-RECENT).map(({ clientId }) => clientId));
    const entries = new Map([...settling.map(({ entry }) => entry), ...unsent].map((entry) => [entry.clientId, entry]));
    return [...entries.values()].filter(({ clientId }) => !shown.has(clientId));
  }

  function update(): void {
    const last = waiting();
    const all = [
      ...timeline.get().messages.map((message) => line(message, sentLine)),
      ...last.map((entry) => line(entry, outgoingLine)),
    ];
    const before = list.get();
    if (all.length !== before.length || all.some((one, index) => one !== before[index])) list.set(all);
  }

  timeline.subscribe(update);
  outbox.subscribe(update);
  update();
  return {
    get: list.get,
    subscribe: list.subscribe,
    watchers: list.watchers,
    settling(entry, seq) {
      settling = [...settling, { entry: { ...entry, state: 'pending', progress: null }, seq }];
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
