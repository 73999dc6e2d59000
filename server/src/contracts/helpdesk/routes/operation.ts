import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { timeOf } from '../../../core/core.ts';
import { ParleyError } from '../../../core/errors.ts';
import { docsRoutes } from '../../../wire/docs/routes.ts';
import type { Routes } from '../../../wire/route.ts';
import { check, nonEmptyText } from '../../../wire/schema.ts';
import type { HelpdeskContext } from '../context.ts';
import { socketEvents } from '../events.ts';
import { problem } from '../schema/answers.ts';

const TAG = 'Operation';

const devTokenBody = z.object({
  id: nonEmptyText(255),
  name: nonEmptyText(255).optional(),
  role: z.enum(['user', 'agent', 'admin']).optional(),
});

function checkMetricsToken(expected: string, header: string | undefined): void {
  const given = Buffer.from(header?.replace(/^Bearer /, '') ?? '');
  const wanted = Buffer.from(expected);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new ParleyError('unauthorized', 'The metrics token is missing or wrong');
  }
}

/** Health, metrics, the OpenAPI document; in development also tokens for demo screens. */
export function operationRoutes(app: FastifyInstance, routes: Routes, context: HelpdeskContext): void {
  const { core, health } = context;
  const describe = (path: string, summary: string, extra: object = {}) =>
    routes.describe({
      method: 'GET',
      path,
      summary,
      tag: TAG,
      status: 200,
      isPublic: true,
      params: null,
      query: null,
      body: null,
      response: null,
      ...extra,
    });

  async function dependencies() {
    const [database, storage] = await Promise.all([health.database(), health.storage()]);
    return {
      healthy: database.up,
      dependencies: {
        database: { status: database.up ? 'up' : 'down', latencyMs: database.latencyMs },
        redis: { status: 'not_configured' },
        storage: { status: storage ? 'up' : 'down' },
        websocket: { status: 'up' },
      },
    };
  }

  // Shorter than anything that is worth compressing: not even asked for each answer.
  const tiny = { compress: false } as const;
  app.get('/health', tiny, async (_request, reply) => {
    const state = await dependencies();
    reply.code(state.healthy ? 200 : 503);
    return {
      service: 'Messaging Service',
      status: state.healthy ? 'healthy' : 'unhealthy',
      timestamp: timeOf(core),
      version: context.version,
      uptime: Math.round((core.now() - context.startedAt) / 1000),
      onlineUsers: core.presence.count(),
      dependencies: state.dependencies,
    };
  });
  describe('/health', 'How the service and its parts are', { response: z.record(z.string(), z.unknown()) });

  const alive = { status: 'alive' };
  app.get('/health/live', tiny, () => Promise.resolve(alive));
  describe('/health/live', 'That the process runs', { response: z.object({ status: z.literal('alive') }) });

  app.get('/health/ready', tiny, async (_request, reply) => {
    const state = await dependencies();
    reply.code(state.healthy ? 200 : 503);
    return { status: state.healthy ? 'ready' : 'not_ready', dependencies: state.dependencies };
  });
  describe('/health/ready', 'Whether the service can take work', { response: z.record(z.string(), z.unknown()) });

  app.get('/metrics', async (request, reply) => {
    if (context.metricsToken !== null) checkMetricsToken(context.metricsToken, request.headers.authorization);
    const { contentType, text } = await context.metrics.render();
    return reply.type(contentType).send(text);
  });
  describe('/metrics', 'Figures for Prometheus', { responseType: 'text/plain' });

  docsRoutes(app, routes, socketEvents(core.settings), {
    title: 'Parley',
    description: 'Messaging and support: the native API. Realtime events go over Socket.IO at /socket.io.',
    version: context.version,
    error: problem,
    errorType: 'application/problem+json',
  });

  const { signDevToken } = context;
  if (!signDevToken) return;
  app.post('/dev/token', async (request) => {
    const { id, name, role } = check(devTokenBody, request.body ?? {}, 'body');
    return { token: await signDevToken({ sub: id, name: name ?? id, ...(role && { role }) }) };
  });
  describe('/dev/token', 'A token for trying things out; only in development', {
    method: 'POST',
    body: devTokenBody,
    response: z.object({ token: z.string() }),
  });
}
