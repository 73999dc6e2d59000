import type { OutboxStorage, Parley } from '../../src/index.ts';

/** Somebody on a server, whose requests always get through. */
export type Person = { readonly id: string; readonly name: string; readonly request: Parley['request'] };

export type ClientOptions = {
  /** How many seconds each token is good for. */
  readonly expiresIn?: number;
  /** What an earlier client left. */
  readonly outboxStorage?: OutboxStorage;
  /** Whether an event is kept from the client. */
  readonly drop?: (name: string, payload: Record<string, unknown>) => boolean;
  /** Puts something between the client and its requests. */
  readonly through?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
};

/** A client of somebody, with a way of its own to the server. */
export type Client = {
  readonly parley: Parley;
  goOffline(): void;
  goOnline(): void;
  /** What is asked for next is done; no answer comes back before the way is cut (`goOffline`). */
  loseNextAnswer(): void;
};

/** A server and its clients: the fake one, or the real one. The same stories are told of both. */
export type World = {
  person(name: string, role?: 'user' | 'agent'): Promise<Person>;
  client(person: Person, options?: ClientOptions): Promise<Client>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** Waits until it is so. @throws Error after a while */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
};

export type OpenWorld = () => Promise<World>;

/** `test`, or `test.concurrent` where one story's time is not that of another. */
export type Story = (title: string, tell: () => Promise<void>) => void;
