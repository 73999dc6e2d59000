import type { RedisConnection } from './connection.ts';

/** Keys for others to read; nothing of ours depends on them. What cannot be written while Redis is away is not. */
export type ShownKeys = {
  put(key: string, value: string, lifeMs: number): void;
  remove(key: string): void;
};

export function createShownKeys(connection: Pick<RedisConnection, 'isUp' | 'send'>): ShownKeys {
  function send(key: string, ...args: string[]): void {
    if (connection.isUp) connection.send(key, ...args).catch(() => {});
  }
  return {
    put: (key, value, lifeMs) => send(key, 'SET', key, value, 'PX', String(lifeMs)),
    remove: (key) => send(key, 'DEL', key),
  };
}
