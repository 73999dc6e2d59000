import type { Actor } from '../actor.ts';
import { invalid, ParleyError, unknownUser } from '../errors.ts';
import { makeId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import type { UserRef } from '../users/types.ts';
import type { Directory } from './directory.ts';
import type { ConversationStore } from './store.ts';
import type { ConversationView, Metadata } from './types.ts';

/** How verbs learn who somebody is; unknown people are missing from the answer. */
export type PeoplePort = { getMany(ids: readonly string[]): Promise<ReadonlyMap<string, UserRef>> };

export type CreatePorts = {
  readonly conversations: ConversationStore;
  readonly directory: Directory;
  readonly people: PeoplePort;
  readonly bus: Bus;
};

/** The conversation as the caller sees it; `observing` where an agent looks in from outside. */
export async function viewFor(
  ctx: { readonly conversations: Pick<ConversationStore, 'views'> },
  userId: string,
  conversationId: string,
  observing = false,
): Promise<ConversationView> {
  const [view] = await ctx.conversations.views([conversationId], userId, observing);
  // Who was taken out between the deed and this look may not see what came of it.
  if (!view) throw new ParleyError('not_a_member', 'You are no longer a member of this conversation');
  return view;
}

/** Everybody named, in order. @throws `user_not_found` with the path of the first unknown one. */
export async function requirePeople(
  ctx: { readonly people: PeoplePort },
  ids: readonly string[],
  path: string,
): Promise<UserRef[]> {
  const known = await ctx.people.getMany(ids);
  return ids.map((id, index) => {
    const person = known.get(id);
    if (!person) throw unknownUser(`${path}.${index}`);
    return person;
  });
}

/**
 * Opens the direct conversation of a pair, or finds it (`created` false). Two requests at once get the same one.
 * @throws `validation_failed` unless exactly one other is named, `user_not_found`, `blocked`.
 */
export async function createDirect(
  ctx: CreatePorts,
  actor: Actor,
  input: { readonly participantIds: readonly string[]; readonly metadata: Metadata },
): Promise<{ conversation: ConversationView; created: boolean }> {
  const others = [...new Set(input.participantIds)].filter((id) => id !== actor.userId);
  const [otherId] = others;
  if (otherId === undefined || others.length > 1) throw invalid('participantIds', 'must name exactly one other person');
  await requirePeople(ctx, input.participantIds, 'participantIds');
  const pair = await ctx.conversations.createDirect(makeId('c'), actor.userId, otherId, input.metadata);
  if (pair.opened) {
    ctx.bus.publish({ type: 'access.changed', conversationId: pair.id, accessVersion: pair.accessVersion });
    const userIds = pair.created ? [actor.userId, otherId] : [actor.userId];
    ctx.bus.publish({ type: 'conversation.created', conversationId: pair.id, userIds, reopened: !pair.created });
  }
  return { conversation: await viewFor(ctx, actor.userId, pair.id), created: pair.created };
}

/** Makes a group that the caller owns. @throws `validation_failed` without others, `user_not_found`. */
export async function createGroup(
  ctx: CreatePorts,
  actor: Actor,
  input: {
    readonly participantIds: readonly string[];
    readonly title: string | null;
    readonly avatar?: string | null;
    readonly avatarFile?: string | null;
    readonly metadata: Metadata;
  },
): Promise<ConversationView> {
  const others = [...new Set(input.participantIds)].filter((id) => id !== actor.userId);
  if (others.length === 0 || others.length > 999) throw invalid('participantIds', 'must name 1 to 999 other people');
  await requirePeople(ctx, input.participantIds, 'participantIds');
  const id = makeId('c');
  const userIds = [actor.userId, ...others];
  await ctx.conversations.createGroup({
    id,
    createdBy: actor.userId,
    userIds,
    title: input.title,
    avatar: input.avatar ?? null,
    avatarFile: input.avatarFile ?? null,
    metadata: input.metadata,
  });
  ctx.bus.publish({ type: 'conversation.created', conversationId: id, userIds });
  return viewFor(ctx, actor.userId, id);
}
