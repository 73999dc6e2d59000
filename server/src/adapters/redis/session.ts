import { createClient, createCluster } from 'redis';

/** Connections to Redis that live and end together. */
export type RedisSession = {
  /** Redis is a cluster: channels are spread over its servers, as keys are. */
  readonly sharded: boolean;
  /** Sends one command; `key` says which server of a cluster is meant. The reply is what RESP 2 has. */
  send(key: string, args: readonly string[]): Promise<unknown>;
  /** Sends several in one MULTI; in a cluster all of their keys have the tag of `key`. @returns their replies. */
  transaction(key: string, commands: readonly (readonly string[])[]): Promise<unknown[]>;
  publish(channel: string, packet: Buffer): Promise<unknown>;
  /** Ends it at once; what is under way is rejected. */
  end(): void;
};

export type SessionOptions = {
  readonly url: string;
  /** Within which it must be open. */
  readonly limitMs: number;
  /** All that is listened to from the beginning, and who hears it. */
  readonly channels: readonly string[];
  readonly onPacket: (packet: Buffer, channel: string) => void;
  /** Called at most once, when a connection has broken after it was open: it does not come back by itself. */
  readonly onEnd: (error: Error) => void;
};

/**
 * Opens one.
 * @throws when Redis cannot be reached, refuses, or does not answer in time.
 */
export async function openSession({ url, limitMs, channels, onPacket, onEnd }: SessionOptions): Promise<RedisSession> {
  const options = {
    url,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: limitMs, reconnectStrategy: false },
  } as const;
  const hear = (packet: Buffer, channel: Buffer) => onPacket(packet, channel.toString());
  const opened: { destroy(): void }[] = [];
  let established = false;
  let over = false;
  const end = () => {
    over = true;
    for (const client of opened) client.destroy();
  };
  const broken = (error: unknown) => {
    if (over) return;
    end();
    if (established) onEnd(error instanceof Error ? error : new Error(String(error)));
  };

  async function open(): Promise<RedisSession> {
    const commands = createClient(options);
    commands.on('error', broken);
    opened.push(commands);
    await commands.connect();
    const cluster = await commands.sendCommand(['INFO', 'cluster']);
    if (/^cluster_enabled:1/m.test(String(cluster))) {
      commands.destroy();
      return openCluster();
    }
    const subscriber = createClient(options);
    subscriber.on('error', broken);
    opened.push(subscriber);
    await subscriber.connect();
    await subscriber.subscribe([...channels], hear, true);
    return {
      sharded: false,
      send: (_key, args) => commands.sendCommand([...args]),
      transaction(_key, list) {
        const multi = commands.multi();
        for (const args of list) multi.addCommand([...args]);
        return multi.exec();
      },
      publish: (channel, packet) => commands.sendCommand(['PUBLISH', channel, packet]),
      end,
    };
  }

  async function openCluster(): Promise<RedisSession> {
    const { url: _, ...defaults } = options;
    const { username, password } = new URL(url);
    const identity = {
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
    };
    const cluster = createCluster({ RESP: 2, rootNodes: [{ url }], defaults: { ...defaults, ...identity } });
    cluster.on('error', broken);
    cluster.on('node-error', broken);
    opened.push(cluster);
    await cluster.connect();
    for (const channel of channels) await cluster.sSubscribe(channel, hear, true);
    return {
      sharded: true,
      send: (key, args) => cluster.sendCommand(key, false, [...args]),
      transaction(key, list) {
        const multi = cluster.multi(key);
        for (const args of list) multi.addCommand(key, false, [...args]);
        return multi.exec();
      },
      publish: (channel, packet) => cluster.sendCommand(channel, false, ['SPUBLISH', channel, packet]),
      end,
    };
  }

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${limitMs} ms`)), limitMs);
  });
  const opening = open();
  opening.catch(() => {}); // it may fail after its time was over
  try {
    const session = await Promise.race([opening, late]);
    established = true;
    return session;
  } catch (error) {
    end();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
