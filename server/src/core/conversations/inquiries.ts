import { type Actor, isAgent } from '../actor.ts';
import { invalid, ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import type { UserRef } from '../users/types.ts';
import { accessConversation, type Seat } from './access.ts';
import { type PeoplePort, requirePeople } from './create.ts';
import type { Enrolled, Inquiry, InquiryChange, InquiryStatus, InquiryStore } from './inquiry-store.ts';
import type { ConversationStore } from './store.ts';
import { announceMember } from './support.ts';
import type { Turns } from './turns.ts';
import type { Message, Metadata } from './types.ts';

export type InquiryPorts = {
  readonly inquiries: InquiryStore;
  readonly conversations: Pick<ConversationStore, 'membership' | 'joinSupport'>;
  readonly people: PeoplePort;
  readonly turns: Turns;
  readonly bus: Bus;
};

const MAX_METADATA = 16 * 1024;

async function load(ctx: InquiryPorts, conversationId: string): Promise<Inquiry> {
  const inquiry = await ctx.inquiries.find(conversationId);
  if (!inquiry) throw new ParleyError('not_found', 'There is no such conversation');
  return inquiry;
}

/**
 * Opens a support conversation without a ticket, a new one each time. Agents may take others in from the start.
 * @throws `forbidden`, `user_not_found`.
 */
export async function createInquiry(
  ctx: InquiryPorts,
  actor: Actor,
  input: {
    readonly origin: string;
    readonly title: string | null;
    readonly metadata: Metadata;
    readonly participantIds: readonly string[];
  },
): Promise<Inquiry> {
  if (input.participantIds.length > 0 && !isAgent(actor))
    throw new ParleyError('forbidden', 'participants may be named by admins only');
  const others = new Map<string, UserRef>();
  for (const person of await requirePeople(ctx, input.participantIds, 'participants'))
    if (person.id !== actor.userId) others.set(person.id, person);
  const id = makeId('c');
  const people: [Enrolled, ...Enrolled[]] = [
    { userId: actor.userId, role: actor.role },
    ...[...others.values()].map((person) => ({ userId: person.id, role: person.role })),
  ];
  await ctx.inquiries.create({ id, origin: input.origin, title: input.title, metadata: input.metadata, people });
  ctx.bus.publish({ type: 'conversation.created', conversationId: id, userIds: people.map(({ userId }) => userId) });
  return load(ctx, id);
}

/** A conversation as everybody in it sees it. @throws `not_found`, `not_a_member`. */
export async function getInquiry(ctx: InquiryPorts, actor: Actor, conversationId: string): Promise<Inquiry> {
  await accessConversation(ctx, actor, conversationId);
  return load(ctx, conversationId);
}

/** The conversations that somebody sees in a list, latest change first: their own, and for agents all of `origin`. */
export function listInquiries(
  ctx: InquiryPorts,
  actor: Actor,
  query: {
    readonly origin: string;
    readonly status: InquiryStatus | null;
    readonly page: number;
    readonly limit: number;
  },
): Promise<{ inquiries: Inquiry[]; total: number }> {
  const reach = { userId: actor.userId, origin: isAgent(actor) ? query.origin : null };
  return ctx.inquiries.page(reach, query.status, (query.page - 1) * query.limit, query.limit);
}

/** The messages of one conversation, each with all who have read it: in a crowd a message alone knows only how many they are. */
export async function withReaders(
  { inquiries }: Pick<InquiryPorts, 'inquiries'>,
  conversationId: string,
  messages: readonly Message[],
): Promise<readonly Message[]> {
  const partial = messages.filter(({ readCount, readBy }) => readCount > readBy.length).map(({ seq }) => seq);
  if (partial.length === 0) return messages;
  const readers = await inquiries.readers(conversationId, partial);
  return messages.map((message) => ({ ...message, readBy: readers.get(message.seq) ?? message.readBy }));
}

/** @throws `forbidden` for a conversation that was not made through `origin`. */
async function requireOrigin(ctx: InquiryPorts, conversationId: string, origin: string): Promise<void> {
  if ((await ctx.inquiries.originOf(conversationId)) !== origin)
    throw new ParleyError('forbidden', 'This conversation belongs to another service and is changed there');
}

/**
 * Changes status, title or metadata; everybody in it may, and agents. Also what changes nothing is told to those who have it open.
 * @throws `not_found`, `not_a_member`, `forbidden` (made elsewhere), `validation_failed`.
 */
export async function changeInquiry(
  ctx: InquiryPorts,
  actor: Actor,
  conversationId: string,
  origin: string,
  change: InquiryChange,
): Promise<Inquiry> {
  await accessConversation(ctx, actor, conversationId);
  await requireOrigin(ctx, conversationId, origin);
  return ctx.turns.run(conversationId, async () => {
    const { changed, became, accessVersion } = await ctx.inquiries.change(conversationId, change, MAX_METADATA);
    if (accessVersion !== null) ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion });
    if (changed) ctx.bus.publish({ type: 'conversation.changed', conversationId, ...(became && { became }) });
    else ctx.bus.publish({ type: 'conversation.affirmed', conversationId });
    return load(ctx, conversationId);
  });
}

/**
 * Makes an agent, oneself or another, a member; again changes nothing.
 * @throws `not_found`, `forbidden` (for users, and made elsewhere), `user_not_found`, `validation_failed` for somebody who is no agent.
 */
export async function assignAgent(
  ctx: InquiryPorts,
  actor: Actor,
  conversationId: string,
  origin: string,
  agentId: string | null,
): Promise<Inquiry> {
  await accessConversation(ctx, actor, conversationId);
  if (!isAgent(actor)) throw new ParleyError('forbidden', 'Only admins may assign admins');
  await requireOrigin(ctx, conversationId, origin);
  const agent =
    agentId === null || agentId === actor.userId
      ? { userId: actor.userId, role: actor.role }
      : await agentOf(ctx, agentId);
  await enrol(ctx, conversationId, agent);
  return load(ctx, conversationId);
}

async function agentOf(ctx: InquiryPorts, userId: string): Promise<Enrolled> {
  const person = (await ctx.people.getMany([userId])).get(userId);
  if (!person) throw new ParleyError('user_not_found', 'adminId names a user who does not exist');
  if (!isAgent(person)) throw invalid('adminId', 'names a user who is not an admin');
  return { userId, role: person.role };
}

async function enrol(ctx: InquiryPorts, conversationId: string, { userId, role }: Enrolled): Promise<void> {
  const joined = await ctx.conversations.joinSupport(conversationId, userId, role);
  if (joined) announceMember(ctx, conversationId, userId, joined.accessVersion);
}

/**
 * Comes into a conversation to stay: an agent who looked in from outside is a member from now on.
 * @throws `not_found`, `not_a_member`.
 */
export async function enterConversation(ctx: InquiryPorts, actor: Actor, conversationId: string): Promise<Seat> {
  const seat = await accessConversation(ctx, actor, conversationId);
  if (seat.observer) await enrol(ctx, conversationId, actor);
  return seat;
}
