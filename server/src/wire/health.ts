import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { timeOf } from '../core/core.ts';
import type { ContractContext } from './context.ts';
import type { Routes } from './route.ts';

/** How the parts are, and whether the service can take work. */
export async function dependenciesOf({ health }: Pick<ContractContext, 'health'>) {
  const [database, storage] = await Promise.all([health.database(), health.storage()]);
  const redis = health.redis();
  return {
    healthy: database.up,
    dependencies: {
      database: { status: database.up ? 'up' : 'down', latencyMs: database.latencyMs },
      redis: redis ? { status: redis.up ? 'up' : 'down', latencyMs: redis.latencyMs } : { status: 'not_configured' },
      storage: { status: storage ? 'up' : 'down' },
      websocket: { status: 'up' },
    },
  };
}

/**
 * `GET /health` of every contract that has no form of its own for it, also at another path; open to everybody. 503 while the
 * database is away.
 */
export function healthRoute(app: FastifyInstance, routes: Routes, context: ContractContext, path = '/health'): void {
  const { core } = context;
  // Shorter than anything that is worth compressing: not even asked for each answer.
  app.get(path, { compress: false }, async (_request, reply) => {
    const { healthy, dependencies } = await dependenciesOf(context);
    reply.code(healthy ? 200 : 503);
    return {
      service: 'Messaging Service',
      status: healthy ? 'healthy' : 'unhealthy',
      timestamp: timeOf(core),
      version: context.version,
      uptime: Math.round((core.now() - context.startedAt) / 1000),
      onlineUsers: core.presence.count(),
      dependencies,
    };
  });
  routes.describe({
    method: 'GET',
    path,
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
