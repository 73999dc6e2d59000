import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/actor.ts';
import { createDirect } from '../../../core/conversations/create.ts';
import type { ConversationView } from '../../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor, timeOfCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { checkTypes } from '../access.ts';
import { authorizationOf, type TelehealthContext } from '../context.ts';
import { sidesOf } from '../pairs.ts';
import { type Person, personOf } from '../people.ts';
import { presentConversation } from '../present/conversations.ts';
import { paginate } from '../present/pages.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/requests.ts';
import { BY_TYPE, SHOWN } from '../scope.ts';

const TAG = 'Conversations';
const BASE = '/api/v1/messages';

/** Opening and listing conversations. */
export function conversationRoutes(routes: Routes, { core, pairs, profiles }: TelehealthContext): void {
  /** @throws `user_not_found`. */
  async function personIn(id: string): Promise<Person> {
    const user = await core.people.get(id);
    if (!user) throw new ParleyError('user_not_found', 'User not found');
    return personOf(user);
  }

  /**
   * The caller and whom they name.
   * @throws `user_not_found`, `forbidden`, `blocked`; last `validation_failed` for a type that the recipient does not have.
   */
  async function bothOf(
    actor: Actor,
    recipientId: string,
    recipientType: Person['type'],
    request: FastifyRequest,
  ): Promise<{ me: Person; other: Person }> {
    if (recipientId === actor.userId) throw invalid('recipientId', 'must be somebody else');
    const [other] = await Promise.all([
      profiles.find(recipientId, authorizationOf(request)),
      profiles.refresh([actor.userId], authorizationOf(request)),
    ]);
    if (!other) throw new ParleyError('user_not_found', 'User not found');
    const me = await personIn(actor.userId);
    checkTypes(me, other);
    if (other.type !== recipientType) {
      if (await core.blocks.has(recipientId, actor.userId))
        throw new ParleyError('blocked', 'This person does not take messages from you');
      throw invalid('recipientType', 'is not what the recipient is');
    }
    return { me, other };
  }

  routes.add({
    method: 'POST',
    path: `${BASE}/conversations`,
    summary: 'Open the conversation with somebody, or find it',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'The two had one' },
    body: schema.createConversation,
    response: answers.answer(answers.conversation),
    handler: async ({ actor, body, request, reply }) => {
      const { me, other } = await bothOf(actor, body.recipientId, body.recipientType, request);
      const { conversation, created } = await createDirect(core, actor, { participantIds: [other.id], metadata: {} });
      if (!created) reply.code(200);
      return {
        message: `Conversation ${created ? 'created' : 'retrieved'} successfully`,
        data: presentConversation(conversation, me, other, core.presence),
      };
    },
  });

  async function presentAll(actor: Actor, views: readonly ConversationView[], request: FastifyRequest) {
    const others = views.map((view) => view.members.find(({ userId }) => userId !== actor.userId)?.userId ?? '');
    await profiles.refresh([actor.userId, ...others], authorizationOf(request));
    const users = await core.people.getMany([actor.userId, ...others]);
    const me = users.get(actor.userId);
    return views.flatMap((view, index) => {
      const other = users.get(others[index] ?? '');
      return me && other ? [presentConversation(view, personOf(me), personOf(other), core.presence)] : [];
    });
  }

  routes.add({
    method: 'GET',
    path: `${BASE}/conversations`,
    summary: 'The caller’s conversations, latest activity first',
    tag: TAG,
    query: schema.listConversations,
    response: answers.pageOf(answers.conversation),
    handler: async ({ actor, query, request }) => {
      const { type, limit } = query;
      const list = `telehealth:${type}:${actor.userId}`;
      const place = query.cursor === undefined ? null : decodeCursor(list, query.cursor, 'string', 'string', 'number');
      const { page: rows, total } = await core.conversations.directs(
        actor.userId,
        { scope: BY_TYPE[type], name: null },
        place ? { at: timeOfCursor(place[0]), id: place[1] } : { offset: (query.page - 1) * limit },
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const number = place?.[2] ?? query.page;
      const next = rows.length > limit && last ? encodeCursor(list, [last.at, last.view.id, number + 1]) : null;
      return {
        message: 'Conversations retrieved successfully',
        data: await presentAll(
          actor,
          page.map(({ view }) => view),
          request,
        ),
        pagination: paginate(number, limit, total, next),
      };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/unread-count`,
    summary: 'How much the caller has not read',
    tag: TAG,
    response: answers.answer(answers.unreadCount),
    handler: async ({ actor }) => {
      const unread = await core.conversations.unread(actor.userId, SHOWN);
      const found = await Promise.all(unread.map(({ conversationId }) => pairs.get(conversationId)));
      return {
        message: 'Unread count retrieved successfully',
        data: {
          totalUnread: unread.reduce((sum, { unreadCount }) => sum + unreadCount, 0),
          byConversation: unread.map(({ conversationId, unreadCount }, index) => {
            const pair = found[index];
            const recipientName = (pair && sidesOf(pair, actor.userId)?.other.name) ?? '';
            return { conversationId, recipientName, unreadCount };
          }),
        },
      };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/users/:userId/online-status`,
    summary: 'Whether somebody is online',
    tag: TAG,
    params: schema.userParams,
    response: answers.answer(answers.onlineStatus),
    handler: ({ params: { userId } }) => ({
      message: 'Online status retrieved successfully',
      data: { userId, isOnline: core.presence.of(userId).isOnline },
    }),
  });
}
