import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { timeOf } from '../../../core/core.ts';
import type { ContractContext } from '../../../wire/context.ts';
import type { Routes } from '../../../wire/route.ts';

/** `GET /health`, as the native API answers it; never limited and open to everybody. */
export function operationRoutes(app: FastifyInstance, routes: Routes, context: ContractContext): void {
  const { core, health } = context;
  app.get('/health', { compress: false }, async (_request, reply) => {
    const [database, storage] = await Promise.all([health.database(), health.storage()]);
    reply.code(database.up ? 200 : 503);
    return {
      service: 'Messaging Service',
      status: database.up ? 'healthy' : 'unhealthy',
      timestamp: timeOf(core),
      version: context.version,
      uptime: Math.round((core.now() - context.startedAt) / 1000),
      onlineUsers: core.presence.count(),
      dependencies: {
        database: { status: database.up ? 'up' : 'down', latencyMs: database.latencyMs },
        redis: { status: 'not_configured' },
        storage: { status: storage ? 'up' : 'down' },
        websocket: { status: 'up' },
      },
    };
  });
  routes.describe({
    method: 'GET',
    path: '/health',
    summary: 'How the service and its parts are',
    tag: 'Operation',
    status: 200,
    isPublic: true,
    params: null,
    query: null,
    body: null,
    response: z.record(z.string(), z.unknown()),
  });
}
