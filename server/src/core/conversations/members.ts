import { type Actor, isAgent } from '../actor.ts';
import { invalid, ParleyError, unknownUser } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { isUserId } from '../users/ids.ts';
import { accessConversation, type Seat } from './access.ts';
import { type PeoplePort, requirePeople, viewFor } from './create.ts';
import type { ConversationChange, ConversationStore, MessageStore, Named } from './store.ts';
import type { ConversationView, MemberRole, Metadata } from './types.ts';

export type MemberPorts = {
  readonly conversations: ConversationStore;
  readonly messages: Pick<MessageStore, 'find'>;
  readonly people: PeoplePort;
  readonly bus: Bus;
};

function named(actor: Actor): Named {
  return { userId: actor.userId, name: actor.name };
}

/** @throws `forbidden` for members whose role is not one of `roles`, `not_a_group`. */
function checkGroup(seat: Seat, roles: readonly MemberRole[]): void {
  if (seat.type !== 'group') throw new ParleyError('not_a_group', 'This conversation is not a group');
  if (!roles.includes(seat.own.role)) throw new ParleyError('forbidden', 'Your role in this group does not allow that');
}

/** Announces a committed change: first who may hear, then the conversation, then the system messages. */
async function announce(
  ctx: MemberPorts,
  conversationId: string,
  change: ConversationChange,
  added: readonly string[] = [],
  became?: 'active' | 'closed',
): Promise<void> {
  ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: change.accessVersion });
  if (added.length > 0) ctx.bus.publish({ type: 'conversation.created', conversationId, userIds: added });
  ctx.bus.publish({ type: 'conversation.changed', conversationId, ...(became && { became }) });
  const messages = await ctx.messages.find(change.messages.map((seq) => ({ conversationId, seq })));
  for (const message of messages)
    ctx.bus.publish({ type: 'message.sent', conversationId, message, connectionId: null });
}

/**
 * Changes a group's title, avatar or metadata, or opens and closes a support conversation. `ownerId`: to whom the owner hands
 * the group over, to be a plain member afterwards.
 * @throws `not_found`, `not_a_member`, `not_a_group`, `forbidden`, `conflict` (a ticket's conversation), `validation_failed` for a
 * new owner who is no member.
 */
export async function updateConversation(
  ctx: MemberPorts,
  actor: Actor,
  conversationId: string,
  fields: {
    title?: string | undefined;
    avatar?: string | null | undefined;
    avatarFile?: string | null | undefined;
    metadata?: Metadata | undefined;
    status?: 'active' | 'closed' | undefined;
    ownerId?: string | undefined;
  },
): Promise<ConversationView> {
  const seat = await accessConversation(ctx, actor, conversationId);
  if (fields.status !== undefined) return setStatus(ctx, actor, seat, fields.status);
  if (seat.type !== 'group') throw new ParleyError('not_a_group', 'This conversation is not a group');
  const { ownerId } = fields;
  checkGroup(seat, ownerId === undefined ? ['owner', 'admin'] : ['owner']);
  const owner = ownerId === undefined ? undefined : await memberOf(ctx, conversationId, ownerId);
  const change = await ctx.conversations.update(conversationId, named(actor), { ...fields, owner });
  if (change) await announce(ctx, conversationId, change);
  return viewFor(ctx, actor.userId, conversationId);
}

/** A member by their id. @throws `validation_failed`. */
async function memberOf(ctx: MemberPorts, conversationId: string, userId: string): Promise<Named> {
  const [membership, people] = await Promise.all([
    isUserId(userId) ? ctx.conversations.membership(conversationId, userId) : null,
    ctx.people.getMany([userId]),
  ]);
  const person = people.get(userId);
  if (!membership?.own || !person) throw invalid('owner', 'is no member of the group');
  return { userId: person.id, name: person.name };
}

