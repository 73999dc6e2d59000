/** What is to be looked at again, each with the time since which it may be otherwise (milliseconds since 1970). */
export type Due = ReadonlyMap<string, number>;

export type Rechecks = {
  /** Looks when what was told of it should have been announced, too. */
  later(key: string): void;
  /** Looks as soon as all is known that comes with it. */
  soon(key: string, since: number): void;
  close(): void;
};

/** Time for what was announced with a change, or crossed it, to arrive. */
const LATER_MS = 300;

/** Lets `check` look again at things that changed elsewhere. It must not throw. */
export function createRechecks(now: () => number, check: (due: Due) => void): Rechecks {
  let late = new Map<string, number>();
  let early = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let scheduled = false;
  return {
    later(key) {
      if (!late.has(key)) late.set(key, now());
      timer ??= setTimeout(() => {
        timer = null;
        const due = late;
        late = new Map();
        check(due);
      }, LATER_MS).unref();
    },
    soon(key, since) {
      early.set(key, Math.min(since, early.get(key) ?? since));
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        const due = early;
        early = new Map();
        check(due);
      });
    },
    close() {
      if (timer) clearTimeout(timer);
    },
  };
}
