import type { LocalRateLimits, RateLimits } from '../../core/realtime/limits.ts';
import type { RedisConnection } from './connection.ts';

/** One question whether so much may be done. */
type Ask = { readonly max: number; readonly count: number; readonly answer: (waitSeconds: number) => void };

/** What this node knows of one person's window. */
type Window = {
  readonly key: string;
  readonly what: string;
  readonly who: string;
  readonly windowMs: number;
  /** What was taken by all, as Redis said last. */
  known: number;
  /** When the window ends; 0: unknown. */
  endsAt: number;
  /** Taken here and not told yet; below zero when something was given back. */
  untold: number;
  /** What Redis is being told now. */
  flying: number;
  /** When it was asked what it has not answered yet; null: nothing. */
  askedAt: number | null;
  /** What it is being asked, and what will be asked next. */
  asked: readonly Ask[];
  waiting: Ask[];
  /** Tells of refusals, when Redis does not count what was refused any more. */
  refusals: (() => void)[];
};

export type RedisLimitOptions = {
  readonly connection: Pick<RedisConnection, 'isUp' | 'transaction' | 'onBack'>;
  /** Begins the name of each key. */
  readonly prefix: string;
  /** Counts for this node alone while Redis does not. */
  readonly local: LocalRateLimits;
  /** How many nodes there are. */
  readonly nodes: () => number;
  readonly now: () => number;
  /** Hears of what Redis refuses. */
  readonly onTrouble: (error: unknown) => void;
};

/** So much of a limit all nodes together may have let pass before they tell of it, while less than half of it is used. */
const LOOSE = 0.04;
/** What was let pass is told after this part of its window, within bounds. */
const TELL_PARTS = 6;
const TELL_MIN_MS = 50;
const TELL_MAX_MS = 10_000;
/** Redis that has not answered for so long is not waited for. */
const PATIENCE_MS = 400;
/** A tick that comes this much too late was held up here: what came meanwhile was not read yet. */
const HELD_UP_MS = 100;
const SWEEP_AT = 10_000;

