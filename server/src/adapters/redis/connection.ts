import { createListenerSet } from '../../core/listeners.ts';
import { openSession, type RedisSession } from './session.ts';

/** Redis cannot be reached now. Nothing of the command was, or will be, done later; it may have been done before. */
export class RedisAwayError extends Error {
  override name = 'RedisAwayError';
}

/**
 * The way to Redis. It is up or away; while it is away nothing waits for it: commands are refused at once, packets dropped, and
 * it is tried again for ever.
 */
export type RedisConnection = {
  readonly isUp: boolean;
  /** Redis is a cluster: the channels are spread over its servers. False while that is unknown. */
  readonly isSharded: boolean;
  /**
   * Sends one command; `key` says which server of a cluster is meant. The reply is what RESP 2 has: text, numbers, lists, null.
   * @throws RedisAwayError; else what Redis says.
   */
  send(key: string, ...args: readonly string[]): Promise<unknown>;
  /** Sends several in one MULTI, whose keys have one tag. @returns their replies. @throws as `send`. */
  transaction(key: string, commands: readonly (readonly string[])[]): Promise<unknown[]>;
  /** Hands a packet to all nodes, this one too. What cannot be sent is lost. */
  publish(channel: string, packet: Buffer): void;
  /** Packets of `channel` come to `listener`, in the order of Redis. Only before `start`. */
  listen(channel: string, listener: (packet: Buffer) => void): void;
  /** Ends the connections, because Redis does not answer as it should; it is tried again at once. */
  reset(reason: Error): void;
  /** Called when it goes away; listeners must not throw. Returns what takes them out again. */
  onAway(listener: () => void): () => void;
  /** Called each time that it is up, with all channels listened to, the first time too. */
  onBack(listener: () => void): () => void;
  /** Begins; resolves when Redis is up, at the latest after `waitMs`. */
  start(waitMs?: number): Promise<void>;
  /** Lets packets that are under way leave first, for a moment. */
  close(): Promise<void>;
};

/** Within which Redis must have let a node in. */
const OPEN_MS = 2_000;
const START_MS = 5_000;
const CLOSE_MS = 300;
/** Between two trials: at least, and how much more by chance, so that not all nodes come at once. */
const RETRY_MS = 150;
const JITTER_MS = 700;

/** Makes a connection to the Redis at `url`. `onTrouble` hears of each failure. */
export function createRedisConnection(url: string, onTrouble: (error: Error) => void): RedisConnection {
  const away = createListenerSet<[]>();
  const back = createListenerSet<[]>();
  const listeners = new Map<string, (packet: Buffer) => void>();
  let session: RedisSession | null = null;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  const underWay = new Set<Promise<unknown>>();

  async function open(): Promise<void> {
    try {
      const opened: RedisSession = await openSession({
        url,
        limitMs: OPEN_MS,
        channels: [...listeners.keys()],
        onPacket: (packet, channel) => listeners.get(channel)?.(packet),
        onEnd: (error) => lose(error, opened),
      });
      if (closed) {
        opened.end();
        return;
      }
      session = opened;
    } catch (error) {
      onTrouble(asError(error));
      tryAgain(RETRY_MS + Math.random() * JITTER_MS);
      return;
    }
    back.tell();
  }

  function tryAgain(afterMs: number): void {
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(() => void open(), afterMs);
    retry.unref();
  }

  function lose(error: Error, lost: RedisSession | null = session): void {
    if (!lost || session !== lost) return;
    session = null;
    lost.end();
    onTrouble(error);
    away.tell();
    tryAgain(Math.random() * RETRY_MS);
  }

  async function using<T>(command: (session: RedisSession) => Promise<T>): Promise<T> {
    const current = session;
    if (!current) throw new RedisAwayError('Redis is away');
    try {
      return await command(current);
    } catch (error) {
      if (session === current) throw error;
      throw new RedisAwayError('Redis went away', { cause: error });
    }
  }

  return {
    get isUp() {
      return session !== null;
    },
    get isSharded() {
      return session?.sharded ?? false;
    },
    send: (key, ...args) => using((current) => current.send(key, args)),
    transaction: (key, commands) => using((current) => current.transaction(key, commands)),
    publish(channel, packet) {
      const current = session;
      if (!current) return;
      // Packets that Redis refuses are lost to everybody else, so that it counts as away.
      const sending = current.publish(channel, packet).catch((error: unknown) => lose(asError(error), current));
      underWay.add(sending);
      void sending.then(() => underWay.delete(sending));
    },
    listen(channel, listener) {
      listeners.set(channel, listener);
    },
    reset: (reason) => lose(reason),
    onAway: away.add,
    onBack: back.add,
    async start(waitMs = START_MS) {
      void open();
      if (session) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        const stop = back.add(() => {
          clearTimeout(timer);
          stop();
          resolve();
        });
        timer.ref();
      });
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([Promise.all(underWay), late]);
      clearTimeout(timer);
      const last = session;
      session = null;
      last?.end();
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
