import { type Actor, isAgent } from '../actor.ts';
import { iso } from '../clock.ts';
import { type ErrorCode, invalid, ParleyError } from '../errors.ts';
import { findReady } from '../files/access.ts';
import type { AttachmentStore } from '../files/store.ts';
import { stableJson, textHash } from '../hash.ts';
import { messageId, parseMessageId } from '../ids.ts';
import type { NoticeKind } from '../notifications/types.ts';
import type { Bus } from '../realtime/bus.ts';
import type { PresenceBoard } from '../realtime/presence.ts';
import type { TypingBoard } from '../realtime/typing.ts';
import { checkMessageStatus } from '../tickets/status.ts';
import type { Ticket } from '../tickets/types.ts';
import { accessForWriting, checkWritable } from './access.ts';
import type { RecentDeletions } from './deletions.ts';
import type { Access, AccessTicket, Directory } from './directory.ts';
import { type ConversationStore, FILE_TYPES, type MessageStore } from './store.ts';
import { ensureMember } from './support.ts';
import type {
  Attachment,
  ConversationType,
  ForwardedFrom,
  Message,
  MessageType,
  Metadata,
  ReplyPreview,
} from './types.ts';
import { stopTyping } from './typing.ts';
import type {
  MessageWriter,
  NewMessage,
  SentFact,
  TicketEffect,
  TicketMove,
  TicketReaction,
  WriteResult,
} from './writer.ts';

/** What a client asks to send; the form was checked by the contract. */
export type SendInput = {
  readonly conversationId: string;
  readonly type: MessageType;
  readonly content: string;
  readonly clientId: string | null;
  /** The id of the message it answers. */
  readonly replyTo: string | null;
  readonly attachmentIds: readonly string[];
  readonly metadata: Metadata | null;
  readonly mentions: readonly string[];
  /**
   * A hash of the files' bytes, where they come with the message itself: with the same client id they are the same request
   * although they are stored anew each time.
   */
  readonly filesHash?: string;
  /** A comment that goes with a change of the ticket's status opens nothing by itself. */
  readonly keepsStatus?: boolean;
  /** The status that the conversation's ticket is to have with it. */
  readonly move?: TicketMove | null;
};

/** What the server copies out of a service package into an offer or a booking. */
export type PackageTerms = {
  readonly userId: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
  readonly duration: unknown;
};

export type SendPorts = {
  readonly directory: Directory;
  readonly conversations: Pick<ConversationStore, 'membership' | 'joinSupport'>;
  readonly messages: Pick<MessageStore, 'find' | 'isHidden'>;
  readonly writer: MessageWriter;
  readonly bus: Bus;
  readonly typing: TypingBoard;
  readonly deletions: RecentDeletions;
  readonly files: Pick<AttachmentStore, 'find'>;
  readonly now: () => number;
  /** Announces what a message did to its ticket. */
  readonly onTicketChanged: (conversationId: string, reaction: TicketReaction) => void;
  readonly presence: Pick<PresenceBoard, 'of'>;
  /** Types of conversations of which somebody outside hears. */
  readonly announced: ReadonlySet<ConversationType>;
  /** Ids of packages are unique among their owner's. */
  readonly servicePackages: { findActive(id: string, ownerIds: readonly string[]): Promise<PackageTerms | null> };
};

export type Sent = {
  readonly message: Message;
  readonly duplicate: boolean;
  /** The ticket as a message with a `move` left it; of a duplicate nothing is said. */
  readonly ticket?: Ticket;
};

/** What hangs on a message that is about to be written. */
export type Draft = {
  readonly type: MessageType;
  readonly content: string;
  readonly metadata: Metadata | null;
  readonly mentions: readonly string[];
  readonly replyTo: ReplyPreview | null;
  readonly forwardedFrom: ForwardedFrom | null;
  readonly attachments: readonly Attachment[];
  readonly clientId: string | null;
  readonly requestHash: string | null;
  /** A comment that goes with a change of the ticket's status opens nothing by itself. */
  readonly keepsStatus?: boolean;
  readonly move?: TicketMove | null;
};

