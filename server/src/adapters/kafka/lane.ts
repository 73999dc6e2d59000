import { Undeliverable } from '../../core/outlets/types.ts';
import type { KafkaRecord } from './client.ts';

/** Records of one key that are taken together or not at all. */
export type Load = {
  readonly records: readonly KafkaRecord[];
  /** True once nobody waits for it any more: it must not be written from then on. */
  readonly isOver: () => boolean;
};

type Waiting = Load & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** Characters and records of one write: with room to spare below the megabyte that a broker takes unless it is told otherwise. */
export const MOST_CHARACTERS = 200_000;
const MOST_RECORDS = 1_000;
/** Milliseconds for which a partition that failed is not tried again: those who want to write to it hear so at once. */
const REST = 500;

/**
 * One partition. One write is under way at a time, and what comes meanwhile is the next one, so that records never pass one another and many
 * of them cost one round trip. A write is all or nothing, so where a broker refuses one for good, its loads go one by one, and
 * only the culprit is refused.
 */
export class Lane {
  readonly #write: (records: readonly KafkaRecord[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #busy = false;
  #failed: { readonly until: number; readonly error: unknown } | null = null;

  constructor(write: (records: readonly KafkaRecord[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves once the broker has the load; rejects when it has not, or nobody knows. */
  push(load: Load): Promise<void> {
    if (this.#failed && performance.now() < this.#failed.until) return Promise.reject(this.#failed.error);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...load, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    // What is pushed in the same turn of the event loop goes together.
    await null;
    for (let loads = this.#next(); loads.length > 0; loads = this.#next()) await this.#send(loads);
    this.#busy = false;
  }

  #next(): Waiting[] {
    this.#waiting = this.#waiting.filter(({ isOver }) => !isOver());
    let [characters, records, count] = [0, 0, 0];
    for (const load of this.#waiting) {
      records += load.records.length;
      for (const { value } of load.records) characters += value.length;
      if (count > 0 && (characters > MOST_CHARACTERS || records > MOST_RECORDS)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #send(loads: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(loads.flatMap(({ records }) => records));
      this.#failed = null;
      for (const { resolve } of loads) resolve();
    } catch (error) {
      if (!(error instanceof Undeliverable)) {
        this.#fail(loads, error);
        return;
      }
      this.#failed = null;
      if (loads.length === 1) loads[0]?.reject(error);
      else await this.#sendEach(loads);
    }
  }

  async #sendEach(loads: readonly Waiting[]): Promise<void> {
    for (const load of loads) {
      if (this.#failed) load.reject(this.#failed.error);
      else if (!load.isOver()) await this.#send([load]);
    }
  }

  /** Those who wait would wait for the same. */
  #fail(loads: readonly Waiting[], error: unknown): void {
    this.#failed = { until: performance.now() + REST, error };
    for (const { reject } of [...loads, ...this.#waiting.splice(0)]) reject(error);
  }
}
