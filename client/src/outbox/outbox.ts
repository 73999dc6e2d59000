import { createBackoff } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { ParleyError, toParleyError } from '../errors.ts';
import { createStore, type Readable } from '../store.ts';
import type { Message } from '../types.ts';
import type { OutboxEntry, OutboxStorage } from './entry.ts';

export type Outbox = {
  /** Everything unsent, oldest first. */
  readonly entries: Readable<readonly OutboxEntry[]>;
  /** Takes up what an earlier page or process of this person left. */
  load(userId: string): Promise<void>;
  /** Resolves with the message once it is stored; refuses when the server will never take it, or when it was dropped. */
  add(entry: Omit<OutboxEntry, 'number' | 'state' | 'problem' | 'progress' | 'createdAt'>): Promise<Message>;
  /** Tries a failed one again. */
  retry(clientId: string): void;
  /** Drops one, and stops its upload. A message that was on its way already may still arrive. */
  discard(clientId: string): void;
  /** The message of this client id is stored, however that was learnt. */
  settled(clientId: string, message: Message): void;
  /** Sends from now on, or no longer. */
  setLive(isLive: boolean): void;
};

export type OutboxOptions = {
  readonly storage: OutboxStorage;
  readonly clock: Clock;
  readonly random: () => number;
  /** Sends one and answers the stored message; `change` keeps what was reached on the way (uploads, progress). */
  readonly deliver: (
    entry: OutboxEntry,
    change: (part: Partial<Pick<OutboxEntry, 'files' | 'progress'>>) => void,
    signal: AbortSignal,
  ) => Promise<Message>;
  readonly onSent: (entry: OutboxEntry, message: Message) => void;
  readonly onFailed: (entry: OutboxEntry) => void;
  /** Hears that the storage refused: messages live on in memory. */
  readonly onTrouble: (error: unknown) => void;
};

type Promised = { readonly resolve: (message: Message) => void; readonly reject: (error: ParleyError) => void };

/**
 * Messages wait here until the server has acknowledged them: of each conversation one is on its way at a time, in order, always
 * under the same client id, so that one whose answer got lost is not stored twice.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { storage, clock } = options;
  const entries = createStore<readonly OutboxEntry[]>([]);
  const promises = new Map<string, Promised>();
  /** What stops the upload of the one that is on its way, by conversation. */
  const moving = new Map<string, { readonly clientId: string; readonly stop: AbortController }>();
  const pauses = new Map<string, () => void>();
  const backoff = createBackoff(options.random);
  let isLive = false;
  let lastNumber = 0;

  const find = (clientId: string) => entries.get().find((entry) => entry.clientId === clientId);
  const keep = (entry: OutboxEntry) => void storage.put(entry).catch(options.onTrouble);

  function change(clientId: string, part: Partial<OutboxEntry>): OutboxEntry | undefined {
    entries.update((all) => all.map((entry) => (entry.clientId === clientId ? { ...entry, ...part } : entry)));
    return find(clientId);
  }

  function drop(clientId: string): void {
    entries.update((all) => all.filter((entry) => entry.clientId !== clientId));
    void storage.remove(clientId).catch(options.onTrouble);
  }

  function finish(entry: OutboxEntry, message: Message): void {
    if (!find(entry.clientId)) return;
    options.onSent(entry, message);
    drop(entry.clientId);
    promises.get(entry.clientId)?.resolve(message);
    promises.delete(entry.clientId);
  }

  function fail(entry: OutboxEntry, error: ParleyError): void {
    const failed = change(entry.clientId, {
      state: 'failed',
      progress: null,
      problem: { code: error.code, detail: error.message },
    });
    if (!failed) return;
    keep(failed);
    options.onFailed(failed);
    promises.get(entry.clientId)?.reject(error);
    promises.delete(entry.clientId);
  }

  function pumpAll(): void {
    for (const conversationId of new Set(entries.get().map((entry) => entry.conversationId))) void pump(conversationId);
  }

  async function pump(conversationId: string): Promise<void> {
    if (moving.has(conversationId) || pauses.has(conversationId)) return;
    for (;;) {
      const entry = entries.get().find((one) => one.conversationId === conversationId && one.state === 'pending');
      if (!isLive || !entry) return;
      const stop = new AbortController();
      moving.set(conversationId, { clientId: entry.clientId, stop });
      try {
        const reached = (part: Partial<OutboxEntry>) => {
          const changed = change(entry.clientId, part);
          if (changed && part.files) keep({ ...changed, progress: null });
        };
        finish(entry, await options.deliver(entry, reached, stop.signal));
        backoff.reset();
      } catch (thrown) {
        const error = toParleyError(thrown);
        if (!find(entry.clientId)) continue;
        if (!error.isTemporary) fail(entry, error);
        else if (isLive) {
          pauseFor(conversationId, error.retryAfter === null ? backoff.next() : error.retryAfter * 1000);
          return;
        }
      } finally {
        moving.delete(conversationId);
      }
    }
  }

  function pauseFor(conversationId: string, ms: number): void {
    const cancel = clock.after(ms, () => {
      pauses.delete(conversationId);
      void pump(conversationId);
    });
    pauses.set(conversationId, cancel);
  }

  return {
    entries,
    async load(userId) {
      const found = await storage.load(userId).catch((error: unknown) => {
        options.onTrouble(error);
        return [];
      });
      const known = new Set(entries.get().map(({ clientId }) => clientId));
      const earlier = found
        .filter(({ clientId }) => !known.has(clientId))
        .map((entry) => ({ ...entry, progress: null }));
      entries.update((all) => [...earlier, ...all].sort((a, b) => a.number - b.number));
      pumpAll();
    },
    add(made) {
      // Beyond what any earlier page of this client used, as long as clocks go forward.
      lastNumber = Math.max(lastNumber + 1, clock.now());
      const fresh = { state: 'pending', problem: null, progress: null } as const;
      const entry: OutboxEntry = { ...made, ...fresh, number: lastNumber, createdAt: clock.now() };
      const sent = new Promise<Message>((resolve, reject) => promises.set(entry.clientId, { resolve, reject }));
      // Who does not look at the outcome sees it in the list.
      sent.catch(() => {});
      entries.update((all) => [...all, entry]);
      keep(entry);
      void pump(entry.conversationId);
      return sent;
    },
    retry(clientId) {
      const entry = change(clientId, { state: 'pending', problem: null });
      if (!entry) return;
      keep(entry);
      void pump(entry.conversationId);
    },
    discard(clientId) {
      const entry = find(clientId);
      if (!entry) return;
      drop(clientId);
      const current = moving.get(entry.conversationId);
      if (current?.clientId === clientId) current.stop.abort();
      promises
        .get(clientId)
        ?.reject(new ParleyError({ status: 0, code: 'cancelled', detail: 'The message was dropped' }));
      promises.delete(clientId);
    },
    settled(clientId, message) {
      const entry = find(clientId);
      if (entry) finish(entry, message);
    },
    setLive(now) {
      isLive = now;
      for (const cancel of pauses.values()) cancel();
      pauses.clear();
      if (now) pumpAll();
    },
  };
}
