import { createBackoff } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { cancelled, type ParleyError, toParleyError } from '../errors.ts';
import { createStore, type Readable } from '../store.ts';
import type { Message } from '../types.ts';
import type { OutboxEntry, OutboxStorage } from './entry.ts';
import { createShelf } from './shelf.ts';

export type Outbox = {
  /** Everything unsent, oldest first. */
  readonly entries: Readable<readonly OutboxEntry[]>;
  /** Takes up what an earlier page or process of this person left; what was added meanwhile comes after it. */
  load(userId: string): Promise<void>;
  /** Resolves with the message once it is stored; refuses when the server will never take it, or when it was dropped. */
  add(entry: Omit<OutboxEntry, 'number' | 'state' | 'problem' | 'progress' | 'createdAt'>): Promise<Message>;
  /** Tries a failed one again. */
  retry(clientId: string): void;
  /** Drops one, and stops its upload. A message that was on its way already may still arrive. */
  discard(clientId: string): void;
  /** The message of this client id is stored, however that was learnt; false where nobody waited for that. */
  settled(clientId: string, message: Message): boolean;
  /** Sends from now on, or no longer. */
  setLive(isLive: boolean): void;
};

/** Takes note of what was reached on the way: progress, and uploaded files, which are kept by the time it resolves. */
export type Reached = (part: Partial<Pick<OutboxEntry, 'files' | 'progress'>>) => Promise<void>;

export type OutboxOptions = {
  readonly storage: OutboxStorage;
  readonly clock: Clock;
  readonly random: () => number;
  /** Sends one and answers the stored message. */
  readonly deliver: (entry: OutboxEntry, reached: Reached, signal: AbortSignal) => Promise<Message>;
  readonly onSent: (entry: OutboxEntry, message: Message) => void;
  readonly onFailed: (entry: OutboxEntry) => void;
  /** Hears that the storage refused: messages live on in memory. */
  readonly onTrouble: (error: unknown) => void;
};

type Promised = { readonly resolve: (message: Message) => void; readonly reject: (error: ParleyError) => void };

