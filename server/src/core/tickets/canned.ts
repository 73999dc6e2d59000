import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import { accessAsAgent, requireAgent } from './access.ts';
import type { TicketStore } from './store.ts';
import type { Ticket } from './types.ts';

/** A text that agents answer with. */
export type CannedResponse = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  /** Every agent's, or only its maker's. */
  readonly shared: boolean;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type CannedFields = Pick<CannedResponse, 'title' | 'body' | 'tags' | 'shared'>;
/** What is left out stays. */
export type CannedChange = { readonly [K in keyof CannedFields]?: CannedFields[K] | undefined };
export type CannedPosition = { readonly title: string; readonly id: string };

export type CannedStore = {
  insert(response: CannedFields & { readonly id: string; readonly createdBy: string }): Promise<CannedResponse>;
  find(id: string): Promise<CannedResponse | null>;
  /** Null when it is gone. */
  update(id: string, fields: CannedChange): Promise<CannedResponse | null>;
  remove(id: string): Promise<void>;
  /** Shared ones and those of `userId`, by title; `q` is part of the title or the body, any case. */
  list(
    userId: string,
    filter: { readonly q: string | null; readonly tag: string | null },
    after: CannedPosition | null,
    limit: number,
  ): Promise<CannedResponse[]>;
};

const ID = /^k[0-9A-Za-z]{22}$/;

type CannedPorts = { readonly canned: CannedStore };

/** @throws `forbidden` for users, `not_found`, also for what another agent keeps for themselves. */
async function access(ctx: CannedPorts, actor: Actor, id: string): Promise<CannedResponse> {
  const response = ID.test(id) ? await ctx.canned.find(id) : null;
  const visible = response && (response.shared || response.createdBy === actor.userId);
  if (!visible) throw new ParleyError('not_found', 'There is no such canned response');
  requireAgent(actor);
  return response;
}

/** @throws `forbidden` for whoever is neither its maker nor an admin. */
async function accessOwn(ctx: CannedPorts, actor: Actor, id: string): Promise<CannedResponse> {
  const response = await access(ctx, actor, id);
  if (response.createdBy !== actor.userId && actor.role !== 'admin')
    throw new ParleyError('forbidden', 'Only its maker and admins change a canned response');
  return response;
}

/** @throws `forbidden`. */
export async function createCanned(ctx: CannedPorts, actor: Actor, fields: CannedFields): Promise<CannedResponse> {
  requireAgent(actor);
  return ctx.canned.insert({ ...fields, id: makeId('k'), createdBy: actor.userId });
}

/** @throws `forbidden`, `not_found`. */
export function getCanned(ctx: CannedPorts, actor: Actor, id: string): Promise<CannedResponse> {
  return access(ctx, actor, id);
}

/** What is left out stays. @throws `forbidden`, `not_found`. */
export async function updateCanned(
  ctx: CannedPorts,
  actor: Actor,
  id: string,
  fields: CannedChange,
): Promise<CannedResponse> {
  await accessOwn(ctx, actor, id);
  const updated = await ctx.canned.update(id, fields);
  if (!updated) throw new ParleyError('not_found', 'There is no such canned response');
  return updated;
}

/** @throws `forbidden`, `not_found`. */
export async function removeCanned(ctx: CannedPorts, actor: Actor, id: string): Promise<void> {
  await accessOwn(ctx, actor, id);
  await ctx.canned.remove(id);
}

/** Those that the caller may use, by title. @throws `forbidden`. */
export async function listCanned(
  ctx: CannedPorts,
  actor: Actor,
  filter: { readonly q: string | null; readonly tag: string | null },
  after: CannedPosition | null,
  limit: number,
): Promise<{ responses: CannedResponse[]; next: CannedPosition | null }> {
  requireAgent(actor);
  const found = await ctx.canned.list(actor.userId, filter, after, limit + 1);
  const responses = found.slice(0, limit);
  const last = responses.at(-1);
  return { responses, next: found.length > limit && last ? { title: last.title, id: last.id } : null };
}

const VARIABLE = /\{\{ *([a-zA-Z.]{1,40}) *\}\}/g;

/** Fills the variables of a text for a ticket; what is no variable stays as it stands. */
function fill(body: string, ticket: Ticket, agent: Actor): string {
  const values: Readonly<Record<string, string>> = {
    'requester.name': ticket.requester.name,
    'requester.id': ticket.requesterId,
    'ticket.number': String(ticket.number),
    'ticket.subject': ticket.subject,
    'ticket.status': ticket.status,
    'ticket.priority': ticket.priority,
    'ticket.category': ticket.category,
    'agent.name': agent.name,
  };
  return body.replace(VARIABLE, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** The text for a ticket, with its variables filled in. @throws `forbidden`, `not_found` (response or ticket). */
export async function renderCanned(
  ctx: CannedPorts & { readonly tickets: Pick<TicketStore, 'find'> },
  actor: Actor,
  id: string,
  ticketId: string,
): Promise<{ response: CannedResponse; content: string }> {
  const response = await access(ctx, actor, id);
  const ticket = await accessAsAgent(ctx, actor, ticketId);
  return { response, content: fill(response.body, ticket, actor) };
}
