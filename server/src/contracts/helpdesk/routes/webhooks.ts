import { iso } from '../../../core/clock.ts';
import { ParleyError } from '../../../core/errors.ts';
import {
  createWebhook,
  getWebhook,
  isDeliveryId,
  listDeliveries,
  listWebhooks,
  redeliver,
  removeWebhook,
  testWebhook,
  updateWebhook,
} from '../../../core/webhooks/manage.ts';
import { decodeCursor, encodeCursor, timeOfCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { listOf } from '../schema/answers.ts';
import * as schema from '../schema/webhooks.ts';

const TAG = 'Webhooks';
const WEBHOOKS = '/api/webhooks';

/** Where admins have events sent. */
export function webhookRoutes(routes: Routes, { core }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: WEBHOOKS,
    summary: 'The webhooks, oldest first (admin)',
    tag: TAG,
    query: schema.listQuery,
    response: listOf(schema.webhookAnswer),
    handler: async ({ actor, query }) => {
      const [at, id] = query.cursor === undefined ? [] : decodeCursor('webhooks', query.cursor, 'string', 'string');
      const after = at !== undefined && id !== undefined ? { at: timeOfCursor(at), id } : null;
      const { webhooks, hasMore } = await listWebhooks(core, actor, after, query.limit);
      const last = hasMore ? webhooks.at(-1) : undefined;
      return { data: webhooks, page: { next: last ? encodeCursor('webhooks', [last.createdAt, last.id]) : null } };
    },
  });

  routes.add({
    method: 'POST',
    path: WEBHOOKS,
    summary: 'Have events sent to an address (admin); the secret is shown this once',
    tag: TAG,
    status: 201,
    body: schema.createWebhook,
    response: schema.createdAnswer,
    handler: ({ actor, body }) => createWebhook(core, actor, body),
  });

  routes.add({
    method: 'GET',
    path: `${WEBHOOKS}/:id`,
    summary: 'One webhook (admin)',
    tag: TAG,
    params: schema.webhookParams,
    response: schema.webhookAnswer,
    handler: ({ actor, params }) => getWebhook(core, actor, params.id),
  });

  routes.add({
    method: 'PUT',
    path: `${WEBHOOKS}/:id`,
    summary: 'Change what is sent of a webhook (admin)',
    tag: TAG,
    params: schema.webhookParams,
    body: schema.updateWebhook,
    response: schema.webhookAnswer,
    handler: ({ actor, params, body }) => updateWebhook(core, actor, params.id, body),
  });

  routes.add({
    method: 'DELETE',
    path: `${WEBHOOKS}/:id`,
    summary: 'Send to an address no more, and forget what was sent (admin)',
    tag: TAG,
    status: 204,
    params: schema.webhookParams,
    response: null,
    handler: ({ actor, params }) => removeWebhook(core, actor, params.id),
  });

  routes.add({
    method: 'POST',
    path: `${WEBHOOKS}/:id/test`,
    summary: 'Send webhook.tested at once, and see what comes of it (admin)',
    tag: TAG,
    params: schema.webhookParams,
    response: schema.deliveryAnswer,
    handler: ({ actor, params }) =>
      testWebhook(core, actor, params.id, (id, at) =>
        JSON.stringify({ id, type: 'webhook.tested', createdAt: iso(at), data: { webhookId: params.id } }),
      ),
  });

  routes.add({
    method: 'GET',
    path: `${WEBHOOKS}/:id/deliveries`,
    summary: 'What was sent and what is to be, the latest first (admin)',
    tag: TAG,
    params: schema.webhookParams,
    query: schema.deliveriesQuery,
    response: listOf(schema.deliveryAnswer),
    handler: async ({ actor, params, query }) => {
      const scope = `deliveries:${params.id}`;
      const [before] = query.cursor === undefined ? [] : decodeCursor(scope, query.cursor, 'string');
      if (before !== undefined && !isDeliveryId(before))
        throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
      const page = { status: query.status ?? null, before: before ?? null, limit: query.limit };
      const { deliveries, hasMore } = await listDeliveries(core, actor, params.id, page);
      const last = hasMore ? deliveries.at(-1) : undefined;
      return { data: deliveries, page: { next: last ? encodeCursor(scope, [last.id]) : null } };
    },
  });

  routes.add({
    method: 'POST',
    path: `${WEBHOOKS}/:id/deliveries/:deliveryId/redeliver`,
    summary: 'Send an event again, under the same id (admin)',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'It is pending: tried at once' },
    params: schema.deliveryParams,
    response: schema.deliveryAnswer,
    handler: async ({ actor, params, reply }) => {
      const { delivery, isNew } = await redeliver(core, actor, params.id, params.deliveryId);
      if (!isNew) reply.code(200);
      return delivery;
    },
  });
}
