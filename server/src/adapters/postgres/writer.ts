import type { Pool } from 'pg';
import type { MessageWriter, NewMessage, WriteResult } from '../../core/conversations/writer.ts';
import { ParleyError } from '../../core/errors.ts';
import { type Tracing, traced } from '../../core/tracing.ts';
import type { Failpoints } from './failpoints.ts';
import { isOutage, sqlState } from './pool.ts';
import { StatusRefused } from './ticket-reactions.ts';
import type { Wishes } from './wishes.ts';
import { answer, ClientIds, inseparable, lineOf, type Waiting } from './writer-batch.ts';
import { WriterConnection } from './writer-connection.ts';
import { findClientIds, Incomplete, insertBatch, type Placed } from './writer-statements.ts';

export type WriterOptions = {
  readonly url: string;
  /** For look-ups that need not wait for the writer's own connection. */
  readonly pool: Pool;
  readonly now: () => number;
  /** Told which conversations may hold committed messages that nobody announced, because a reply was lost. */
  readonly onUncertain: (conversationIds: readonly string[]) => void;
  /** Of what is put down for those outside: looked at anew where it may have been the reason that nothing was written. */
  readonly wishes: Pick<Wishes, 'refresh'>;
  readonly failpoints?: Failpoints | undefined;
  readonly tracing: Tracing | null;
};

const MAX_BATCH = 500;
const WRITE_FACTS = { 'db.system.name': 'postgresql', 'db.operation.name': 'INSERT' };

/**
 * Group commit (DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984): while one commit is
 * in flight the messages that arrive are collected, and the next commit takes them all in one statement. A batch that
 * fails is written message by message, which confines the failure to the one that caused it.
 */
