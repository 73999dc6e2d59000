import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { timeOf } from '../../../core/core.ts';
import type { Routes } from '../../../wire/route.ts';
import type { TelehealthContext } from '../context.ts';

const health = z.object({
  service: z.literal('Messaging Service'),
  status: z.literal('healthy'),
  timestamp: z.iso.datetime(),
  onlineUsers: z.int(),
});

/** What operators ask. */
export function operationRoutes(app: FastifyInstance, routes: Routes, { core }: TelehealthContext): void {
  app.get('/health', { compress: false }, async () => ({
    service: 'Messaging Service',
    status: 'healthy',
    timestamp: timeOf(core),
    onlineUsers: core.presence.count(),
  }));
  routes.describe({
    method: 'GET',
    path: '/health',
    summary: 'That the service is up, and how many people are online',
    tag: 'Operation',
    status: 200,
    isPublic: true,
    params: null,
    query: null,
    body: null,
    response: health,
  });
}
