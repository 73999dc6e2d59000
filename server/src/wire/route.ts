import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { invalid } from '../core/errors.ts';
import { check } from './schema.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Another status of success, and when it is given. */
export type OtherSuccess = { readonly status: 200 | 201 | 204; readonly when: string };

/** What a handler works with; `params`, `query` and `body` passed their schemas. */
export type RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly actor: Actor;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

export type RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly method: Method;
  /** In Fastify's form, `/api/users/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** The status of success; 200 by default. A handler may set another with `reply.code`. */
  readonly status?: 200 | 201 | 204;
  readonly otherSuccess?: OtherSuccess;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /**
   * Runs before the query and the body are looked at: for contracts in which what the path names comes first. What it
   * throws is the answer.
   */
  readonly first?: (input: Pick<RouteInput<P, Q, B>, 'actor' | 'params' | 'request'>) => Promise<void>;
  /** The shape of the answer; null for 204. */
  readonly response: z.ZodType | null;
  /** The media type of the answer where it is not JSON. */
  readonly responseType?: string;
  readonly handler: (input: RouteInput<P, Q, B>) => unknown;
};

/** A route that needs no token; its handler may have no actor. */
export type PublicRouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<
  RouteSpec<P, Q, B>,
  'handler' | 'first'
> & { readonly handler: (input: Omit<RouteInput<P, Q, B>, 'actor'> & { readonly actor: Actor | null }) => unknown };

/** What the OpenAPI document tells of a route. */
export type RouteEntry = {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly status: number;
  readonly otherSuccess?: OtherSuccess;
  readonly isPublic: boolean;
  readonly params: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  /** The media type of the body where it is not JSON. */
  readonly bodyType?: string;
  readonly response: z.ZodType | null;
  /** The media type of the answer where it is not JSON. */
  readonly responseType?: string;
};

/**
 * Registers the routes of a contract: validates, then calls the handler with a checked actor and checked input, and
 * remembers each route for the OpenAPI document.
 */
export class Routes {
  readonly entries: RouteEntry[] = [];
  readonly #app: FastifyInstance;
  readonly #actorOf: (request: FastifyRequest) => Actor;

  constructor(app: FastifyInstance, actorOf: (request: FastifyRequest) => Actor) {
    this.#app = app;
    this.#actorOf = actorOf;
  }

  /** A JSON route for signed-in callers. */
  add<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(spec: RouteSpec<P, Q, B>): void {
    // It is called with an actor, as `isPublic` has it; a wrapper that says so to the compiler would cost every request.
    this.#register(spec as unknown as PublicRouteSpec<P, Q, B>, false, spec.first);
  }

  /** A JSON route for everybody. That no token is asked for at its path is the plugin's to say. */
  addPublic<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(spec: PublicRouteSpec<P, Q, B>): void {
    this.#register(spec, true);
  }

  #register<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    spec: PublicRouteSpec<P, Q, B>,
    isPublic: boolean,
    first?: RouteSpec<P, Q, B>['first'],
  ): void {
    const { method, path, handler, params, query, body, status = 200 } = spec;
    this.#app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const checkedParams = params && check(params, request.params, 'path');
        if (first) {
          const input = { actor: this.#actorOf(request), params: checkedParams, request };
          await first(input as Parameters<typeof first>[0]);
        }
        if (body && !(body instanceof z.ZodArray) && request.body !== undefined && !isObject(request.body))
          throw invalid('body', 'must be a JSON object');
        reply.code(status);
        const result = await handler({
          actor: isPublic && request.session === null ? null : this.#actorOf(request),
          params: checkedParams,
          query: query && check(query, request.query, 'query'),
          body: body && check(body, body.safeParse(undefined).success ? request.body : (request.body ?? {}), 'body'),
          request,
          reply,
        } as Parameters<typeof handler>[0]);
        return status === 204 ? reply.send() : result;
      },
    });
    this.describe({
      method,
      path,
      summary: spec.summary,
      tag: spec.tag,
      status,
      ...(spec.otherSuccess && { otherSuccess: spec.otherSuccess }),
      isPublic,
      params: params ?? null,
      query: query ?? null,
      body: body ?? null,
      response: spec.response,
      ...(spec.responseType && { responseType: spec.responseType }),
    });
  }

  /** Tells the OpenAPI document of a route that was registered with Fastify itself. */
  describe(entry: RouteEntry): void {
    this.entries.push(entry);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
