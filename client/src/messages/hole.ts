import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';

/** Looks after what is missing before something that was heard of. */
export type HoleWatch = {
  /** Has another look: a hole that stays is read. */
  look(): void;
  /** Looks no more until the next time. */
  pause(): void;
};

export type HoleOptions = {
  readonly clock: Clock;
  readonly isThere: () => boolean;
  readonly read: () => Promise<unknown>;
};

/** What is out of order is waited for so long before it is asked for; and asked for again, with growing pauses, so often. */
const WAIT_MS = 250;
const TRIES = 6;

export function createHoleWatch({ clock, isThere, read }: HoleOptions): HoleWatch {
  let cancel: (() => void) | null = null;
  let tries = 0;

  function pause(): void {
    cancel?.();
    cancel = null;
    tries = 0;
  }

  async function fill(): Promise<void> {
    cancel = null;
    tries += 1;
    if (!isThere()) return;
    try {
      await read();
    } catch (error) {
      const isOver = tries >= TRIES || !toParleyError(error).isTemporary;
      if (!isOver) cancel ??= clock.after(WAIT_MS * 4 ** tries, () => void fill());
    }
  }

  return {
    look() {
      if (isThere()) cancel ??= clock.after(WAIT_MS, () => void fill());
      else pause();
    },
    pause,
  };
}
