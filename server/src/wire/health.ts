import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { timeOf } from '../core/core.ts';
import type { ContractContext } from './context.ts';
import type { Routes } from './route.ts';

/** A part that has not answered by then is down. */
const PATIENCE_MS = 3_000;

/**
 * How the parts are. `healthy`: the database answers, without which nothing can be done. `ready`: new work may come, too, since the
 * server is not about to end. Without Redis, Kafka or the place for files a server goes on with the rest, and another one
 * would do no better: they are told of, and take nobody out of a balancer.
 */
export async function dependenciesOf({ health }: Pick<ContractContext, 'health'>) {
  const [database, storage, kafka] = await Promise.all([
    health.database(),
    inTime(health.storage()),
    health.kafka && inTime(health.kafka()),
  ]);
  const redis = health.redis();
  const websocket = health.websocket();
  return {
    healthy: database.up,
    ready: database.up && websocket,
    dependencies: {
      database: { status: statusOf(database.up), latencyMs: database.latencyMs },
      redis: redis ? { status: statusOf(redis.up), latencyMs: redis.latencyMs } : { status: 'not_configured' },
      kafka: { status: kafka === null ? 'not_configured' : statusOf(kafka) },
      storage: { status: statusOf(storage) },
      websocket: { status: statusOf(websocket) },
    },
  };
}

function statusOf(up: boolean): 'up' | 'down' {
  return up ? 'up' : 'down';
}

async function inTime(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
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
