import compress from '@fastify/compress';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import { householdOf } from '../core/addresses.ts';
import { ParleyError } from '../core/errors.ts';
import { identify, recognise, type Session } from '../core/users/identify.ts';
import type { ContractContext } from './context.ts';
import { catalogued } from './errors.ts';
import { parseJson, utf8Of } from './json.ts';
import { drain } from './multipart.ts';
import { Routes } from './route.ts';
import { type Counted, takeRequest, whenCounted } from './throttle.ts';
import { traceRoutes } from './traces.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is; null without a token. */
    session: Session | null;
  }
}

const BODY_LIMIT = 1024 * 1024;
/** A header that carries no token at all: empty, or the bare name of the scheme. */
const NO_CREDENTIALS = /^(bearer)?\s*$/i;
/** What is never counted against a limit, below a contract's root. */
const UNLIMITED = /^\/((api\/)?health|metrics)(\/|\?|$)/;

export type SurfaceOptions = {
  /** The name that the contract has in figures and logs. */
  readonly contract: string;
  /** What a JSON body may weigh (bytes); 1 MiB where nothing is said. */
  readonly bodyLimit?: number;
  /** Headers of answers that pages of other origins may read. */
  readonly exposedHeaders: string;
  /** Whether a request is answered without a token too; `path` is below the contract's root. A bad token is refused there as well. */
  readonly isPublic: (path: string, request: FastifyRequest) => boolean;
  /** Paths whose Authorization header is not a token of ours. */
  readonly isForeign?: (path: string) => boolean;
  /** What a request without a token is told. */
  readonly tokenMissing?: string;
  /** Answers with an error, in the contract's form. Headers that all contracts have are set already. */
  readonly fail: (error: ParleyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
};

/** What a contract's routes are made on. */
export type Surface = {
  readonly routes: Routes;
  /** @throws `unauthorized` for a request without a token. */
  readonly actorOf: (request: FastifyRequest) => Actor;
};

/**
 * Prepares `app`, an encapsulated Fastify scope, to be the HTTP side of a contract: tokens, limits, JSON, cross-origin
 * headers, errors in the contract's form, figures and logs. Nothing of it is felt outside the scope.
 */
export async function createSurface(
  app: FastifyInstance,
  context: ContractContext,
  options: SurfaceOptions,
): Promise<Surface> {
  const { core } = context;
  const { contract, bodyLimit = BODY_LIMIT } = options;
  const requests = context.metrics.requestsOf(contract);
  const actors = { tokens: core.tokens, people: core.people, users: core.users, bus: core.bus };
  const { length: rootLength } = app.prefix;
  const tokenMissing = options.tokenMissing ?? 'A bearer token is required';
  const pathOf = (request: FastifyRequest) => (rootLength === 0 ? request.url : request.url.slice(rootLength));

  await app.register(cors, {
    origin: context.origins === '*' ? '*' : [...context.origins],
    exposedHeaders: options.exposedHeaders,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // An OPTIONS that asks for nothing is answered in the contract's form, as any address that is not there.
    strictPreflight: false,
    maxAge: 600,
  });
  await app.register(compress, { threshold: 1024, globalDecompression: false });

  if (context.tracing) traceRoutes(app, context.tracing, contract);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    try {
      done(null, parseJson(utf8Of(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable'));
    }
  });

  // HTTP libraries name a type of their own choice for a body that they were given none of; that it is empty is what counts.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new ParleyError('invalid_json', 'The body must be JSON, with content-type application/json'));
  });

  app.decorateRequest('session', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    let admitted: Counted;
    try {
      const session = sessionOf(request);
      admitted = session instanceof Promise ? session.then((known) => admit(request, known)) : admit(request, session);
    } catch (error) {
      done(error instanceof Error ? error : new Error('refused'));
      return;
    }
    if (admitted) admitted.then(() => done(), done);
    else done();
  });

  // Requests that did not await the answers before them begin when it is their turn to be answered: of somebody who reads
  // none, one answer waits in memory and not all. What is not limited goes ahead: its answers are short, and Node reads
  // no further while they pile up.
  app.addHook('onRequest', (request, reply, done) => {
    if (reply.raw.socket !== null || UNLIMITED.test(pathOf(request))) done();
    else reply.raw.once('socket', () => done());
  });

  /** Counts the request and lets it pass, as its session or as a public one. */
  function admit(request: FastifyRequest, session: Session | null): Counted {
    request.session = session;
    const path = pathOf(request);
    const checkToken = () => {
      if (!session && !request.is404 && !options.isPublic(path, request))
        throw new ParleyError('unauthorized', tokenMissing);
    };
    if (UNLIMITED.test(path)) checkToken();
    else
      return whenCounted(
        takeRequest(core, session ? session.userId : `address:${householdOf(request.ip)}`),
        checkToken,
      );
  }

  function sessionOf(request: FastifyRequest): Session | Promise<Session> | null {
    const header = request.headers.authorization;
    const path = pathOf(request);
    if (header === undefined || NO_CREDENTIALS.test(header) || options.isForeign?.(path)) return null;
    const token = /^Bearer +([^\s]+)$/i.exec(header)?.[1];
    if (token === undefined) throw new ParleyError('unauthorized', 'The Authorization header is not a bearer token');
    return recognise(actors, token) ?? identify(actors, token);
  }

  function actorOf(request: FastifyRequest): Actor {
    const { session } = request;
    if (!session) throw new ParleyError('unauthorized', tokenMissing);
    const { userId, user, role } = session;
    return { userId, name: user.name, avatar: user.avatar, role, connectionId: null };
  }

  function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const known = catalogued(error, context.isOutage);
    if (known.code === 'internal_error') request.log.error({ reqId: request.id, err: error }, 'request failed');
    if (known.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
    if (known.retryAfter !== null) reply.header('retry-after', known.retryAfter);
    return options.fail(known, request, reply);
  }
  app.setErrorHandler(async (error, request, reply) => {
    if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      // Who still writes when the connection is closed finds it broken, and not why.
      reply.removeHeader('connection');
      await drain(request.raw);
    }
    return fail(error, request, reply);
  });
  app.setNotFoundHandler((request, reply) =>
    fail(new ParleyError('not_found', 'There is no such address'), request, reply),
  );

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    requests.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (!context.logRequests) {
      done();
      return;
    }
    request.log.info(
      {
        reqId: request.id,
        contract,
        userId: request.session?.userId,
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });

  return { routes: new Routes(app, actorOf), actorOf };
}
