import type { OwnBroker } from '../support/kafka.ts';

/** Starts a Kafka broker of this machine; null, and a word why, where none can run here. */
export async function openBroker(log: (line: string) => void): Promise<OwnBroker | null> {
  // Loaded only here: it asks at once for what a broker needs.
  const { kafkaMissing, startBroker } = await import('../support/kafka.ts');
  if (kafkaMissing !== null) {
    log(`without Kafka, so without F9, P6 and C9: ${kafkaMissing}`);
    return null;
  }
  const broker = await startBroker();
  // Where this process ends without saying goodbye to it.
  const follow = (): void => broker.signal('SIGKILL');
  process.once('exit', follow);
  const close = async (): Promise<void> => {
    process.off('exit', follow);
    await broker.close();
  };
  return { ...broker, close };
}
