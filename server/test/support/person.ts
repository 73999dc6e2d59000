import { randomBytes } from 'node:crypto';
import type { Api } from './api.ts';
import { makeToken } from './tokens.ts';
import type { Wire } from './wire.ts';

export type PersonOptions = {
  readonly role?: 'user' | 'agent' | 'admin';
  /** Further claims of the token, e.g. `email`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Leaves the server in the dark: nobody by this id exists yet. */
  readonly unknown?: boolean;
};

/** Someone with a token: an HTTP client that can also open connections. */
export type Person = Api & {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  connect(): Promise<Wire>;
};

type Context = { api(token: string): Api; connect(token: string, userId: string): Promise<Wire> };

/** Makes a person with an id that is new to the server and, unless told otherwise, introduces them to it. */
export async function createPerson(context: Context, name: string, options: PersonOptions = {}): Promise<Person> {
  const id = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}-${randomBytes(4).toString('hex')}`;
  const token = await makeToken({
    sub: id,
    name,
    ...(options.role ? { role: options.role } : {}),
    ...options.claims,
  });
  const api = context.api(token);
  if (!options.unknown) {
    const answer = await api.get('/api/users/me');
    if (answer.status !== 200) throw new Error(`${name} could not be introduced: ${answer.status} ${answer.text}`);
  }
  return { ...api, id, name, token, connect: () => context.connect(token, id) };
}
