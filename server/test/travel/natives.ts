import type { Traveller } from '../conform/travel/travel.ts';
import type { Person } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import type { Target } from '../support/target.ts';

/** The server behind a target that these tests started. */
export function ownServer(target: Target): TestServer {
  if (!target.own) throw new Error('the native API can be tried on a server of our own only');
  return target.own;
}

/** The same people on the native API, with the same tokens. */
export function natively<N extends string>(
  server: TestServer,
  people: Readonly<Record<N, Traveller>>,
): Readonly<Record<N, Person>> {
  const list = Object.entries<Traveller>(people).map(([key, { id, name, token }]) => [
    key,
    { ...server.api(token), id, name, token, connect: () => server.connect(token, id) },
  ]);
  return Object.fromEntries(list) as Record<N, Person>;
}