export class PostgresMessageWriter implements MessageWriter {
  readonly #options: WriterOptions;
  readonly #connection: WriterConnection;
  #waiting: Waiting[] = [];
  /** How many of those that wait are to be apart from the others. */
  #apart = 0;
  #running = false;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#connection = new WriterConnection(options.url);
  }

  write(message: NewMessage): Promise<WriteResult> {
    // What asks for a status of its ticket may be refused, and nobody else's message with it.
    const apart = message.ticket?.move ? {} : null;
    const { tracing } = this.#options;
    if (tracing === null) return this.#enqueue(message, apart);
    // Its statement is shared with others: what it took of it, from the queue to the commit, is told here.
    return traced(tracing, 'write message', WRITE_FACTS, () => this.#enqueue(message, apart));
  }

  writeTogether(messages: readonly NewMessage[]): Promise<WriteResult[]> {
    const apart = {};
    const all = () => Promise.all(messages.map((message) => this.#enqueue(message, apart)));
    const { tracing } = this.#options;
    return tracing === null ? all() : traced(tracing, 'write messages', WRITE_FACTS, all);
  }

  #enqueue(message: NewMessage, apart: object | null): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(unavailable('The server is shutting down'));
        return;
      }
      this.#waiting.push({ message, apart, resolve, reject });
      if (apart) this.#apart += 1;
      if (this.#running) return;
      this.#running = true;
      // One turn of the loop lets the messages that arrived together share the first commit.
      const run = () => void this.#run();
      const { tracing } = this.#options;
      if (tracing) tracing.apart(() => setImmediate(run));
      else setImmediate(run);
    });
  }

  async find(
    conversationId: string,
    senderId: string,
    clientId: string,
  ): Promise<{ seq: number; requestHash: string } | null> {
    const found = await this.#options.pool.query<{ seq: number; request_hash: string }>(
      "SELECT seq, encode(request_hash, 'hex') AS request_hash FROM messages WHERE conversation_id = $1 AND sender_id = $2 AND client_id = $3",
      [conversationId, senderId, clientId],
    );
    const row = found.rows[0];
    return row ? { seq: row.seq, requestHash: row.request_hash } : null;
  }

  busy(): boolean {
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#connection.close();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#commit(this.#take());
    }
    this.#running = false;
    for (const done of this.#idle.splice(0)) done();
  }

  /** The next batch: all that may share a commit, or what is to be apart from it. */
  #take(): readonly Waiting[] {
    let size = MAX_BATCH;
    const [first] = this.#waiting;
    if (this.#apart > 0 && first) {
      const others = this.#waiting.findIndex(({ apart }) => apart !== first.apart);
      const alike = others < 0 ? this.#waiting.length : others;
      if (first.apart) this.#apart -= alike;
      size = first.apart ? alike : Math.min(size, alike);
    }
    if (this.#waiting.length > size) return this.#waiting.splice(0, size);
    const batch = this.#waiting;
    this.#waiting = [];
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let rest: readonly Waiting[] = batch;
    try {
      await this.#options.failpoints?.hit('P1');
      if (inseparable(batch)) return await this.#commitWhole(batch);
      rest = this.#settle(rest);
      while (rest.length > 0) {
        const outcome = await this.#attempt(rest);
        if (outcome === 'done') return;
        if (outcome === 'client-id-taken') rest = await this.#answerRepeats(rest);
        else {
          await this.#oneByOne(rest);
          return;
        }
      }
    } catch (error) {
      this.#fail(rest, error);
    }
  }

  /** Writes all of a batch or nothing of it. */
  async #commitWhole(batch: readonly Waiting[]): Promise<void> {
    const answerAll = (result: WriteResult) => {
      for (const { resolve } of batch) resolve(result);
    };
    const now = this.#options.now();
    try {
      const placed = await this.#insert(batch, now, true);
      await this.#options.failpoints?.hit('P3');
      answer(batch, placed, now);
    } catch (error) {
      if (error instanceof Incomplete) {
        await this.#options.wishes.refresh();
        return answerAll({ kind: 'stale' });
      }
      const taken = takenBy(error);
      if (taken?.startsWith(LINKS)) return answerAll({ kind: 'attachment_taken' });
      if (taken?.includes('client_id')) return answerAll({ kind: 'mismatch' });
      if (isRetryable(error)) return this.#commitWhole(batch);
      throw error;
    }
  }

  #insert(batch: readonly Waiting[], now: number, whole: boolean): Promise<Placed> {
    const messages = batch.map(({ message }) => message);
    return this.#connection.run((client) => insertBatch(client, messages, now, whole, this.#options.failpoints));
  }

  /**
   * What can be settled before the store is asked: within a batch a client id counts once (its repeats go to the next
   * batch, which finds the first in the store), and a message that was checked under an older access version than its
   * neighbour's is stale, with all that its sender wrote after it.
   */
  #settle(batch: readonly Waiting[]): readonly Waiting[] {
    if (batch.length === 1) return batch;
    const versions = new Map<string, number>();
    for (const { message } of batch) {
      versions.set(message.conversationId, Math.max(message.accessVersion, versions.get(message.conversationId) ?? 0));
    }
    const seen = new ClientIds();
    const repeats: Waiting[] = [];
    const stale = new Set<string>();
    const unique = batch.filter((waiting) => {
      const { message } = waiting;
      const old = message.accessVersion !== versions.get(message.conversationId);
      if (old || (stale.size > 0 && stale.has(lineOf(message)))) {
        stale.add(lineOf(message));
        waiting.resolve({ kind: 'stale' });
        return false;
      }
      if (seen.add(message)) return true;
      repeats.push(waiting);
      return false;
    });
    this.#waiting.unshift(...repeats);
    this.#turnBack(stale);
    return unique;
  }

  /** What waits behind a stale message of its sender is looked at again after it, so that it does not overtake it. */
  #turnBack(stale: ReadonlySet<string>): void {
    if (stale.size === 0) return;
    this.#waiting = this.#waiting.filter(({ message, apart, resolve }) => {
      if (apart !== null || !stale.has(lineOf(message))) return true;
      resolve({ kind: 'stale' });
      return false;
    });
  }

  async #attempt(batch: readonly Waiting[]): Promise<'done' | 'client-id-taken' | 'one-by-one'> {
    const now = this.#options.now();
    let placed: Placed;
    try {
      placed = await this.#insert(batch, now, false);
    } catch (error) {
      if (error instanceof StatusRefused) {
        for (const { resolve } of batch) resolve({ kind: 'refused', status: error.status });
        return 'done';
      }
      if (isOutage(error)) throw error;
      if (isRetryable(error)) return this.#attempt(batch);
      const taken = takenBy(error);
      if (taken?.includes('client_id')) return 'client-id-taken';
      if (batch.length > 1) return 'one-by-one';
      if (taken?.startsWith(LINKS)) {
        batch[0]?.resolve({ kind: 'attachment_taken' });
        return 'done';
      }
      throw error;
    }
    await this.#options.failpoints?.hit('P3');
    if (batch.some(({ message }) => !placed.first.has(message.conversationId)))
      // Those that were written are answered whatever comes of it.
      await this.#options.wishes.refresh().catch(() => {});
    this.#turnBack(answer(batch, placed, now));
    return 'done';
  }

  /** Answers those whose client id is in the store already; returns the others. */
  async #answerRepeats(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const found = await this.#connection.run((client) =>
      findClientIds(
        client,
        batch.map((waiting) => waiting.message),
      ),
    );
    return batch.filter(({ message, resolve }, index) => {
      const earlier = found.get(index);
      if (!earlier) return true;
      const same = earlier.requestHash === message.requestHash;
      resolve(same ? { kind: 'duplicate', seq: earlier.seq } : { kind: 'mismatch' });
      return false;
    });
  }

  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#commit([waiting]);
  }

  #fail(batch: readonly Waiting[], error: unknown): void {
    const outage = isOutage(error);
    const fault = outage ? unavailable('The database cannot be reached') : error;
    for (const { reject } of batch) reject(fault instanceof Error ? fault : new Error(String(fault)));
    if (outage) this.#options.onUncertain([...new Set(batch.map(({ message }) => message.conversationId))]);
  }
}

const LINKS = 'message_attachment_links';

/** The name of the index in which a value is taken already; that of a partition holds the names of its columns. */
function takenBy(error: unknown): string | null {
  if (sqlState(error) !== '23505') return null;
  return error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
}

/** A deadlock or a serialization failure: the same again may go through. */
function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

function unavailable(detail: string): ParleyError {
  return new ParleyError('unavailable', detail, { retryAfter: 1 });
}
