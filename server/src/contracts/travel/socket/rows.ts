import type { ConversationView } from '../../../core/conversations/types.ts';
import type { Row } from '../present/conversations.ts';
import { advance, type Known, knownOf, type RowEvent } from './known-row.ts';

export type RowOptions = {
  /** A conversation as somebody sees it; undefined where there is none for them. */
  readonly load: (conversationId: string, userId: string) => Promise<ConversationView | undefined>;
  readonly show: (userId: string, row: Row) => void;
  readonly onFault: (error: unknown) => void;
  /** How long after a load that failed it is tried once more (milliseconds). */
  readonly retryMs?: number;
};

/** Somebody's view of one conversation. */
type Line = {
  readonly conversationId: string;
  readonly userId: string;
  known: Known | null;
  /** Events that wait for the row to be read; null while nothing is under way. */
  waiting: RowEvent[] | null;
  /** What is being read may be behind. */
  stale: boolean;
  /** Whose it is was away meanwhile, and did not hear of everything. */
  missed: boolean;
};

const MAX_LINES = 50_000;
const ATTEMPTS = 5;
const RETRY_MS = 500;

/**
 * The conversation rows of people who are connected here. A row is read once; a message or a mark that is read to the end
 * moves it on without asking the store, and after anything else it is read anew. Each event is shown once, in order; of those
 * that wait for a load that failed, the last.
 */
export class RowUpdates {
  readonly #options: RowOptions;
  readonly #lines = new Map<string, Line>();
  readonly #byOwner = new Map<string, Set<Line>>();
  readonly #byOther = new Map<string, Set<Line>>();
  /** Those that are read for the first time: who the other is is not known yet. */
  readonly #first = new Set<Line>();

  constructor(options: RowOptions) {
    this.#options = options;
  }

  /** Shows somebody their row as it is after `event`. The promise, where there is one, does not reject. */
  announce(event: RowEvent, userId: string): void | Promise<void> {
    const line = this.#lineOf(event.conversationId, userId);
    if (line.waiting) {
      line.waiting.push(event);
      return;
    }
    if (line.known && advance(line.known, event, userId)) {
      this.#options.show(userId, line.known.row);
      return;
    }
    line.waiting = [event];
    return this.#read(line);
  }

  /** Has somebody's row of a conversation read anew before it is shown again. */
  forget(conversationId: string, userId: string): void {
    const line = this.#lines.get(keyOf(conversationId, userId));
    if (line) this.#drop(line);
  }

  /** Somebody is not connected any more. */
  forgetOwner(userId: string): void {
    for (const line of [...(this.#byOwner.get(userId) ?? [])]) {
      line.missed = true;
      this.#drop(line);
    }
  }

  /** Somebody has another name, picture or role. */
  forgetOther(userId: string): void {
    for (const line of [...(this.#byOther.get(userId) ?? [])]) this.#drop(line);
    for (const line of this.#first) line.stale = true;
  }

  /** Somebody went offline. */
  lastSeen(userId: string, at: string): void {
    for (const line of this.#first) line.stale = true;
    for (const line of this.#byOther.get(userId) ?? []) {
      const { known } = line;
      if (line.waiting) line.stale = true;
      else if (known) known.row = { ...known.row, other: { ...known.row.other, lastSeen: at } };
    }
  }

  async #read(line: Line): Promise<void> {
    if (!line.known) this.#first.add(line);
    for (let attempt = 1; line.waiting && line.waiting.length > 0; attempt += 1) {
      try {
        await this.#catchUp(line);
      } catch (error) {
        this.#options.onFault(error);
        line.stale = true;
        if (attempt > 1) break;
        await pause(this.#options.retryMs ?? RETRY_MS);
        line.waiting = line.waiting.slice(-1);
      }
    }
    this.#first.delete(line);
    line.waiting = null;
    if (!line.known || line.stale || line.missed) this.#drop(line);
  }

  /** Reads the row and shows it after each event that waits. */
  async #catchUp(line: Line): Promise<void> {
    for (let attempt = 1; line.waiting && line.waiting.length > 0; ) {
      // What is read from now on has all of these in it.
      const covered = line.waiting.length;
      line.stale = false;
      const view = await this.#options.load(line.conversationId, line.userId);
      if (line.stale && attempt < ATTEMPTS) {
        attempt += 1;
        continue;
      }
      if (view?.type !== 'direct') {
        line.waiting = [];
        return;
      }
      const known = this.#know(line, view);
      const events = line.waiting;
      for (const [index, event] of events.entries()) {
        if (index >= covered && !advance(known, event, line.userId)) {
          line.waiting = events.slice(index);
          break;
        }
        this.#options.show(line.userId, known.row);
        if (index === events.length - 1) line.waiting = [];
      }
    }
  }

  #know(line: Line, view: ConversationView): Known {
    const known = knownOf(view, line.userId);
    if (line.known) removeFrom(this.#byOther, line.known.row.other.id, line);
    line.known = known;
    this.#first.delete(line);
    addTo(this.#byOther, known.row.other.id, line);
    return known;
  }

  #lineOf(conversationId: string, userId: string): Line {
    const key = keyOf(conversationId, userId);
    let line = this.#lines.get(key);
    if (!line) {
      if (this.#lines.size >= MAX_LINES) this.#dropOldest();
      line = { conversationId, userId, known: null, waiting: null, stale: false, missed: false };
      this.#lines.set(key, line);
      addTo(this.#byOwner, userId, line);
    }
    return line;
  }

  #drop(line: Line): void {
    if (line.waiting) {
      line.stale = true;
      return;
    }
    this.#lines.delete(keyOf(line.conversationId, line.userId));
    removeFrom(this.#byOwner, line.userId, line);
    if (line.known) removeFrom(this.#byOther, line.known.row.other.id, line);
  }

  #dropOldest(): void {
    for (const line of this.#lines.values()) {
      if (line.waiting) continue;
      this.#drop(line);
      return;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function keyOf(conversationId: string, userId: string): string {
  return `${conversationId}\n${userId}`;
}

function addTo(index: Map<string, Set<Line>>, key: string, line: Line): void {
  const lines = index.get(key);
  if (lines) lines.add(line);
  else index.set(key, new Set([line]));
}

function removeFrom(index: Map<string, Set<Line>>, key: string, line: Line): void {
  const lines = index.get(key);
  if (lines?.delete(line) && lines.size === 0) index.delete(key);
}
