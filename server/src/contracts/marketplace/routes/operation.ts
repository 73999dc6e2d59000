import type { FastifyInstance } from 'fastify';
import { checkAdmin } from '../../../core/users/administration.ts';
import { healthRoute } from '../../../wire/health.ts';
import type { Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';
import { metrics } from '../schema/answers.ts';

/** What operators ask. */
export function operationRoutes(app: FastifyInstance, routes: Routes, ctx: MarketplaceContext): void {
  for (const path of ['/health', '/api/health']) healthRoute(app, routes, ctx, path);
  routes.add({
    method: 'GET',
    path: '/api/metrics',
    summary: 'What the service does at the moment; for admins',
    tag: 'Operation',
    response: metrics,
    handler: ({ actor }) => {
      checkAdmin(actor);
      return ctx.figures.read();
    },
  });
}
