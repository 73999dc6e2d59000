import type { Producer } from '@platformatic/kafka';
import { type KafkaSettings, openProducer } from './client.ts';

/** Milliseconds for which an answer serves: health may be asked often. */
const KEPT = 2_000;

export type KafkaProbe = {
  /** Whether a broker answers now; takes as long as its patience. Never rejects. */
  check(): Promise<boolean>;
  close(): Promise<void>;
};

/**
 * Asks a cluster whether it is there, over a connection of its own, so that what is sent never waits for it. Nothing is opened before the
 * first question.
 */
export function createKafkaProbe(settings: KafkaSettings): KafkaProbe {
  let producer: Producer<string, string, string, string> | null = null;
  let last: { readonly at: number; readonly answer: Promise<boolean> } | null = null;

  async function close(): Promise<void> {
    const open = producer;
    producer = null;
    await open?.close(true).catch(() => {});
  }

  async function ask(): Promise<boolean> {
    producer ??= openProducer(settings);
    try {
      const { brokers } = await producer.metadata({ topics: [], forceUpdate: true, retries: 0 });
      return brokers.size > 0;
    } catch {
      await close();
      return false;
    }
  }

  return {
    check() {
      if (!last || performance.now() - last.at > KEPT) last = { at: performance.now(), answer: ask() };
      return last.answer;
    },
    close,
  };
}