/** Kinds of attachment that each type of message takes. */
const KIND_OF: Partial<Record<MessageType, Attachment['kind']>> = { image: 'image', video: 'video', audio: 'audio' };

const NOTICE_OF: Partial<Record<MessageType, NoticeKind>> = {
  service_offer: 'offer.received',
  booking_request: 'booking.requested',
};

const ATTEMPTS = 5;

/**
 * Sends a message: checks, hands it to the writer, and announces it after the commit. Returns as soon as the message
 * has its place in the queue; `done` settles when it is durable, so that a caller can keep its messages in order
 * without waiting for each commit.
 * @throws and rejects with `not_found`, `not_a_member`, `blocked`, `conversation_closed`, `forbidden` (system messages),
 * `validation_failed` (reply, attachments, service package), `conflict` (client id of another request), `unavailable`; and for
 * one with a `move` what `checkMessageStatus` throws.
 */
export function prepareSend(
  ctx: SendPorts,
  actor: Actor,
  input: SendInput,
): Promise<{ done: Promise<Sent> }> | { done: Promise<Sent> } {
  const access = ctx.directory.peek(input.conversationId);
  const member = access?.members.get(actor.userId);
  const plain =
    input.type === 'text' && input.replyTo === null && input.attachmentIds.length === 0 && input.mentions.length === 0;
  // The common case goes straight to the writer: no turn of the loop between a frame and its place in the queue.
  if (access && member && !member.hidden && plain && access.status === 'active' && !access.blocked.has(actor.userId)) {
    return { done: write(ctx, actor, access, plainDraft(input)) };
  }
  return prepareSlowly(ctx, actor, input);
}

async function prepareSlowly(ctx: SendPorts, actor: Actor, input: SendInput): Promise<{ done: Promise<Sent> }> {
  let access: Access;
  try {
    access = await accessForWriting(ctx, actor, input.conversationId, movesTicket(input));
  } catch (error) {
    const { conversationId, clientId } = input;
    const first = await storedBefore(ctx, actor, { conversationId, clientId, requestHash: hashOf(input) }, error);
    if (first) return { done: Promise.resolve(first) };
    throw error;
  }
  if (input.type === 'system' && !(access.type === 'support' && isAgent(actor)))
    throw new ParleyError('forbidden', 'Only agents may send system messages, in support conversations');
  const requestHash = hashOf(input);
  const earlier =
    input.clientId === null ? null : await repeated(ctx, actor, access.conversationId, input, requestHash);
  if (earlier) return { done: Promise.resolve(earlier) };
  const [replyTo, attachments, filled] = await Promise.all([
    findReply(ctx, actor, input),
    checkAttachments(ctx, actor, input),
    fillPackage(ctx, actor, access, input),
  ]);
  checkMentions(access, input);
  const draft: Draft = {
    type: input.type,
    content: filled?.content ?? input.content,
    metadata: filled?.metadata ?? input.metadata,
    mentions: input.mentions,
    replyTo,
    forwardedFrom: null,
    attachments,
    clientId: input.clientId,
    requestHash,
    keepsStatus: input.keepsStatus ?? false,
    move: input.move ?? null,
  };
  return { done: write(ctx, actor, await ensureMember(ctx, actor, access, movesTicket(input)), draft) };
}

/** What asks for a status is judged by the ticket's, not by whether the conversation is closed. */
function movesTicket({ move }: Pick<SendInput, 'move'>): boolean {
  return move !== undefined && move !== null;
}

function plainDraft(input: SendInput): Draft {
  return {
    type: input.type,
    content: input.content,
    metadata: input.metadata,
    mentions: [],
    replyTo: null,
    forwardedFrom: null,
    attachments: [],
    clientId: input.clientId,
    requestHash: hashOf(input),
    keepsStatus: input.keepsStatus ?? false,
    move: input.move ?? null,
  };
}

