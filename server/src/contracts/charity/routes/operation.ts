import type { FastifyInstance } from 'fastify';
import { timeOf } from '../../../core/core.ts';
import { ParleyError } from '../../../core/errors.ts';
import type { ContractContext } from '../../../wire/context.ts';
import type { Routes } from '../../../wire/route.ts';
import * as answers from '../schema/answers.ts';

const UNDESCRIBED = { method: 'GET', tag: 'Operation', isPublic: true, params: null, query: null, body: null } as const;

/** Health in the form that this contract's monitors read, and an answer to those who come to a socket's address without one. */
export function operationRoutes(app: FastifyInstance, routes: Routes, context: ContractContext): void {
  const { core, version, startedAt } = context;

  app.get('/health', { compress: false }, async (_request, reply) => {
    const { up: healthy } = await context.health.database();
    reply.code(healthy ? 200 : 503);
    return {
      status: healthy ? 'healthy' : 'unhealthy',
      service: 'chat-service',
      version,
      timestamp: timeOf(core),
      uptime: (core.now() - startedAt) / 1_000,
      database: { healthy },
    };
  });
  routes.describe({
    ...UNDESCRIBED,
    path: '/health',
    summary: 'How the service is',
    status: 200,
    response: answers.health,
  });

  app.get<{ Params: { id: string } }>('/ws/conversations/:id', { compress: false }, async ({ params }, reply) => {
    if (params.id === '') throw new ParleyError('not_found', 'There is no such address');
    reply.code(426).header('upgrade', 'websocket').header('connection', 'upgrade');
    return {
      success: false,
      error: { code: 'UPGRADE_REQUIRED', message: 'This address is for WebSocket connections' },
    };
  });
}
