import { type Actor, isAgent } from '../actor.ts';
import type { SendInput, SendPorts, Sent } from '../conversations/draft.ts';
import { findSent } from '../conversations/resend.ts';
import { prepareSend } from '../conversations/send.ts';
import type { MessageStore, Reader } from '../conversations/store.ts';
import { ensureVisible } from '../conversations/support.ts';
import type { Metadata } from '../conversations/types.ts';
import { END } from '../conversations/windows.ts';
import type { TicketMove } from '../conversations/writer.ts';
import { invalid, ParleyError } from '../errors.ts';
import { findReady } from '../files/access.ts';
import { requestHash } from '../hash.ts';
import { makeId } from '../ids.ts';
import type { UserRef } from '../users/types.ts';
import { accessTicket } from './access.ts';
import { commentOf } from './comment.ts';
import { mergeByTime } from './merge.ts';
import type { StreamPosition, TicketStore } from './store.ts';
import type { Ticket, TicketComment, TicketEvent } from './types.ts';

export type CommentPorts = {
  readonly tickets: TicketStore;
  readonly messages: Pick<MessageStore, 'page' | 'find' | 'isHidden'>;
};

export type CommentInput = {
  readonly content: string;
  readonly internal: boolean;
  readonly attachmentIds: readonly string[];
  readonly clientId: string | null;
};

/**
 * Says something about a ticket: in public, which is a message of its conversation, or (agents) in an internal note.
 * `keepsStatus` for one that goes with a change of the status and opens nothing by itself.
 * @throws `not_found`, `forbidden`, `ticket_closed`, `validation_failed` (attachments), `conflict` (client id).
 */
export async function addComment(
  ctx: SendPorts & CommentPorts,
  actor: Actor,
  ticketId: string,
  input: CommentInput,
  keepsStatus = false,
): Promise<{ comment: TicketComment; duplicate: boolean }> {
  const ticket = await accessTicket(ctx, actor, ticketId);
  if (input.internal) return addNote(ctx, actor, ticket, input);
  const { message, duplicate } = await sayPublicly(ctx, actor, ticket, { ...input, keepsStatus });
  return { comment: commentOf(ticketId, message), duplicate };
}

/** What the caller said or noted before with the same client id; null for something new. @throws `not_found`, `forbidden`, `conflict`. */
export async function findComment(
  ctx: SendPorts & CommentPorts,
  actor: Actor,
  ticketId: string,
  input: CommentInput,
): Promise<{ comment: TicketComment; duplicate: boolean } | null> {
  const { clientId, internal } = input;
  if (clientId === null) return null;
  const ticket = await accessTicket(ctx, actor, ticketId);
  if (internal)
    return (await ctx.tickets.hasNote(ticket.conversationId, actor.userId, clientId))
      ? addNote(ctx, actor, ticket, input)
      : null;
  const sent = await findSaid(ctx, actor, ticket, { ...input, keepsStatus: false });
  return sent && { comment: commentOf(ticketId, sent.message), duplicate: true };
}

/** What is said in public; `move` is the status that the ticket is to have with it. */
export type Saying = Omit<CommentInput, 'internal'> & {
  readonly keepsStatus: boolean;
  readonly metadata?: Metadata | null;
  readonly move?: TicketMove;
};

function sendOf(conversationId: string, said: Saying): SendInput {
  const { content, clientId, attachmentIds, keepsStatus, metadata = null, move = null } = said;
  const plain = { conversationId, type: 'text', replyTo: null, mentions: [] } as const;
  return { ...plain, content, clientId, attachmentIds, metadata, keepsStatus, move };
}

/** What the caller said before with the same client id; null for something new. @throws `conflict`. */
export function findSaid(
  ctx: Pick<SendPorts, 'writer' | 'messages'>,
  actor: Actor,
  { conversationId }: Pick<Ticket, 'conversationId'>,
  said: Saying,
): Promise<Sent | null> {
  return findSent(ctx, actor, sendOf(conversationId, said));
}

/**
 * Says something in public about a ticket that the caller may see. @throws `ticket_closed`, `validation_failed`
 * (attachments), `conflict` (client id), and what `checkMessageStatus` throws where there is a `move`.
 */
export async function sayPublicly(
  ctx: SendPorts & CommentPorts,
  actor: Actor,
  { conversationId }: Pick<Ticket, 'conversationId'>,
  said: Saying,
): Promise<Sent> {
  await ensureVisible(ctx, actor, conversationId);
  const { done } = await prepareSend(ctx, actor, sendOf(conversationId, said));
  return done;
}