/** Writes a checked message and announces it; looks again at who may write as often as that changes meanwhile. */
export function write(ctx: SendPorts, actor: Actor, access: Access, draft: Draft, attempt = 1): Promise<Sent> {
  return ctx.writer.write(newMessage(ctx, actor, access, draft)).then((result) => {
    if (result.kind !== 'stale') return settle(ctx, actor, access.conversationId, draft, result);
    if (attempt === ATTEMPTS)
      throw new ParleyError('unavailable', 'The conversation is changing too fast', { retryAfter: 1 });
    return ctx.directory
      .reload(access.conversationId)
      .then((current) => {
        const evenClosed = movesTicket(draft);
        return ensureMember(ctx, actor, checkWritable(current, actor, evenClosed), evenClosed);
      })
      .then((current) => write(ctx, actor, current, draft, attempt + 1))
      .catch(async (error: unknown) => {
        const first = await storedBefore(ctx, actor, { ...draft, conversationId: access.conversationId }, error);
        if (first) return first;
        throw error;
      });
  });
}

/** What keeps a member from writing now, and not from hearing again that something was written before. */
const SHUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ticket_closed', 'conversation_closed', 'blocked']);

/** The first message of a client id whose resend comes after its conversation was shut; null for anything else. */
async function storedBefore(
  ctx: SendPorts,
  actor: Actor,
  sent: { readonly conversationId: string; readonly clientId: string | null; readonly requestHash: string | null },
  error: unknown,
): Promise<Sent | null> {
  if (sent.clientId === null || !(error instanceof ParleyError) || !SHUT.has(error.code)) return null;
  const first = await ctx.writer.find(sent.conversationId, actor.userId, sent.clientId);
  return first?.requestHash === sent.requestHash && first !== null
    ? firstMessage(ctx, sent.conversationId, first.seq)
    : null;
}

function settle(
  ctx: SendPorts,
  actor: Actor,
  conversationId: string,
  draft: Draft,
  result: Exclude<WriteResult, { kind: 'stale' }>,
): Sent | Promise<Sent> {
  switch (result.kind) {
    case 'written': {
      const replyTo = draft.replyTo && ctx.deletions.quote(conversationId, draft.replyTo);
      const message = messageOf(
        actor,
        conversationId,
        replyTo === draft.replyTo ? draft : { ...draft, replyTo },
        result.seq,
        iso(result.createdAt),
      );
      stopTyping(ctx, actor, conversationId);
      const { reaction } = result;
      if (reaction?.ticket) return announceMove(ctx, actor, message, { ...reaction, ticket: reaction.ticket });
      ctx.bus.publish({ type: 'message.sent', conversationId, message, connectionId: actor.connectionId });
      if (reaction) ctx.onTicketChanged(conversationId, reaction);
      return { message, duplicate: false };
    }
    case 'duplicate':
      return firstMessage(ctx, conversationId, result.seq);
    case 'mismatch':
      throw clientIdTaken();
    case 'refused':
      checkMessageStatus(actor, result.status, draft.move?.to ?? null);
      throw new ParleyError('invalid_transition', `The ticket is ${result.status}`);
    case 'attachment_taken':
      throw invalid('attachmentIds.0', 'is attached to another message');
  }
}

/** Announces a message and what it did to its ticket, the one right after the other. */
function announceMove(
  ctx: SendPorts,
  actor: Actor,
  message: Message,
  reaction: TicketReaction & { readonly ticket: Ticket },
): Sent {
  const { conversationId } = message;
  const { connectionId } = actor;
  const movesTicket = reaction.changes.some(({ field }) => field === 'status');
  ctx.bus.publish({ type: 'message.sent', conversationId, message, connectionId, movesTicket });
  ctx.onTicketChanged(conversationId, reaction);
  return { message, duplicate: false, ticket: reaction.ticket };
}

