import { startServer, type TestServer } from './server.ts';
import type { Settings } from './settings.ts';
import { type Claims, makeToken, SECRET } from './tokens.ts';

/** A running server, as somebody sees it who speaks one contract and knows nothing else of it. */
export type Target = {
  /** What stands before the paths of the contract's document. */
  readonly url: string;
  /** Its Socket.IO: the origin and the `path` option. */
  readonly socket: { readonly origin: string; readonly path: string };
  /** A signed token that the target believes; expires in an hour unless the claims say otherwise. */
  token(claims: Claims): Promise<string>;
  /** The server behind it where these tests started it themselves; null for one that was given. */
  readonly own: TestServer | null;
  stop(): Promise<void>;
};

/** Sentence for cases that need a server with settings of their own, where only an address was given. */
export const NEEDS_OWN_SERVER = 'needs a server with other settings than the one at the given address';

/** Whether the cases run against an address that was given (`npm run conform`). */
export const isForeign = process.env.CONFORM_URL !== undefined;

/**
 * The server at `CONFORM_URL`, whose HS256 key is `CONFORM_SECRET`; without that one of our own, on which the contract has a
 * port to itself.
 */
export async function openTarget(contract: string, settings: Settings = {}): Promise<Target> {
  const { CONFORM_URL: given, CONFORM_SECRET: secret = SECRET } = process.env;
  const server = given === undefined ? await startServer({ CONTRACT_PORTS: `${contract}=0`, ...settings }) : null;
  const url = (given ?? server?.own[contract] ?? '').replace(/\/+$/, '');
  const { origin, pathname } = new URL(url);
  return {
    url,
    socket: { origin, path: `${pathname.replace(/\/$/, '')}/socket.io` },
    token: (claims) => makeToken(claims, secret),
    own: server,
    stop: async () => server?.stop(),
  };
}
