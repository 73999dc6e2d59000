import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ParleyError } from '../../../core/errors.ts';
import { docsRoutes } from '../../../wire/docs/routes.ts';
import { socketIoStart } from '../../../wire/docs/start.ts';
import { dependenciesOf, healthRoute } from '../../../wire/health.ts';
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
  const { core } = context;
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

  healthRoute(app, routes, context);

  const tiny = { compress: false } as const;

  const alive = { status: 'alive' };
  app.get('/health/live', tiny, () => Promise.resolve(alive));
  describe('/health/live', 'That the process runs', { response: z.object({ status: z.literal('alive') }) });

  app.get('/health/ready', tiny, async (_request, reply) => {
    const { ready, dependencies } = await dependenciesOf(context);
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not_ready', dependencies };
  });
  describe('/health/ready', 'Whether the service can take work', { response: z.record(z.string(), z.unknown()) });

  app.get('/metrics', async (request, reply) => {
    if (context.metricsToken !== null) checkMetricsToken(context.metricsToken, request.headers.authorization);
    const { contentType, text } = await context.metrics.render();
    return reply.type(contentType).send(text);
  });
  describe('/metrics', 'Figures for Prometheus', { responseType: 'text/plain' });

  docsRoutes(app, routes, socketEvents(core.settings), {
    title: 'The Parley API',
    description: 'Messaging and support: the native API. Realtime events go over Socket.IO at /socket.io.',
    version: context.version,
    error: problem,
    errorType: 'application/problem+json',
    start: socketIoStart(
      '/api/messaging/conversations',
      'Socket.IO on the same address. A member hears of their conversations without joining anything.',
      'new_message',
    ),
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