async function firstMessage(ctx: Pick<SendPorts, 'messages'>, conversationId: string, seq: number): Promise<Sent> {
  const [message] = await ctx.messages.find([{ conversationId, seq }]);
  if (!message) throw new ParleyError('not_found', 'There is no such message');
  return { message, duplicate: true };
}

function clientIdTaken(): ParleyError {
  return new ParleyError('conflict', 'clientId was used before for another message');
}

function newMessage(ctx: SendPorts, actor: Actor, access: Access, draft: Draft): NewMessage {
  return {
    conversationId: access.conversationId,
    accessVersion: access.accessVersion,
    senderId: actor.userId,
    type: draft.type,
    content: draft.content,
    metadata: draft.metadata && JSON.stringify(draft.metadata),
    mentions: draft.mentions.length > 0 ? JSON.stringify(draft.mentions) : null,
    replyTo: draft.replyTo?.seq ?? null,
    forwardedFrom: draft.forwardedFrom && JSON.stringify(draft.forwardedFrom),
    clientId: draft.clientId,
    requestHash: draft.requestHash,
    attachmentIds: draft.attachments.map((attachment) => attachment.id),
    notice: access.ticket ? 'ticket.commented' : (NOTICE_OF[draft.type] ?? null),
    ticket: access.ticket && effectOf(actor, access.ticket, draft),
    fact: ctx.announced.has(access.type) ? factOf(ctx, actor, access) : null,
  };
}

function factOf({ presence }: SendPorts, actor: Actor, { type, members }: Access): SentFact {
  if (type !== 'direct') return { online: null };
  const others = [...members.keys()].filter((userId) => userId !== actor.userId);
  return { online: others.some((userId) => presence.of(userId).isOnline) };
}

function effectOf(actor: Actor, { id, requesterId, dormant, answered }: AccessTicket, draft: Draft): TicketEffect {
  const own = actor.userId === requesterId;
  return {
    ticketId: id,
    reopens: own && dormant && draft.keepsStatus !== true,
    answers: !own && !answered && isAgent(actor) && draft.type !== 'system',
    move: draft.move ?? null,
  };
}

function messageOf(actor: Actor, conversationId: string, draft: Draft, seq: number, createdAt: string): Message {
  return {
    id: messageId(conversationId, seq),
    conversationId,
    seq,
    type: draft.type,
    senderId: actor.userId,
    sender: { id: actor.userId, name: actor.name, avatar: actor.avatar, role: actor.role },
    content: draft.content,
    metadata: draft.metadata ?? {},
    attachments: draft.attachments,
    mentions: draft.mentions,
    replyTo: draft.replyTo,
    replyCount: 0,
    forwardedFrom: draft.forwardedFrom,
    reactions: [],
    readCount: 0,
    readBy: [],
    clientId: draft.clientId,
    version: 1,
    editedAt: null,
    deletedAt: null,
    createdAt,
    updatedAt: createdAt,
  };
}

/** What "the same request" means for a client id: a hash of it as first sent, not of what was stored, in hexadecimal digits. */
function hashOf(input: SendInput): string | null {
  if (input.clientId === null) return null;
  const { replyTo, attachmentIds, mentions, filesHash: files = attachmentIds } = input;
  // Nothing and an empty object are shown alike, and a client may send back what it was shown.
  const metadata = input.metadata !== null && isEmpty(input.metadata) ? null : input.metadata;
  const status = input.move?.to ?? null;
  const bare = replyTo === null && files.length === 0 && mentions.length === 0 && metadata === null && status === null;
  const more = status === null ? [] : [status];
  const rest = bare ? '' : stableJson([replyTo, files, mentions, metadata, ...more]);
  return textHash(`${input.type}\n${rest}\n${input.content}`);
}

