import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from './job.ts';

export type Announce = (mark: Mark) => Promise<void>;

/** Counts what completes between `begin` and `end`, and how much of a core this process used meanwhile. */
export class Window {
  completed = 0;
  deliveries = 0;
  #open = false;
  #latencies = new Float64Array(4096);
  #began = { at: 0, cpu: process.cpuUsage() };
  #seconds = 0;
  #ownShare = 0;

  /** A message complete at last; `latency` in milliseconds. */
  complete(latency: number): void {
    if (!this.#open) return;
    if (this.completed === this.#latencies.length) {
      const grown = new Float64Array(this.completed * 2);
      grown.set(this.#latencies);
      this.#latencies = grown;
    }
    this.#latencies[this.completed] = latency;
    this.completed += 1;
  }

  deliver(): void {
    if (this.#open) this.deliveries += 1;
  }

  /** Waits for the warm-up, then measures for the given time. The load itself goes on meanwhile. */
  async measure(warmupSeconds: number, seconds: number, announce: Announce): Promise<void> {
    await sleep(warmupSeconds * 1000);
    await announce('begin');
    this.#began = { at: performance.now(), cpu: process.cpuUsage() };
    this.#open = true;
    await sleep(seconds * 1000);
    this.#open = false;
    this.#seconds = (performance.now() - this.#began.at) / 1000;
    const cpu = process.cpuUsage(this.#began.cpu);
    this.#ownShare = (cpu.user + cpu.system) / 1e6 / this.#seconds;
    await announce('end');
  }

  /** The figures of the window; percentiles by nearest rank. */
  figures() {
    const sorted = this.#latencies.slice(0, this.completed).sort();
    const percentile = (part: number): number | null =>
      sorted.length === 0 ? null : (sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number);
    return {
      completed: this.completed,
      deliveries: this.deliveries,
      seconds: this.#seconds,
      p50: percentile(0.5),
      p99: percentile(0.99),
      ownShare: this.#ownShare,
    };
  }
}
