import type { FastifyInstance } from 'fastify';
import { healthRoute } from '../../../wire/health.ts';
import type { Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';

/** What operators ask. */
export function operationRoutes(app: FastifyInstance, routes: Routes, ctx: MarketplaceContext): void {
  for (const path of ['/health', '/api/health']) healthRoute(app, routes, ctx, path);
}