/** Agents open and close support conversations; one with a ticket goes by that. */
async function setStatus(
  ctx: MemberPorts,
  actor: Actor,
  seat: Seat,
  status: 'active' | 'closed',
): Promise<ConversationView> {
  const { conversationId, type, ticketId, observer } = seat;
  if (type === 'direct') throw new ParleyError('not_a_group', 'This conversation is not a group');
  if (type === 'group' || !isAgent(actor))
    throw new ParleyError('forbidden', 'Only agents may open or close support conversations');
  if (ticketId !== null) throw new ParleyError('conflict', 'This conversation opens and closes with its ticket');
  const change = await ctx.conversations.setStatus(conversationId, status);
  if (change) await announce(ctx, conversationId, { ...change, messages: [] }, [], status);
  return viewFor(ctx, actor.userId, conversationId, observer);
}

/**
 * Adds people to a group; who is there already stays as they are. `evenHidden`: also to one that the caller deleted for themselves.
 * @throws as `updateConversation`, `user_not_found`.
 */
export async function addMembers(
  ctx: MemberPorts,
  actor: Actor,
  conversationId: string,
  userIds: readonly string[],
  evenHidden = false,
): Promise<ConversationView> {
  const seat = await accessConversation(ctx, actor, conversationId, evenHidden);
  checkGroup(seat, ['owner', 'admin']);
  const people = await requirePeople(ctx, userIds, 'userIds');
  const unique = new Map(people.map((person) => [person.id, { userId: person.id, name: person.name }]));
  const change = await ctx.conversations.addMembers(conversationId, named(actor), [...unique.values()]);
  if (change) await announce(ctx, conversationId, change, change.added);
  return viewFor(ctx, actor.userId, conversationId);
}

/**
 * Takes somebody out of a group, or leaves it. The owner removes anyone, admins remove members. `evenHidden`: also of one that the
 * caller deleted for themselves.
 * @throws `not_found` (also when they are no member), `not_a_member`, `not_a_group`, `forbidden`.
 */
export async function removeMember(
  ctx: MemberPorts,
  actor: Actor,
  conversationId: string,
  userId: string,
  evenHidden = false,
): Promise<void> {
  const seat = await accessConversation(ctx, actor, conversationId, evenHidden);
  const leaving = userId === actor.userId;
  checkGroup(seat, leaving ? ['owner', 'admin', 'member'] : ['owner', 'admin']);
  if (!leaving) {
    const theirs = (await ctx.conversations.membership(conversationId, userId))?.own?.role;
    if (!theirs) throw new ParleyError('not_found', 'This person is no member of the group');
    if (seat.own.role === 'admin' && theirs !== 'member')
      throw new ParleyError('forbidden', 'Admins may remove only members');
  }
  const person = leaving ? named(actor) : await personOf(ctx, userId);
  const change = await ctx.conversations.removeMember(conversationId, named(actor), person);
  if (!change) throw new ParleyError('not_found', 'This person is no member of the group');
  ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: change.accessVersion });
  const { upToSeq } = change;
  ctx.bus.publish({ type: 'conversation.left', conversationId, userId, reason: leaving ? 'left' : 'removed', upToSeq });
  await announce(ctx, conversationId, change);
}

async function personOf(ctx: MemberPorts, userId: string): Promise<Named> {
  const person = (await ctx.people.getMany([userId])).get(userId);
  if (!person) throw unknownUser('userId');
  return { userId: person.id, name: person.name };
}

/** Gives a member another role; `owner` hands the group over. @throws as `removeMember`; owner only. */
export async function setMemberRole(
  ctx: MemberPorts,
  actor: Actor,
  conversationId: string,
  userId: string,
  role: MemberRole,
): Promise<ConversationView> {
  const seat = await accessConversation(ctx, actor, conversationId);
  checkGroup(seat, ['owner']);
  const target = userId === 'me' ? actor.userId : userId;
  const theirs = (await ctx.conversations.membership(conversationId, target))?.own?.role;
  if (!theirs) throw new ParleyError('not_found', 'This person is no member of the group');
  if (target === actor.userId && role !== 'owner') {
    throw new ParleyError('forbidden', 'The owner hands the group over by making somebody else its owner');
  }
  const change = await ctx.conversations.setRole(conversationId, named(actor), await personOf(ctx, target), role);
  if (change) await announce(ctx, conversationId, change);
  return viewFor(ctx, actor.userId, conversationId);
}