async function addNote(
  ctx: SendPorts & CommentPorts,
  actor: Actor,
  { id: ticketId, conversationId, requesterId }: Ticket,
  { content, attachmentIds, clientId }: CommentInput,
): Promise<{ comment: TicketComment; duplicate: boolean }> {
  if (!isAgent(actor)) throw new ParleyError('forbidden', 'Only agents write internal notes');
  const isNew = clientId !== null && !(await ctx.tickets.hasNote(conversationId, actor.userId, clientId));
  if (isNew && (await ctx.writer.find(conversationId, actor.userId, clientId)))
    throw new ParleyError('conflict', 'clientId was used before for a public comment');
  const id = makeId('n');
  const ready = new Set((await findReady(ctx, actor.userId, attachmentIds)).map((file) => file.id));
  const missing = attachmentIds.findIndex((file, index) => !ready.has(file) || attachmentIds.indexOf(file) < index);
  if (missing >= 0) throw invalid(`attachmentIds.${missing}`, 'is no attachment of yours that is free to use');
  const hash = clientId === null ? null : requestHash({ content, attachmentIds });
  const result = await ctx.tickets.addNote({
    id,
    ticketId,
    authorId: actor.userId,
    content,
    attachmentIds,
    clientId,
    requestHash: hash,
  });
  if (result.kind === 'mismatch') throw new ParleyError('conflict', 'clientId was used before for another note');
  if (result.kind === 'attachment_taken') throw invalid('attachmentIds.0', 'is attached to something else');
  const duplicate = result.kind === 'duplicate';
  const [comment] = await ctx.tickets.findNotes([duplicate ? result.id : id]);
  if (!comment) throw new ParleyError('not_found', 'There is no such note');
  if (!duplicate) ctx.bus.publish({ type: 'ticket.commented', conversationId, requesterId, comment });
  return { comment, duplicate };
}

const BEGINNING: StreamPosition = { seq: 0, note: 0, event: 0 };

/** Where to go on after the items of a page: past the last of each stream. */
function moved(start: StreamPosition, page: readonly { readonly position: Partial<StreamPosition> }[]): StreamPosition {
  return Object.assign({ ...start }, ...page.map(({ position }) => position));
}

/** Comments are read with the ticket, whatever a reader did to the conversation; what they hid from themselves is left out. */
function readerOf(actor: Actor): Reader {
  return { userId: actor.userId, clearedSeq: 0, memberCount: 0 };
}

/** The latest `limit` comments, oldest first; internal notes for agents only. The caller may see the ticket. */
export async function latestComments(
  ctx: CommentPorts,
  actor: Actor,
  ticket: Ticket,
  limit: number,
): Promise<TicketComment[]> {
  const [messages, notes] = await Promise.all([
    ctx.messages.page(ticket.conversationId, readerOf(actor), { before: END }, limit),
    isAgent(actor) ? ctx.tickets.lastNotes(ticket.id, limit) : [],
  ]);
  const merged = mergeByTime<TicketComment>([
    messages.reverse().map((message) => ({ at: message.createdAt, item: commentOf(ticket.id, message) })),
    notes.map(({ note }) => ({ at: note.createdAt, item: note })),
  ]);
  return merged.slice(-limit).map(({ item }) => item);
}

/** Comments, oldest first; `next` is where the following page begins. @throws `not_found`, `forbidden`. */
export async function listComments(
  ctx: CommentPorts,
  actor: Actor,
  ticketId: string,
  from: StreamPosition | null,
  limit: number,
): Promise<{ comments: TicketComment[]; next: StreamPosition | null }> {
  const ticket = await accessTicket(ctx, actor, ticketId);
  const start = from ?? BEGINNING;
  const [messages, notes] = await Promise.all([
    ctx.messages.page(ticket.conversationId, readerOf(actor), { after: start.seq }, limit + 1),
    isAgent(actor) ? ctx.tickets.notes(ticketId, start.note, limit + 1) : [],
  ]);
  const merged = mergeByTime<{ comment: TicketComment; position: Partial<StreamPosition> }>([
    messages.map((message) => ({
      at: message.createdAt,
      item: { comment: commentOf(ticketId, message), position: { seq: message.seq } },
    })),
    notes.map(({ note, position }) => ({
      at: note.createdAt,
      item: { comment: note, position: { note: position } },
    })),
  ]);
  const page = merged.slice(0, limit).map(({ item }) => item);
  const next = moved(start, page);
  return { comments: page.map(({ comment }) => comment), next: merged.length > limit ? next : null };
}

/** What happened to a ticket, oldest first: its stored history and its comments. @throws `not_found`, `forbidden`. */
export async function listHistory(
  ctx: CommentPorts,
  actor: Actor,
  ticketId: string,
  from: StreamPosition | null,
  limit: number,
): Promise<{ events: TicketEvent[]; next: StreamPosition | null }> {
  const ticket = await accessTicket(ctx, actor, ticketId);
  const start = from ?? BEGINNING;
  const [events, messages, notes] = await Promise.all([
    ctx.tickets.events(ticketId, start.event, limit + 1),
    ctx.messages.page(ticket.conversationId, readerOf(actor), { after: start.seq }, limit + 1),
    isAgent(actor) ? ctx.tickets.notes(ticketId, start.note, limit + 1) : [],
  ]);
  // What a message brings about stands after it.
  const merged = mergeByTime<{ event: TicketEvent; position: Partial<StreamPosition> }>([
    messages.map((message) => ({
      at: message.createdAt,
      item: {
        event: commented(message.id, message.createdAt, message.senderId, message.sender, 'comment'),
        position: { seq: message.seq },
      },
    })),
    notes.map(({ note, position }) => ({
      at: note.createdAt,
      item: {
        event: commented(note.id, note.createdAt, note.authorId, note.author, 'note'),
        position: { note: position },
      },
    })),
    events.map(({ event, position }) => ({ at: event.at, item: { event, position: { event: position } } })),
  ]);
  const page = merged.slice(0, limit).map(({ item }) => item);
  const next = moved(start, page);
  return { events: page.map(({ event }) => event), next: merged.length > limit ? next : null };
}

function commented(
  id: string,
  at: string,
  actorId: string,
  actor: UserRef | null,
  field: 'comment' | 'note',
): TicketEvent {
  return { id: `h${id}`, at, actorId, actor, action: 'commented', field, from: null, to: id };
}
