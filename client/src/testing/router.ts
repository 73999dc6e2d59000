import { isRecord } from '../errors.ts';
import type { AnswerOf, PathsOf, RequestInput } from '../http.ts';
import { Refusal } from './refusal.ts';
import type { Person } from './state.ts';

type Method = 'get' | 'post' | 'put' | 'delete';
type Part<Input, Name extends string> = Name extends keyof Input ? Exclude<Input[Name], undefined> : undefined;

/** A request that has come to its handler. What is in it is typed as the client types it, which is the one who makes it. */
export type Call<M extends Method, P extends PathsOf<M>> = {
  readonly person: Person;
  readonly params: Part<RequestInput<M, P>, 'params'>;
  readonly query: Part<RequestInput<M, P>, 'query'>;
  readonly body: Part<RequestInput<M, P>, 'body'>;
  readonly request: Request;
};

/** An answer with another status than 200 (with a body) or 204 (without). */
export class Reply<T> {
  readonly status: number;
  readonly body: T;

  constructor(status: number, body: T) {
    this.status = status;
    this.body = body;
  }
}

type Answer<T> = T | Reply<T> | Response;
type Loose = {
  readonly person: Person;
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly request: Request;
};
type Route = {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly handle: (call: Loose) => unknown;
};

export type Router = {
  on<M extends Method, P extends PathsOf<M>>(
    method: M,
    path: P,
    handle: (call: Call<M, P>) => Answer<AnswerOf<M, P>> | Promise<Answer<AnswerOf<M, P>>>,
  ): void;
  /** Answers a request as a person. @throws Refusal, `not_found` where there is no such address */
  answer(person: Person, request: Request): Promise<Response>;
};

/** Finds the handler of a request by its method and path; those with fewer parameters go first. */
export function createRouter(): Router {
  const routes: Route[] = [];
  return {
    on(method, path, handle) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
      // The client's own types say what comes in.
      routes.push({
        method: method.toUpperCase(),
        pattern,
        names,
        handle: handle as (call: never) => unknown as Route['handle'],
      });
      routes.sort((a, b) => a.names.length - b.names.length);
    },
    async answer(person, request) {
      const { pathname, searchParams } = new URL(request.url);
      const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(pathname));
      if (!route) throw new Refusal('not_found', `The fake server has no ${request.method} ${pathname}`);
      const values = route.pattern.exec(pathname)?.slice(1) ?? [];
      const answer = await route.handle({
        person,
        params: Object.fromEntries(values.map((value, index) => [route.names[index] ?? '', decodeURIComponent(value)])),
        query: queryOf(searchParams),
        body: await bodyOf(request),
        request,
      });
      return toResponse(answer);
    },
  };
}

/** Numbers as numbers; everything else as it stands. */
function queryOf(search: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries([...search].map(([name, value]) => [name, name === 'limit' ? Number(value) : value]));
}

async function bodyOf(request: Request): Promise<unknown> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) return {};
  const body: unknown = await request.json().catch(() => null);
  if (!isRecord(body)) throw new Refusal('validation_failed', 'The body must be a JSON object');
  return body;
}

function toResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  const { status, body } =
    answer instanceof Reply ? answer : { status: answer === undefined ? 204 : 200, body: answer };
  if (status === 204) return new Response(null, { status });
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
