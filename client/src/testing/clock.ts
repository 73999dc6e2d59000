import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told to go on. */
export type FakeClock = Clock & {
  /** Lets so many milliseconds pass: each timer that is due goes off at its time, and has its effects before the next one does. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until then; a moment that is over sets the clock back, and no timer goes off. */
  set(moment: Date | number): Promise<void>;
  /** Resolves when nothing happens any more unless time passes. */
  settle(): Promise<void>;
};

/** What moves it without time passing says so, so that `settle` knows. */
export type Stir = () => void;

type Timer = { readonly due: number; readonly order: number; readonly action: () => void };

/** Taken before anybody replaces it: real turns of the loop, in which answers come in. */
const turnOfLoop = globalThis.setTimeout.bind(globalThis);
/** Nothing happens for so many of them in a row. */
const QUIET_TURNS = 4;

export function createFakeClock(start: Date | number): { readonly clock: FakeClock; readonly stir: Stir } {
  let elapsed = 0;
  let base = Number(start);
  let order = 0;
  let happened = 0;
  const timers = new Set<Timer>();

  const nextUntil = (end: number) =>
    [...timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due || a.order - b.order)[0];

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      const before = happened;
      await new Promise<void>((resolve) => void turnOfLoop(resolve, 0));
      quiet = happened === before ? quiet + 1 : 0;
    }
  }

  async function advance(ms: number): Promise<void> {
    const end = elapsed + ms;
    await settle();
    for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
      timers.delete(timer);
      elapsed = Math.max(elapsed, timer.due);
      timer.action();
      await settle();
    }
    elapsed = end;
  }

  return {
    clock: {
      now: () => base + elapsed,
      after(ms, action) {
        order += 1;
        happened += 1;
        const timer = { due: elapsed + Math.max(0, ms), order, action };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      advance,
      async set(moment) {
        const ms = Number(moment) - (base + elapsed);
        if (ms >= 0) await advance(ms);
        else base += ms;
      },
      settle,
    },
    stir() {
      happened += 1;
    },
  };
}
