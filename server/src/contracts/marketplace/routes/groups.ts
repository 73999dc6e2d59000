import { accessConversation } from '../../../core/conversations/access.ts';
import { requirePeople } from '../../../core/conversations/create.ts';
import { addMembers, removeMember, updateConversation } from '../../../core/conversations/members.ts';
import { getConversation } from '../../../core/conversations/own.ts';
import { invalid, ParleyError } from '../../../core/errors.ts';
import { isUserId } from '../../../core/users/ids.ts';
import type { Routes } from '../../../wire/route.ts';
import { accessGroup, checkRuling } from '../access.ts';
import { type Avatar, withAvatar } from '../avatar.ts';
import type { MarketplaceContext } from '../context.ts';
import { presentView } from '../conversations.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/conversations.ts';

const TAG = 'Groups';
const BASE = '/api/conversations';

/** The looks and the people of groups. */
export function groupRoutes(routes: Routes, { core }: MarketplaceContext): void {
  routes.add({
    method: 'PUT',
    path: `${BASE}/:id`,
    summary: 'Change a group’s name or picture, or hand it over',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.updateConversation,
    response: answers.conversation,
    first: async ({ actor, params: { id } }) => void (await accessGroup(core, actor, id)),
    handler: async ({ actor, params: { id }, body }) => {
      const { groupName: title, groupAvatar, groupAdmin: ownerId } = body;
      if (ownerId !== undefined) await checkHeir(ownerId, actor.userId, id);
      const change = (picture: Partial<Avatar>) => updateConversation(core, actor, id, { title, ...picture, ownerId });
      const view = groupAvatar === undefined ? await change({}) : await withAvatar(core, actor, groupAvatar, change);
      return presentView(core, actor.userId, view);
    },
  });

  /** @throws `forbidden` for others than the owner, `validation_failed` for somebody who is no participant. */
  async function checkHeir(heirId: string, callerId: string, conversationId: string): Promise<void> {
    const [own, theirs] = await Promise.all([
      core.conversations.membership(conversationId, callerId),
      isUserId(heirId) ? core.conversations.membership(conversationId, heirId) : null,
    ]);
    if (own?.own?.role !== 'owner')
      throw new ParleyError('forbidden', 'Only the groupAdmin may make somebody else the groupAdmin');
    if (!theirs?.own) throw invalid('groupAdmin', 'must be a participant');
  }

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/participants`,
    summary: 'Add people to a group; who is in it already stays as they are',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.addParticipants,
    response: answers.conversation,
    first: async ({ actor, params: { id } }) => void (await accessGroup(core, actor, id, true)),
    handler: async ({ actor, params: { id }, body: { participants } }) => {
      await requirePeople(core, participants, 'participants');
      return presentView(core, actor.userId, await addMembers(core, actor, id, participants, true));
    },
  });

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:id/participants/:userId`,
    summary: 'Take somebody out of a group, or leave it',
    tag: TAG,
    otherSuccess: { status: 204, when: 'You left' },
    params: schema.participantParams,
    response: answers.conversation,
    handler: async ({ actor, params: { id, userId }, reply }) => {
      const seat = await accessConversation(core, actor, id, true);
      const isLeaving = userId === actor.userId;
      const theirs = isUserId(userId) ? await core.conversations.membership(id, userId) : null;
      if (!theirs?.own) throw new ParleyError('not_found', 'This person is no participant of the conversation');
      if (!isLeaving) checkRuling(seat);
      await removeMember(core, actor, id, userId, true);
      if (isLeaving) {
        reply.code(204);
        return undefined;
      }
      return presentView(core, actor.userId, await getConversation(core, actor, id));
    },
  });
}
