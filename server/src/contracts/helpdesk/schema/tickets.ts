import { z } from 'zod';
import { TICKET_SORTS } from '../../../core/tickets/store.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../../../core/tickets/types.ts';
import { clientId } from '../../../wire/idempotency.ts';
import { cursor, flag, idText, limit, nonEmptyText, text, time } from '../../../wire/schema.ts';
import { metadata } from './metadata.ts';

export const tag = nonEmptyText(50);
export const tags = z
  .array(tag)
  .max(20, 'must have at most 20 tags')
  .transform((list) => [...new Set(list)]);
const attachmentIds = z.array(z.string()).max(10, 'must name at most 10 attachments');

export const subject = nonEmptyText(255);
export const description = nonEmptyText(10_000);
export const priority = z.enum(TICKET_PRIORITIES);

/** One of the site's categories. */
export function category(categories: readonly string[]) {
  return z.string().refine((value) => categories.includes(value), `must be one of ${categories.join(', ')}`);
}

export function defaultCategory(categories: readonly string[]): string {
  return categories.includes('general') ? 'general' : (categories[0] ?? 'general');
}

export function createTicket(categories: readonly string[]) {
  return z
    .object({
      subject,
      description,
      category: category(categories).nullish(),
      priority: priority.nullish(),
      tags: tags.nullish(),
      attachmentIds: attachmentIds.nullish(),
      metadata: metadata.nullish(),
      requesterId: idText.nullish(),
      clientId: clientId.nullish(),
    })
    .transform((body) => ({
      subject: body.subject,
      description: body.description,
      category: body.category ?? defaultCategory(categories),
      priority: body.priority ?? ('medium' as const),
      tags: body.tags ?? [],
      attachmentIds: body.attachmentIds ?? [],
      metadata: body.metadata ?? {},
      conversationMetadata: {},
      requesterId: body.requesterId ?? null,
      clientId: body.clientId ?? null,
    }))
    .meta({ examples: [{ subject: 'I cannot sign in', description: 'Since this morning the page says no.' }] });
}

/** One value or several behind commas, each of a fixed set. */
function listOf<T extends string>(values: readonly T[]) {
  const known = new Set<string>(values);
  return z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .refine(
      (parts): parts is T[] => parts.every((part) => known.has(part)),
      `must be one or more of ${values.join(', ')}, separated by commas`,
    )
    .default([]);
}

export function ticketFilters(categories: readonly string[]) {
  return z.object({
    status: listOf(TICKET_STATUSES),
    priority: listOf(TICKET_PRIORITIES),
    category: listOf(categories),
    tag: tag.optional(),
    assigneeId: idText.optional(),
    requesterId: idText.optional(),
    q: text(200).optional(),
    createdFrom: time.optional(),
    createdTo: time.optional(),
    slaBreached: flag.optional(),
  });
}

export function listTickets(categories: readonly string[]) {
  return ticketFilters(categories).extend({
    sort: z.enum(TICKET_SORTS).default('-createdAt'),
    cursor,
    limit: limit(20),
  });
}

export function searchTickets(categories: readonly string[]) {
  return ticketFilters(categories).extend({ q: nonEmptyText(200), cursor, limit: limit(20) });
}

export const ticketParams = z.object({ id: z.string() });
export const watcherParams = z.object({ id: z.string(), userId: z.string() });
export const pageQuery = z.object({ cursor, limit: limit(20) });
export const statsQuery = z.object({ from: time.optional(), to: time.optional() });

export function setStatus(maxLength: number) {
  return z
    .object({ status: z.enum(TICKET_STATUSES), comment: nonEmptyText(maxLength).nullish() })
    .transform(({ status, comment }) => ({ status, comment: comment ?? null }))
    .meta({ examples: [{ status: 'resolved', comment: 'It works again.' }] });
}

export const assign = z.object({ assigneeId: idText.nullable() }).meta({ examples: [{ assigneeId: null }] });

export function updateTicket(categories: readonly string[]) {
  return z
    .object({
      subject: subject.optional(),
      priority: priority.optional(),
      category: category(categories).optional(),
      tags: tags.optional(),
      metadata: metadata.optional(),
    })
    .meta({ examples: [{ priority: 'high' }] });
}

export function addComment(maxLength: number) {
  return z
    .object({
      content: nonEmptyText(maxLength),
      internal: z.boolean().nullish(),
      attachmentIds: attachmentIds.nullish(),
      clientId: clientId.nullish(),
    })
    .transform((body) => ({
      content: body.content,
      internal: body.internal ?? false,
      attachmentIds: body.attachmentIds ?? [],
      clientId: body.clientId ?? null,
    }))
    .meta({ examples: [{ content: 'Have you tried another browser?' }] });
}

export const rateTicket = z
  .object({
    score: z.int('must be a whole number').min(1, 'must be 1 to 5').max(5, 'must be 1 to 5'),
    comment: text(1000).nullish(),
  })
  .transform(({ score, comment }) => ({ score, comment: comment ?? null }))
  .meta({ examples: [{ score: 5 }] });
