import { createDirect, createGroup, requirePeople } from '../../../core/conversations/create.ts';
import { archiveConversation, getConversation } from '../../../core/conversations/own.ts';
import type { ConversationType } from '../../../core/conversations/types.ts';
import { invalid } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor, timeOfCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { check } from '../../../wire/schema.ts';
import { withAvatar } from '../avatar.ts';
import type { MarketplaceContext } from '../context.ts';
import { deleteForCaller, presentView, presentViews } from '../conversations.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/conversations.ts';

const TAG = 'Conversations';
const BASE = '/api/conversations';

/** What the engine calls each type of conversation of this contract. */
const TYPES: Record<'direct' | 'group', readonly ConversationType[]> = {
  direct: ['direct'],
  group: ['group', 'support'],
};

/** A person's conversations, and what they do with them for themselves. */
export function conversationRoutes(routes: Routes, { core }: MarketplaceContext): void {
  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'Your conversations, latest activity first',
    tag: TAG,
    query: schema.listConversations,
    response: answers.conversations,
    handler: async ({ actor, query }) => {
      const { type, archived, limit } = query;
      const cursor = query.cursor ?? query.before;
      const list = `marketplace:${type ?? 'all'}:${archived}:${actor.userId}`;
      const place = cursor === undefined ? null : decodeCursor(list, cursor, 'string', 'string', 'number');
      const { page: rows, total } = await core.conversations.overview(
        actor.userId,
        { types: type ? TYPES[type] : null, archived: archived === 'true' },
        place ? { at: timeOfCursor(place[0]), id: place[1] } : { offset: (query.page - 1) * limit },
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const number = place?.[2] ?? query.page;
      const next = rows.length > limit && last ? encodeCursor(list, [last.at, last.view.id, number + 1]) : null;
      const conversations = await presentViews(
        core,
        actor.userId,
        page.map(({ view }) => view),
      );
      return { conversations, ...answers.pagingOf(number, limit, total, next) };
    },
  });

  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open a conversation with somebody, or make a group',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'The two have one already' },
    body: schema.createConversation,
    response: answers.conversation,
    handler: async ({ actor, body, reply }) => {
      const { type, groupName, groupAvatar } = body;
      const others = [...new Set(body.participants)].filter((userId) => userId !== actor.userId);
      const looks = type === 'group' ? check(schema.groupLooks, { groupName, groupAvatar }, 'body') : null;
      checkNumber(type, others.length);
      await requirePeople(core, others, 'participants');
      const input = { participantIds: others, metadata: {} };
      if (looks) {
        const { groupName: title = null, groupAvatar = null } = looks;
        const view = await withAvatar(core, actor, groupAvatar, (picture) =>
          createGroup(core, actor, { ...input, title, ...picture }),
        );
        return presentView(core, actor.userId, view);
      }
      const { conversation, created } = await createDirect(core, actor, input);
      if (!created) reply.code(200);
      return presentView(core, actor.userId, conversation);
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id`,
    summary: 'One conversation',
    tag: TAG,
    params: schema.conversationParams,
    response: answers.conversation,
    handler: async ({ actor, params: { id } }) =>
      presentView(core, actor.userId, await getConversation(core, actor, id)),
  });

  for (const [verb, on] of [
    ['archive', true],
    ['unarchive', false],
  ] as const) {
    routes.add({
      method: 'PUT',
      path: `${BASE}/:id/${verb}`,
      summary: on ? 'Put a conversation away, for yourself' : 'Take a conversation back into your list',
      tag: TAG,
      params: schema.conversationParams,
      response: answers.conversation,
      handler: async ({ actor, params: { id } }) =>
        presentView(core, actor.userId, await archiveConversation(core, actor, id, on)),
    });
  }

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:id`,
    summary: 'Delete a conversation with all that was said so far, for yourself',
    tag: TAG,
    status: 204,
    params: schema.conversationParams,
    response: null,
    handler: ({ actor, params: { id } }) => deleteForCaller(core, actor, id),
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id/unread-count`,
    summary: 'How many messages of a conversation you have not read',
    tag: TAG,
    params: schema.conversationParams,
    response: answers.unreadCount,
    handler: async ({ actor, params: { id } }) => {
      const { unreadCount } = await getConversation(core, actor, id);
      return { conversationId: id, unreadCount };
    },
  });
}

/** @throws `validation_failed` for more or fewer others than a conversation of the type takes. */
function checkNumber(type: 'direct' | 'group', others: number): void {
  if (others === 0) throw invalid('participants', 'must name somebody else');
  if (type === 'direct' && others > 1) throw invalid('participants', 'must name exactly one other person');
  if (others > 999) throw invalid('participants', 'must name at most 999 other people');
}
