import { type Api, createApi } from './api.ts';
import { createPerson, type Person, type PersonOptions } from './person.ts';
import { createViolations, type Violations } from './violations.ts';
import { connectWire, type Wire } from './wire.ts';

/** Everybody who talks to one server in a test. */
export type Clients = {
  readonly url: string;
  /** A client without a token. */
  readonly anonymous: Api;
  readonly violations: Violations;
  /** A client with any token. */
  api(token: string | null): Api;
  /** A connection with any token (`undefined`: none at all). */
  connect(token: unknown, userId?: string): Promise<Wire>;
  /** A new person whom the server knows from now on. */
  person(name: string, options?: PersonOptions): Promise<Person>;
  /** Several new users at once. */
  people<N extends string>(...names: readonly N[]): Promise<Record<N, Person>>;
};

/** Clients of the server at `url`, and `leave`, which ends all of their connections. */
export function createClients(url: string): Clients & { leave(): void } {
  const violations = createViolations();
  const wires: Wire[] = [];

  async function connect(token: unknown, userId = ''): Promise<Wire> {
    const wire = await connectWire(url, token, { label: userId || 'someone', userId }, violations);
    wires.push(wire);
    return wire;
  }
  const context = { api: (token: string | null) => createApi(url, token, violations), connect };
  const person = (name: string, options?: PersonOptions) => createPerson(context, name, options);
  return {
    url,
    violations,
    anonymous: context.api(null),
    api: context.api,
    connect,
    person,
    async people(...names) {
      const list = await Promise.all(names.map(async (name) => [name, await person(name)] as const));
      return Object.fromEntries(list) as Record<(typeof names)[number], Person>;
    },
    leave() {
      for (const wire of wires) wire.socket.disconnect();
    },
  };
}
