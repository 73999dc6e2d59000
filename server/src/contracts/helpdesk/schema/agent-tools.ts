import { z } from 'zod';
import { TICKET_SORTS } from '../../../core/tickets/store.ts';
import { TICKET_STATUSES } from '../../../core/tickets/types.ts';
import { cursor, idText, limit, nonEmptyText, text } from '../../../wire/schema.ts';
import { category, priority, tag, tags, ticketFilters } from './tickets.ts';

export function bulk(categories: readonly string[]) {
  return z
    .object({
      ids: z.array(z.string()).min(1, 'must name 1 to 100 tickets').max(100, 'must name 1 to 100 tickets'),
      changes: z.object({
        status: z.enum(TICKET_STATUSES).optional(),
        priority: priority.optional(),
        category: category(categories).optional(),
        assigneeId: idText.nullable().optional(),
        addTags: tags.optional(),
        removeTags: tags.optional(),
      }),
    })
    .meta({ examples: [{ ids: ['t…'], changes: { priority: 'high', addTags: ['vip'] } }] });
}

export function exportQuery(categories: readonly string[]) {
  return ticketFilters(categories).extend({
    format: z.enum(['csv']).default('csv'),
    sort: z.enum(TICKET_SORTS).default('-createdAt'),
  });
}

export const cannedParams = z.object({ id: z.string() });

const cannedShape = (maxLength: number) => ({ title: nonEmptyText(200), body: nonEmptyText(maxLength) });

export function createCanned(maxLength: number) {
  return z
    .object({ ...cannedShape(maxLength), tags: tags.nullish(), shared: z.boolean().nullish() })
    .transform((body) => ({ ...body, tags: body.tags ?? [], shared: body.shared ?? false }))
    .meta({ examples: [{ title: 'Greeting', body: 'Hello {{requester.name}}, this is {{agent.name}}.' }] });
}

export function updateCanned(maxLength: number) {
  return z
    .object({ ...cannedShape(maxLength), tags, shared: z.boolean() })
    .partial()
    .meta({ examples: [{ shared: true }] });
}

export const listCanned = z.object({ q: text(200).optional(), tag: tag.optional(), cursor, limit: limit(20) });

export const renderCanned = z.object({ ticketId: z.string() }).meta({ examples: [{ ticketId: 't…' }] });
