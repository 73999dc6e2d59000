import { io } from 'socket.io-client';
import { createHttp, type Http } from '../conform/support/http.ts';
import type { Person } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';

export type Heard = { readonly event: string; readonly payload: Record<string, unknown> };

/** One connection to marketplace and what it heard. */
export type Listener = {
  readonly heard: readonly Heard[];
  /** The first event of a name that fits, heard already or soon. */
  next(event: string, fits?: (payload: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  ask(event: string, payload: unknown): Promise<Record<string, unknown>>;
  names(): string[];
  forget(): void;
  close(): void;
};

/** Somebody as a client of this contract. */
export function market(server: TestServer, person: Person): Http {
  return createHttp(`${server.url}/marketplace`, person.token, () => {});
}

/** Connects somebody; rejects with what they are refused with. */
export async function listen(server: TestServer, person: Person): Promise<Listener> {
  const socket = io(`${server.url}/chat`, {
    path: '/marketplace/socket.io',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token: person.token },
  });
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: Record<string, unknown>) => heard.push({ event, payload }));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return {
    heard,
    async next(event, fits = () => true) {
      const deadline = Date.now() + 5_000;
      for (;;) {
        const found = heard.find((one) => one.event === event && fits(one.payload));
        if (found) return found.payload;
        if (Date.now() > deadline) throw new Error(`no ${event}; heard ${heard.map((one) => one.event).join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    ask: (event, payload) => socket.timeout(5_000).emitWithAck(event, payload),
    names: () => heard.map(({ event }) => event).sort(),
    forget: () => void heard.splice(0),
    close: () => void socket.disconnect(),
  };
}

/** Long enough for anything that is on its way. */
export function settled(ms = 250): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