function secondsTo(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

/**
 * Windows that all nodes count together, in Redis; they begin with the first use anywhere. Whoever is far from a limit is
 * answered at once and Redis told later, so that a limit costs no question per message: at most a twenty-fifth of it may be
 * exceeded by that, in one burst through several nodes, and nothing of a limit below 25 per node. What is taken of the second half is
 * asked for, one question per window at a time, which covers all who wait. While Redis is away each node counts by itself.
 */
export function createRedisLimits(options: RedisLimitOptions): RateLimits & { close(): Promise<void> } {
  const { connection, prefix, local, now } = options;
  const windows = new Map<string, Window>();
  /** Windows with something to tell, by when that is due. */
  const untold = new Map<Window, number>();
  /** Windows of which Redis is being asked. */
  const open = new Set<Window>();
  let timer: NodeJS.Timeout | null = null;
  let tickAt = 0;
  let silent = false;
  let sweepAt = SWEEP_AT;
  const stopListening = connection.onBack(() => {
    silent = false;
    // Redis may have forgotten everything, or have counted on without this node.
    for (const window of windows.values()) Object.assign(window, { endsAt: 0, untold: 0 });
  });

  function windowOf(what: string, who: string, windowMs: number): Window {
    const key = `${prefix}limit:${what}:${who}`;
    let window = windows.get(key);
    if (!window) {
      if (windows.size >= sweepAt) sweep();
      window = {
        key,
        what,
        who,
        windowMs,
        known: 0,
        endsAt: 0,
        untold: 0,
        flying: 0,
        askedAt: null,
        asked: [],
        waiting: [],
        refusals: [],
      };
      windows.set(key, window);
    }
    return window;
  }

  function sweep(): void {
    const time = now();
    for (const [key, { endsAt, askedAt, waiting }] of windows)
      if (endsAt <= time && askedAt === null && waiting.length === 0) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, windows.size * 2);
  }

  /** Whether it may pass without asking. */
  function isLoose({ known, flying, untold: here }: Window, max: number, count: number): boolean {
    const mine = flying + here + count;
    return mine <= Math.floor((max * LOOSE) / options.nodes()) && (known + mine) * 2 <= max;
  }

  function tellLater(window: Window, afterMs: number): void {
    const dueAt = now() + afterMs;
    if ((untold.get(window) ?? Number.POSITIVE_INFINITY) > dueAt) untold.set(window, dueAt);
    wake();
  }

  function wake(): void {
    if (timer) return;
    tickAt = now() + TELL_MIN_MS;
    timer = setTimeout(tick, TELL_MIN_MS).unref();
  }

  function tick(): void {
    timer = null;
    const time = now();
    const heldUp = time - tickAt > HELD_UP_MS;
    for (const [window, dueAt] of untold) if (dueAt <= time) ask(window);
    for (const window of open) {
      if (!heldUp && window.askedAt !== null && time - window.askedAt > PATIENCE_MS) {
        silent = true;
        alone(window);
      }
    }
    if (untold.size > 0 || open.size > 0) wake();
  }

  /** Answers whoever waits as this node would by itself. */
  function alone(window: Window): void {
    const asks = [...window.asked, ...window.waiting];
    window.asked = [];
    window.waiting = [];
    for (const { max, count, answer } of asks) answer(local.take(window.what, window.who, max, window.windowMs, count));
  }

  /** Tells Redis what there is to tell and asks for whoever waits. */
  function ask(window: Window): void {
    if (window.askedAt !== null) return;
    const time = now();
    untold.delete(window);
    if (window.endsAt > 0 && window.endsAt <= time) Object.assign(window, { untold: 0, known: 0, endsAt: 0 });
    const told = window.untold;
    if (told === 0 && window.waiting.length === 0) return;
    const { key, windowMs } = window;
    const asks = window.waiting;
    const { refusals } = window;
    Object.assign(window, { asked: asks, waiting: [], refusals: [], untold: 0, askedAt: time });
    window.flying = asks.reduce((sum, { count }) => sum + count, told);
    open.add(window);
    wake();
    connection
      .transaction(key, [
        ['SET', key, '0', 'PX', String(windowMs), 'NX'],
        ['INCRBY', key, String(window.flying)],
        ['PTTL', key],
      ])
      .then(([, total, left]) => {
        if (typeof total !== 'number' || typeof left !== 'number') throw new Error('Redis did not count');
        silent = false;
        if (left >= 0) return settle(window, total, left);
        // It ended between the two commands and lives for ever now.
        settle(window, total, windowMs);
        return connection.transaction(key, [['PEXPIRE', key, String(windowMs)]]).then(() => {});
      })
      .catch((error: unknown) => {
        if (connection.isUp) {
          silent = false;
          options.onTrouble(error);
        }
        alone(window);
      })
      .finally(() => {
        for (const refuse of refusals) refuse();
        window.askedAt = null;
        window.flying = 0;
        open.delete(window);
        if (window.waiting.length > 0 || window.untold < 0) ask(window);
      });
  }

  function settle(window: Window, total: number, leftMs: number): void {
    const { asked } = window;
    let taken = total - asked.reduce((sum, { count }) => sum + count, 0);
    window.asked = [];
    window.known = total;
    window.endsAt = now() + leftMs;
    for (const { max, count, answer } of asked) {
      if (taken + count <= max) {
        taken += count;
        answer(0);
      } else {
        window.untold -= count;
        window.refusals.push(() => answer(secondsTo(leftMs)));
      }
    }
  }

  return {
    take(what, who, max, windowMs, count = 1) {
      if (!connection.isUp || silent) return local.take(what, who, max, windowMs, count);
      const window = windowOf(what, who, windowMs);
      if (window.endsAt > now() && window.waiting.length === 0 && isLoose(window, max, count)) {
        window.untold += count;
        tellLater(window, Math.min(TELL_MAX_MS, Math.max(TELL_MIN_MS, windowMs / TELL_PARTS)));
        return 0;
      }
      return new Promise((answer) => {
        window.waiting.push({ max, count, answer });
        ask(window);
      });
    },

    giveBack(what, who, count) {
      local.giveBack(what, who, count);
      const window = windows.get(`${prefix}limit:${what}:${who}`);
      if (!window || window.endsAt <= now()) return;
      window.untold -= count;
      ask(window);
    },

    /** Tells what was not told yet. */
    async close() {
      stopListening();
      if (timer) clearTimeout(timer);
      for (const window of untold.keys()) ask(window);
      const deadline = now() + PATIENCE_MS;
      while (open.size > 0 && now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}