/**
 * Messages wait here until the server has acknowledged them: of each conversation one is on its way at a time, in order, always
 * under the same client id, so that one whose answer got lost is not stored twice. Pages that share a storage may send the same
 * message; the server stores it once.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { clock } = options;
  const shelf = createShelf(options.storage, clock, options.onTrouble);
  const entries = createStore<readonly OutboxEntry[]>([]);
  const promises = new Map<string, Promised>();
  /** What stops the upload of the one that is on its way, by conversation. */
  const moving = new Map<string, { readonly clientId: string; readonly stop: AbortController }>();
  const pauses = new Map<string, () => void>();
  const backoff = createBackoff(options.random);
  /** What an earlier page left, or another page has as well. */
  const adopted = new Set<string>();
  /** What is not in the storage as it is. */
  const unkept = new Set<string>();
  /** What was dropped here; it is not taken up again, should the storage still have it. */
  const discarded = new Set<string>();
  let isLive = false;
  let lastNumber = 0;
  let hasMerged = false;

  const find = (clientId: string) => entries.get().find((entry) => entry.clientId === clientId);

  function change(clientId: string, part: Partial<OutboxEntry>): OutboxEntry | undefined {
    entries.update((all) => all.map((entry) => (entry.clientId === clientId ? { ...entry, ...part } : entry)));
    return find(clientId);
  }

  /** Takes it out of the list; its upload ends, should it be on its way. */
  function drop({ clientId, conversationId }: OutboxEntry): void {
    entries.update((all) => all.filter((entry) => entry.clientId !== clientId));
    adopted.delete(clientId);
    unkept.delete(clientId);
    shelf.remove(clientId);
    const current = moving.get(conversationId);
    if (current?.clientId === clientId) current.stop.abort();
  }

  function promised(clientId: string): Promised | undefined {
    const known = promises.get(clientId);
    promises.delete(clientId);
    return known;
  }

  function finish(entry: OutboxEntry, message: Message): void {
    options.onSent(entry, message);
    drop(entry);
    promised(entry.clientId)?.resolve(message);
  }

  function fail({ clientId }: OutboxEntry, error: ParleyError): void {
    const problem = { code: error.code, detail: error.message };
    const failed = change(clientId, { state: 'failed', progress: null, problem });
    if (!failed) return;
    void keep(clientId);
    options.onFailed(failed);
    promised(clientId)?.reject(error);
  }

  function pumpAll(): void {
    for (const conversationId of new Set(entries.get().map((entry) => entry.conversationId))) void pump(conversationId);
  }

  /** Sends what waits in a conversation, one after the other, until nothing does or it has to pause. */
  async function pump(conversationId: string): Promise<void> {
    if (moving.has(conversationId) || pauses.has(conversationId)) return;
    for (;;) {
      const entry = entries.get().find((one) => one.conversationId === conversationId && one.state === 'pending');
      if (!isLive || !entry) return;
      const stop = new AbortController();
      moving.set(conversationId, { clientId: entry.clientId, stop });
      const error = await bring(entry, stop.signal);
      moving.delete(conversationId);
      if (error === null || !find(entry.clientId)) continue;
      if (!isPassing(error)) fail(entry, error);
      else if (isLive) {
        pauseFor(conversationId, error.retryAfter === null ? backoff.next() : error.retryAfter * 1000);
        return;
      }
    }
  }

  /** Null where nothing is left to be done for it. */
  async function bring(entry: OutboxEntry, signal: AbortSignal): Promise<ParleyError | null> {
    const { clientId } = entry;
    if (adopted.has(clientId) && !(await shelf.has(entry))) {
      // Another page has sent or dropped it since.
      if (find(clientId)) drop(entry);
      return null;
    }
    try {
      const reached: Reached = async (part) => {
        if (change(clientId, part) && part.files) await keep(clientId);
      };
      const message = await options.deliver(entry, reached, signal);
      backoff.reset();
      // One that was dropped on its way is stored all the same, and is to be seen.
      if (find(clientId) || discarded.has(clientId)) finish(entry, message);
      return null;
    } catch (thrown) {
      return toParleyError(thrown);
    }
  }

  function pauseFor(conversationId: string, ms: number): void {
    const cancel = clock.after(ms, () => {
      pauses.delete(conversationId);
      void pump(conversationId);
    });
    pauses.set(conversationId, cancel);
  }

  /** What was said before anybody knew whose client this is belongs to the one whose it is. */
  function name(userId: string): void {
    if (entries.get().every((entry) => entry.userId !== '')) return;
    entries.update((all) => all.map((entry) => (entry.userId === '' ? { ...entry, userId } : entry)));
  }

  /** Goes by what is in the storage: what an earlier page left comes first, and what another page has sent or dropped is gone. */
  function merge(found: readonly OutboxEntry[]): void {
    const kept = new Set(found.map(({ clientId }) => clientId));
    const gone = entries.get().filter(({ clientId }) => adopted.has(clientId) && !kept.has(clientId));
    gone.forEach(drop);
    const present = entries.get();
    const known = new Set(present.map(({ clientId }) => clientId));
    const earlier = found
      .filter(({ clientId }) => !known.has(clientId) && !discarded.has(clientId))
      .map((entry) => ({ ...entry, progress: null }));
    for (const { clientId } of earlier) adopted.add(clientId);
    const others = [...earlier, ...present.filter(({ clientId }) => adopted.has(clientId))];
    others.sort((a, b) => a.number - b.number);
    lastNumber = Math.max(lastNumber, others.at(-1)?.number ?? 0);
    // At first nothing of now was kept: it comes after what was, whatever the clock said.
    const own = present.filter(({ clientId }) => !adopted.has(clientId));
    const numbered = hasMerged ? own : own.map((entry) => ({ ...entry, number: ++lastNumber }));
    entries.set([...others, ...numbered]);
    hasMerged = true;
    for (const { clientId } of own) if (!kept.has(clientId)) unkept.add(clientId);
    if (unkept.size > 0) void keepAll();
  }

  /** Keeps an entry as it is by then. */
  function keep(clientId: string): Promise<void> {
    unkept.add(clientId);
    return keepAll();
  }

  /**
   * Keeps all that is to be kept, in order, so that no other page sees a message without those before it. Nothing is kept before it
   * is known what is there already.
   */
  function keepAll(): Promise<void> {
    return shelf.put(() => {
      if (!hasMerged) return [];
      const due = entries.get().filter((entry) => unkept.has(entry.clientId));
      unkept.clear();
      return due;
    });
  }

  async function load(userId: string): Promise<void> {
    name(userId);
    await shelf.load(userId, (found) => {
      merge(found);
      pumpAll(); // also where the storage answers after it was given up
    });
    pumpAll();
  }

  return {
    entries,
    load,
    add(made) {
      // Beyond what any earlier page of this client used, as long as clocks go forward.
      lastNumber = Math.max(lastNumber + 1, clock.now());
      const fresh = { state: 'pending', problem: null, progress: null } as const;
      const entry: OutboxEntry = { ...made, ...fresh, number: lastNumber, createdAt: clock.now() };
      const sent = new Promise<Message>((resolve, reject) => promises.set(entry.clientId, { resolve, reject }));
      // Who does not look at the outcome sees it in the list.
      sent.catch(() => {});
      entries.update((all) => [...all, entry]);
      if (!hasMerged && entry.userId !== '') void load(entry.userId);
      void keep(entry.clientId);
      void pump(entry.conversationId);
      return sent;
    },
    retry(clientId) {
      if (find(clientId)?.state !== 'failed') return;
      const entry = change(clientId, { state: 'pending', problem: null });
      if (!entry) return;
      void keep(clientId);
      void pump(entry.conversationId);
    },
    discard(clientId) {
      const entry = find(clientId);
      if (!entry) return;
      discarded.add(clientId);
      drop(entry);
      promised(clientId)?.reject(cancelled('The message was dropped'));
    },
    settled(clientId, message) {
      const entry = find(clientId);
      if (entry) finish(entry, message);
      return entry !== undefined;
    },
    setLive(now) {
      isLive = now;
      for (const cancel of pauses.values()) cancel();
      pauses.clear();
      if (now) pumpAll();
    },
  };
}

/** Whether the same message may be taken later: also after somebody signed in again. */
function isPassing({ isTemporary, status, code }: ParleyError): boolean {
  return isTemporary || status === 401 || code === 'unauthorized';
}
