import type { Person as Client } from '../conform/charity/charity.ts';
import type { Person } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import type { Target } from '../support/target.ts';

/** The server behind a target that these tests started. */
export function ownServer(target: Target): TestServer {
  if (!target.own) throw new Error('the native API can be tried on a server of our own only');
  return target.own;
}

/** The same person on the native API, with the same token. */
export function natively(server: TestServer, { id, name, token }: Client): Person {
  return { ...server.api(token), id, name, token, connect: () => server.connect(token, id) };
}
