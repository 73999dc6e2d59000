import { type ZodType, z } from 'zod';
import type { DemoFile } from './files.ts';
import type { DemoPerson } from './people.ts';

/** Signs in somebody: a token for the server. */
export type TokenFor = (person: Pick<DemoPerson, 'id' | 'name' | 'role'>) => Promise<string>;

/** The server as seen by its clients. What it remembers of people and files is thus told to it, and not put under it. */
export class Api {
  readonly #url: string;
  readonly #tokenFor: TokenFor;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(url: string, tokenFor: TokenFor) {
    this.#url = url;
    this.#tokenFor = tokenFor;
  }

  /** @throws with the server's own words where it refuses. */
  async call<T>(person: DemoPerson, method: string, path: string, shape: ZodType<T>, body?: object): Promise<T> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return shape.parse(await this.#send(person, method, path, json, body && JSON.stringify(body)));
  }

  /** Uploads a file that is yet attached to nothing. @returns its id. */
  async upload(person: DemoPerson, { name, type, bytes }: DemoFile): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(bytes)], { type }), name);
    return z.object({ id: z.string() }).parse(await this.#send(person, 'POST', '/api/attachments', {}, form)).id;
  }

  async #send(
    person: DemoPerson,
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | FormData | undefined,
  ): Promise<unknown> {
    const token = this.#tokens.get(person.id) ?? this.#tokenFor(person);
    this.#tokens.set(person.id, token);
    const authorization = `Bearer ${await token}`;
    const request = { method, headers: { ...headers, authorization }, ...(body !== undefined && { body }) };
    const response = await fetch(new URL(path, this.#url), request);
    if (response.status === 401) throw new Error(`${this.#url} does not take our token: JWT_SECRET is not its key.`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  }
}
