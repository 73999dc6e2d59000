import { type Actor, isAgent } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { isConversationId, parseMessageId } from '../ids.ts';
import type { Access, Directory } from './directory.ts';
import type { ConversationStore, Membership, MessageStore, Reader } from './store.ts';
import type { Message, MessageAddress } from './types.ts';

/** A conversation that the caller may see, with their own standing in it. */
export type Seat = Omit<Membership, 'own'> & {
  readonly own: NonNullable<Membership['own']>;
  /** An agent who looks into a support conversation without being a member: such a look leaves no mark. */
  readonly observer: boolean;
};

const OBSERVER: Seat['own'] = { role: 'member', clearedSeq: 0, lastReadSeq: 0, hidden: false };

type ConversationPort = { readonly conversations: Pick<ConversationStore, 'membership'> };
type MessagePorts = ConversationPort & { readonly messages: Pick<MessageStore, 'find' | 'isHidden'> };

function noConversation(): ParleyError {
  return new ParleyError('not_found', 'There is no such conversation');
}

function noMessage(): ParleyError {
  return new ParleyError('not_found', 'There is no such message');
}

function notMember(): ParleyError {
  return new ParleyError('not_a_member', 'You are not a member of this conversation');
}

/**
 * The one way to a conversation: membership is read from the primary at each call. Agents see every support conversation.
 * `evenHidden`: also one that the caller deleted for themselves, which is still theirs.
 * @throws `not_found` for unknown ids and else for such a one, `not_a_member` for others'.
 */
export async function accessConversation(
  ctx: ConversationPort,
  actor: Actor,
  conversationId: string,
  evenHidden = false,
): Promise<Seat> {
  const membership = isConversationId(conversationId)
    ? await ctx.conversations.membership(conversationId, actor.userId)
    : null;
  if (!membership) throw noConversation();
  const { own } = membership;
  if (!own) {
    if (membership.type !== 'support' || !isAgent(actor)) throw notMember();
    return { ...membership, own: OBSERVER, observer: true };
  }
  if (own.hidden && !evenHidden) throw noConversation();
  return { ...membership, own, observer: false };
}

/** `accessConversation` for what only members have, such as settings of their own. @throws the same. */
export async function accessAsMember(ctx: ConversationPort, actor: Actor, conversationId: string): Promise<Seat> {
  const seat = await accessConversation(ctx, actor, conversationId);
  if (seat.observer) throw notMember();
  return seat;
}

/** What a seat lets its holder read. */
export function readerOf(actor: Actor, seat: Seat): Reader {
  return { userId: actor.userId, clearedSeq: seat.own.clearedSeq, memberCount: seat.memberCount };
}

/**
 * The one way to a message. Membership is checked before the number, so that a stranger cannot learn which exist.
 * @throws `not_found`, also for messages that the caller cleared or hid; `not_a_member`.
 */
export async function accessMessage(
  ctx: MessagePorts,
  actor: Actor,
  address: MessageAddress | null,
): Promise<{ seat: Seat; message: Message; address: MessageAddress }> {
  if (!address) throw noMessage();
  const seat = await accessConversation(ctx, actor, address.conversationId);
  if (address.seq < 1 || address.seq > seat.lastSeq || address.seq <= seat.own.clearedSeq) throw noMessage();
  const [[message], hidden] = await Promise.all([
    ctx.messages.find([address]),
    ctx.messages.isHidden(address, actor.userId),
  ]);
  if (!message || hidden) throw noMessage();
  return { seat, message, address };
}

/** `accessMessage` for an id from outside. */
export async function accessMessageById(ctx: MessagePorts, actor: Actor, id: string) {
  return accessMessage(ctx, actor, parseMessageId(id));
}

/**
 * Checks from what is remembered whether somebody may write; the writer compares the access version under the lock.
 * An agent passes in any support conversation, and becomes a member before the first message (`support.ts`). `evenClosed`
 * leaves it to the writer to judge by the ticket's status.
 * @throws `not_found`, `not_a_member`, `conversation_closed`, `ticket_closed`, `blocked`.
 */
export function checkWritable(access: Access | null, actor: Actor, evenClosed = false): Access {
  if (!access) throw noConversation();
  if (!access.members.has(actor.userId) && !(access.type === 'support' && isAgent(actor))) throw notMember();
  if (access.blocked.has(actor.userId)) throw new ParleyError('blocked', 'This person does not take messages from you');
  if (access.status === 'closed' && !(evenClosed && access.ticket))
    throw access.ticket
      ? new ParleyError('ticket_closed', 'The ticket of this conversation is closed')
      : new ParleyError('conversation_closed', 'This conversation is closed');
  return access;
}

/**
 * The conversation as remembered or stored, checked for writing as by `checkWritable`. A hidden one is looked at in the store
 * each time, and is not there, but with `evenHidden`: what is written brings it back.
 */
export async function accessForWriting(
  ctx: ConversationPort & { readonly directory: Directory },
  actor: Actor,
  conversationId: string,
  evenClosed = false,
  evenHidden = false,
): Promise<Access> {
  const remembered = ctx.directory.peek(conversationId);
  const access = checkWritable(
    remembered ?? (isConversationId(conversationId) ? await ctx.directory.get(conversationId) : null),
    actor,
    evenClosed,
  );
  if (!evenHidden && access.members.get(actor.userId)?.hidden) await accessConversation(ctx, actor, conversationId);
  return access;
}
