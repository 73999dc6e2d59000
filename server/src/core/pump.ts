import { setTimeout as sleep } from 'node:timers/promises';

export type PumpOptions = {
  /** Works off some of what waits; true when there may be more to take at once. */
  readonly batch: () => Promise<boolean>;
  /** True while somebody waits for the commit of a message. */
  readonly busy: () => boolean;
  readonly onFault: (error: unknown) => void;
};

/** Milliseconds. */
const POLL = 1_000;
const BACKOFF = 5_000;

/**
 * Works off a queue in the background. Woken when something was probably put down, and by a poll, so that nothing waits for a
 * wake-up that was lost. While messages are being written without a break it rests as long as it works.
 */
export class Pump {
  readonly #options: PumpOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  start(): void {
    this.#plan(0);
  }

  /** Something was committed that may have put something down. */
  wake(): void {
    if (this.#running) this.#again = true;
    else if (!this.#stopped) this.#plan(0);
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(delay: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }, delay).unref();
  }

  async #run(): Promise<void> {
    const { batch, busy, onFault } = this.#options;
    let pause = POLL;
    try {
      do {
        this.#again = false;
        let started = performance.now();
        while (!this.#stopped && (await batch())) {
          if (busy()) await sleep(performance.now() - started);
          started = performance.now();
        }
      } while (this.#again && !this.#stopped);
    } catch (error) {
      onFault(error);
      pause = BACKOFF;
    }
    if (!this.#stopped) this.#plan(pause);
  }
}
