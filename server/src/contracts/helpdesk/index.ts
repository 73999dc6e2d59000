import type { IncomingMessage } from 'node:http';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { ParleyError } from '../../core/errors.ts';
import type { Session } from '../../core/users/identify.ts';
import { identify, recognise } from '../../core/users/identify.ts';
import type { HelpdeskContext } from './context.ts';
import { socketEvents } from './docs/events.ts';
import { docsRoutes } from './docs/routes.ts';
import { catalogued, problemOf } from './errors.ts';
import { parseJson } from './json.ts';
import { Routes } from './route.ts';
import { agentToolRoutes } from './routes/agent-tools.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { faqCategoryRoutes } from './routes/faq-categories.ts';
import { faqRoutes } from './routes/faqs.ts';
import { messageRoutes } from './routes/messages.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { operationRoutes } from './routes/operation.ts';
import { preferenceRoutes } from './routes/preferences.ts';
import { searchRoutes } from './routes/search.ts';
import { servicePackageRoutes } from './routes/service-packages.ts';
import { slaRoutes } from './routes/sla.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { userRoutes } from './routes/users.ts';
import { type SocketSurface, serveSockets } from './socket/index.ts';
import { takeRequest } from './throttle.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is; null without a token. */
    session: Session | null;
  }
}

const BODY_LIMIT = 1024 * 1024;
/** Public paths: no token is fine there, but a bad one is not. */
const PUBLIC = /^\/(health|metrics|openapi\.json|docs|dev)(\/|\?|$)/;
/** Published FAQs may be read by everybody; their ratings' comments are no part of that. */
const PUBLIC_FAQS = /^\/api\/faqs(\/[^/?]+)?(\?|$)/;
/** A link that carries its own grant; its route checks it. */
const SIGNED = /^\/api\/attachments\/[^/?]+\/content\?/;
/** Links in mails: the token in them is the grant. */
const UNSUBSCRIBE = /^\/api\/notifications\/unsubscribe\/[^/?]*(\?|$)/;
const UNLIMITED = /^\/(health|metrics)(\/|\?|$)/;

export type HelpdeskSurface = SocketSurface & {
  readonly routes: readonly { readonly method: string; readonly path: string }[];
};

/** Whether a request to change the protocol is one for a WebSocket that this contract serves. */
export function opensSocket({ url, headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && url !== undefined && url.startsWith('/socket.io/');
}

/** The native contract as one encapsulated plugin: its own token reading, errors, parsers and routes. */
export async function helpdesk(app: FastifyInstance, context: HelpdeskContext): Promise<HelpdeskSurface> {
  const { core } = context;
  const actors = { tokens: core.tokens, people: core.people, users: core.users, bus: core.bus };

  await app.register(cors, {
    origin: context.origins === '*' ? '*' : [...context.origins],
    exposedHeaders: 'X-Request-Id, Retry-After, Content-Disposition',
    maxAge: 600,
  });
  await app.register(compress, { threshold: 1024, globalDecompression: false });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    try {
      done(null, parseJson(body.toString()));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable'));
    }
  });

  app.decorateRequest('session', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    let session: Session | Promise<Session> | null;
    try {
      session = sessionOf(request);
      if (!(session instanceof Promise)) admit(request, session);
    } catch (error) {
      done(error instanceof Error ? error : new Error('refused'));
      return;
    }
    if (session instanceof Promise) session.then((known) => admit(request, known)).then(() => done(), done);
    else done();
  });

  // Requests that did not await the answers before them begin when it is their turn to be answered: of somebody who reads
  // none, one answer waits in memory and not all. What is not limited goes ahead: its answers are short, and Node reads
  // no further while they pile up.
  app.addHook('onRequest', (request, reply, done) => {
    if (reply.raw.socket !== null || UNLIMITED.test(request.url)) done();
    else reply.raw.once('socket', () => done());
  });

  /** Counts the request and lets it pass, as its session or as a public one. */
  function admit(request: FastifyRequest, session: Session | null): void {
    request.session = session;
    if (!UNLIMITED.test(request.url)) takeRequest(core, session ? session.userId : `address:${request.ip}`);
    if (!session && !request.is404 && !isPublic(request))
      throw new ParleyError('unauthorized', 'A bearer token is required');
  }

  function sessionOf(request: FastifyRequest): Session | Promise<Session> | null {
    const header = request.headers.authorization;
    if (header === undefined) return null;
    // The metrics token is not one of ours.
    if (context.metricsToken !== null && request.url.startsWith('/metrics')) return null;
    const token = /^Bearer +([^\s]+)$/i.exec(header)?.[1];
    if (token === undefined) throw new ParleyError('unauthorized', 'The Authorization header is not a bearer token');
    return recognise(actors, token) ?? identify(actors, token);
  }

  function isPublic(request: FastifyRequest): boolean {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const { url } = request;
    return PUBLIC.test(url) || SIGNED.test(url) || UNSUBSCRIBE.test(url) || (reads && PUBLIC_FAQS.test(url));
  }

  function actorOf(request: FastifyRequest): Actor {
    const { session } = request;
    if (!session) throw new ParleyError('unauthorized', 'A bearer token is required');
    const { userId, user, role } = session;
    return { userId, name: user.name, avatar: user.avatar, role, connectionId: null };
  }

  function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const known = catalogued(error, context.isOutage);
    if (known.code === 'internal_error') request.log.error({ reqId: request.id, err: error }, 'request failed');
    if (known.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
    if (known.retryAfter !== null) reply.header('retry-after', known.retryAfter);
    const problem = problemOf(known);
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
  app.setErrorHandler(fail);
  app.setNotFoundHandler((request, reply) =>
    fail(new ParleyError('not_found', 'There is no such address'), request, reply),
  );

  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    context.metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (!context.logRequests) {
      done();
      return;
    }
    request.log.info(
      {
        reqId: request.id,
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

  const routes = new Routes(app, actorOf);
  conversationRoutes(routes, context);
  messageRoutes(routes, context);
  userRoutes(routes, context);
  servicePackageRoutes(routes, context);
  slaRoutes(routes, context);
  notificationRoutes(routes, context);
  preferenceRoutes(routes, context);
  unsubscribeRoutes(app, routes, context);
  faqCategoryRoutes(routes, context);
  faqRoutes(routes, context);
  attachmentRoutes(app, routes, { ...context, files: core }, actorOf);
  docsRoutes(app, routes.entries, socketEvents(core.settings));
  ticketRoutes(routes, context);
  agentToolRoutes(routes, context);
  searchRoutes(routes, context);
  operationRoutes(app, routes, context);
  const sockets = serveSockets(app.server, context);
  return { ...sockets, routes: routes.entries.map(({ method, path }) => ({ method, path })) };
}
