import { randomBytes } from 'node:crypto';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tracing } from '../core/tracing.ts';
import type { Metrics } from '../wire/context.ts';
import { traceRoutes } from '../wire/traces.ts';
import { createPage } from './page.ts';
import { type PolicyPlaces, pageHeaders } from './policy.ts';
import { answerProblem } from './problem.ts';
import type { AppSettings } from './settings.ts';
import { type SignInOptions, signInRoutes } from './sign-in.ts';

export type WebAppOptions = {
  /** Where the build is, absolute. */
  readonly folder: string;
  readonly settings: AppSettings;
  readonly places: PolicyPlaces;
  /** Null where people sign in elsewhere. */
  readonly signIn: SignInOptions | null;
  readonly metrics: Metrics;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  /** One log line for each request that is not for a file. */
  readonly logRequests: boolean;
};

/** What figures, logs and traces call it, beside the names of contracts. */
const NAME = 'web';

/** The app's own addresses: all of them are the one page. */
const PAGES = [
  '/',
  ...['inbox', 'support', 'desk', 'help', 'preferences', 'stats', 'sign-in', 'embed'].flatMap((name) => [
    `/${name}`,
    `/${name}/*`,
  ]),
  '/unsubscribe',
  '/unsubscribe/:token', // by its name traces leave it out
];
/** What may stand in pages of others. */
const EMBEDDED = /^\/embed(\/|\?|$)/;

/** Files of the build: with a hash in their names, and the few whose names others know. */
const HASHED = '/assets/*';
const NAMED = '/:file(^[\\w-]+[.](?:js|svg|png|ico|webmanifest)$)';

const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_MINUTES = 'public, max-age=300';
const ASK_EACH_TIME = 'no-cache';

const NOT_BUILT = `The web app has not been built on this server. This command builds it, in the folder of Parley:

  npm run build:web

The API is not touched by that: /docs describes it.
`;

/**
 * The web app as a part of a server: its page, its files, and signing in. Nothing of it is counted against a limit of
 * the API, and what is not there is answered by whoever has the root of the server.
 */
export function createWebApp(options: WebAppOptions): (scope: FastifyInstance) => Promise<void> {
  const page = createPage(options.folder, options.settings);

  async function answerPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const nonce = randomBytes(18).toString('base64url');
    const html = await page.render(nonce);
    if (html === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
    return reply
      .headers(pageHeaders(options.places, nonce, EMBEDDED.test(request.url)))
      .type('text/html; charset=utf-8')
      .send(html);
  }

  return async (scope) => {
    if (options.tracing) traceRoutes(scope, options.tracing, NAME);
    scope.setErrorHandler(answerError);
    addHooks(scope, options);
    const hashed = join(options.folder, 'assets') + sep;
    await scope.register(fastifyStatic, {
      root: options.folder,
      serve: false,
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
      preCompressed: true,
      suppressWarning: true,
      setHeaders(reply, path) {
        reply
          .header('cache-control', cachingOf(path, hashed))
          // Pages of others load the widget, as a module too. There is nothing of anybody's in these files.
          .header('access-control-allow-origin', '*')
          .header('cross-origin-resource-policy', 'cross-origin');
      },
    });
    scope.get<{ Params: { '*': string } }>(HASHED, ({ params }, reply) => reply.sendFile(`assets/${params['*']}`));
    scope.get<{ Params: { file: string } }>(NAMED, ({ params }, reply) => reply.sendFile(params.file));
    for (const path of PAGES) scope.get(path, answerPage);
    if (options.signIn) await signInRoutes(scope, options.signIn);
  };
}

function cachingOf(path: string, hashed: string): string {
  if (path.startsWith(hashed)) return FOR_EVER;
  return path.endsWith(`${sep}sw.js`) ? ASK_EACH_TIME : FOR_MINUTES;
}

function addHooks(scope: FastifyInstance, { metrics, logRequests }: WebAppOptions): void {
  const requests = metrics.requestsOf(NAME);
  scope.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    // Who does not wait for answers is answered one after the other: of those that nobody reads, one waits in memory.
    if (reply.raw.socket !== null) done();
    else reply.raw.once('socket', () => done());
  });
  scope.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'unknown' } = request.routeOptions;
    requests.observe(request.method, route === NAMED ? '/:file' : route, reply.statusCode, reply.elapsedTime / 1000);
    if (logRequests && route !== HASHED && route !== NAMED) {
      const { method } = request;
      const durationMs = Math.round(reply.elapsedTime);
      request.log.info(
        { reqId: request.id, contract: NAME, method, route, status: reply.statusCode, durationMs },
        'request',
      );
    }
    done();
  });
}

/** What the file server refuses is not there for anybody; a range or a condition that fails is said by its status. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { url: route } = request.routeOptions;
  const isFile = route === HASHED || route === NAMED;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (isFile && (status === 412 || status === 416)) reply.code(status).send();
  else if (isFile && typeof status === 'number' && status < 500) reply.callNotFound();
  else answerProblem(error, request, reply);
}