function isEmpty(metadata: Metadata): boolean {
  for (const _ in metadata) return false;
  return true;
}

/**
 * The message that the caller sent before with the same client id; null for a new one. Membership was checked.
 * @throws `conflict` when it was another request.
 */
export function findSent(
  ctx: Pick<SendPorts, 'writer' | 'messages'>,
  actor: Actor,
  input: SendInput,
): Promise<Sent | null> {
  return repeated(ctx, actor, input.conversationId, input, hashOf(input));
}

/** A resend must find its first message even when what it named (an attachment, a package) is used up since. */
async function repeated(
  ctx: Pick<SendPorts, 'writer' | 'messages'>,
  actor: Actor,
  conversationId: string,
  input: SendInput,
  requestHash: string | null,
): Promise<Sent | null> {
  if (input.clientId === null || requestHash === null) return null;
  const first = await ctx.writer.find(conversationId, actor.userId, input.clientId);
  if (!first) return null;
  if (first.requestHash !== requestHash) throw clientIdTaken();
  return firstMessage(ctx, conversationId, first.seq);
}

async function findReply(ctx: SendPorts, actor: Actor, input: SendInput): Promise<ReplyPreview | null> {
  if (input.replyTo === null) return null;
  const problem = () => invalid('replyTo', 'is no message of this conversation that could be answered');
  const address = parseMessageId(input.replyTo);
  if (!address || address.conversationId !== input.conversationId) throw problem();
  const [[quoted], seat, hidden] = await Promise.all([
    ctx.messages.find([address]),
    ctx.conversations.membership(address.conversationId, actor.userId),
    ctx.messages.isHidden(address, actor.userId),
  ]);
  if (!quoted || quoted.deletedAt !== null || hidden || quoted.seq <= (seat?.own?.clearedSeq ?? 0)) throw problem();
  return {
    id: quoted.id,
    seq: quoted.seq,
    senderId: quoted.senderId,
    type: quoted.type,
    content: [...quoted.content.slice(0, 280)].slice(0, 140).join(''),
    deletedAt: null,
  };
}

async function checkAttachments(ctx: SendPorts, actor: Actor, input: SendInput): Promise<Attachment[]> {
  if (input.attachmentIds.length === 0) return [];
  const ready = new Map((await findReady(ctx, actor.userId, input.attachmentIds)).map((found) => [found.id, found]));
  const kind = FILE_TYPES.has(input.type) ? KIND_OF[input.type] : undefined;
  return input.attachmentIds.map((id, index) => {
    const attachment = ready.get(id);
    if (!attachment || input.attachmentIds.indexOf(id) !== index)
      throw invalid(`attachmentIds.${index}`, 'is no attachment of yours that is free to use');
    if (kind && attachment.kind !== kind) throw invalid(`attachmentIds.${index}`, `must be of kind ${kind}`);
    return attachment;
  });
}

function checkMentions(access: Access, input: SendInput): void {
  const index = input.mentions.findIndex((userId) => !access.members.has(userId));
  if (index >= 0) throw invalid(`mentions.${index}`, 'is no member of this conversation');
}

async function fillPackage(
  ctx: SendPorts,
  actor: Actor,
  access: Access,
  input: SendInput,
): Promise<{ content: string; metadata: Metadata } | null> {
  if (input.type !== 'service_offer' && input.type !== 'booking_request') return null;
  const id = input.metadata?.servicePackageId;
  const owners =
    input.type === 'service_offer'
      ? [actor.userId]
      : [...access.members.keys()].filter((userId) => userId !== actor.userId);
  const terms = typeof id === 'string' ? await ctx.servicePackages.findActive(id, owners) : null;
  if (!terms) throw invalid('metadata.servicePackageId', 'is no active service package that fits this message');
  const { name, price, currency, duration } = terms;
  return {
    content: input.content || name,
    metadata: { ...input.metadata, serviceName: name, price, currency, duration },
  };
}
