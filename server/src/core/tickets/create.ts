import { type Actor, isAgent } from '../actor.ts';
import type { PeoplePort } from '../conversations/create.ts';
import { viewFor } from '../conversations/create.ts';
import type { ConversationStore } from '../conversations/store.ts';
import type { ConversationView, Metadata } from '../conversations/types.ts';
import { invalid, ParleyError, unknownUser } from '../errors.ts';
import { findReady } from '../files/access.ts';
import type { AttachmentStore } from '../files/store.ts';
import { requestHash } from '../hash.ts';
import { makeId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import { accessTicket, loadTicket, makeTicketId } from './access.ts';
import type { TicketStore } from './store.ts';
import type { Ticket, TicketPriority } from './types.ts';

export type CreateTicketPorts = {
  readonly tickets: TicketStore;
  readonly conversations: ConversationStore;
  readonly people: PeoplePort;
  readonly files: Pick<AttachmentStore, 'find'>;
  readonly bus: Bus;
  readonly now: () => number;
};

/** What a client asks for; the form was checked by the contract. */
export type TicketInput = {
  readonly subject: string;
  readonly description: string;
  readonly category: string;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly attachmentIds: readonly string[];
  readonly metadata: Metadata;
  /** Of the conversation. */
  readonly conversationMetadata: Metadata;
  /** Whose ticket it is; null: the caller's. */
  readonly requesterId: string | null;
  readonly clientId: string | null;
};

/**
 * Opens a ticket with a conversation of its own. Agents may open one for somebody else.
 * @throws `forbidden` (another requester), `user_not_found`, `validation_failed` (attachments), `conflict` (client id of
 * another request).
 */
export async function createTicket(
  ctx: CreateTicketPorts,
  actor: Actor,
  input: TicketInput,
): Promise<{ ticket: Ticket; duplicate: boolean }> {
  const requesterId = input.requesterId ?? actor.userId;
  if (requesterId !== actor.userId) {
    if (!isAgent(actor)) throw new ParleyError('forbidden', 'Only agents open tickets for somebody else');
    if (!(await ctx.people.getMany([requesterId])).has(requesterId)) throw unknownUser('requesterId');
  }
  const id = makeTicketId();
  const { clientId, ...request } = input;
  const hash = clientId === null ? null : requestHash({ ...request, requesterId });
  const ticket = { ...input, id, conversationId: makeId('c'), requesterId, createdBy: actor.userId, requestHash: hash };
  const ready = new Set((await findReady(ctx, actor.userId, input.attachmentIds)).map((file) => file.id));
  const missing = input.attachmentIds.findIndex(
    (file, index) => !ready.has(file) || input.attachmentIds.indexOf(file) < index,
  );
  const earlier = missing >= 0 && clientId !== null ? await ctx.tickets.findCreated(actor.userId, clientId) : null;
  if (missing >= 0 && !earlier)
    throw invalid(`attachmentIds.${missing}`, 'is no attachment of yours that is free to use');
  const result = await ctx.tickets.create(ticket);
  switch (result.kind) {
    case 'mismatch':
      throw new ParleyError('conflict', 'clientId was used before for another ticket');
    case 'attachment_taken':
      throw invalid('attachmentIds.0', 'is attached to something else');
    case 'duplicate':
      return { ticket: await loadTicket(ctx, result.id), duplicate: true };
    case 'created': {
      const made = await loadTicket(ctx, id);
      const { conversationId } = made;
      ctx.bus.publish({ type: 'conversation.created', conversationId, userIds: [requesterId] });
      ctx.bus.publish({ type: 'ticket.created', conversationId, ticket: made });
      return { ticket: made, duplicate: false };
    }
  }
}

/** The conversation of a ticket that the caller may see. @throws `not_found`, `forbidden`. */
export async function conversationOfTicket(
  ctx: CreateTicketPorts,
  actor: Actor,
  ticketId: string,
): Promise<ConversationView> {
  const { conversationId } = await accessTicket(ctx, actor, ticketId);
  const own = await ctx.conversations.membership(conversationId, actor.userId);
  return viewFor(ctx, actor.userId, conversationId, own?.own === null);
}
