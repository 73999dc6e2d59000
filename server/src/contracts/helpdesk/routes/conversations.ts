import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../../../core/actor.ts';
import { createDirect, createGroup } from '../../../core/conversations/create.ts';
import { addMembers, removeMember, setMemberRole, updateConversation } from '../../../core/conversations/members.ts';
import {
  arrangeConversation,
  clearConversation,
  countUnread,
  getConversation,
  listConversations,
} from '../../../core/conversations/own.ts';
import { markRead } from '../../../core/conversations/read.ts';
import type { ConversationView } from '../../../core/conversations/types.ts';
import { conversationOfTicket, createTicket } from '../../../core/tickets/create.ts';
import { decodeCursor, encodeCursor, timeOfCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentConversation } from '../present/conversations.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/conversations.ts';
import { defaultCategory } from '../schema/tickets.ts';

type SupportBody = Extract<z.output<ReturnType<typeof schema.createConversation>>, { type: 'support' }>;

const TAG = 'Conversations';
const BASE = '/api/messaging/conversations';

/** Where to read up to: what the body names, else everything. */
export function readTarget(body: { messageId?: string | undefined; upToSeq?: number | undefined } | undefined) {
  if (body?.messageId !== undefined) return { messageId: body.messageId };
  if (body?.upToSeq !== undefined) return { upToSeq: body.upToSeq };
  return 'everything' as const;
}

/** Conversations, their members and the caller's own settings of them. */
export function conversationRoutes(routes: Routes, { core }: HelpdeskContext): void {
  const present = (view: Parameters<typeof presentConversation>[0]) => presentConversation(view, core.presence);

  /** Opens a ticket for a subject; for a ticket, answers with the conversation that it has. */
  async function supportConversation(actor: Actor, body: SupportBody, reply: FastifyReply): Promise<ConversationView> {
    if (body.ticketId != null) {
      reply.code(200);
      return conversationOfTicket(core, actor, body.ticketId);
    }
    const subject = body.subject ?? '';
    const { ticket } = await createTicket(core, actor, {
      subject,
      description: body.description ?? subject,
      category: body.category ?? defaultCategory(core.settings.ticketCategories),
      priority: body.priority ?? 'medium',
      tags: [],
      attachmentIds: [],
      metadata: {},
      conversationMetadata: body.metadata,
      requesterId: null,
      clientId: null,
    });
    return conversationOfTicket(core, actor, ticket.id);
  }

  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open a direct conversation, make a group, or ask for support',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'The pair or the ticket had one' },
    body: schema.createConversation(core.settings.ticketCategories),
    response: answers.conversation,
    handler: async ({ actor, body, reply }) => {
      if (body.type === 'support') return present(await supportConversation(actor, body, reply));
      if (body.type === 'group') return present(await createGroup(core, actor, body));
      const { conversation, created } = await createDirect(core, actor, body);
      if (!created) reply.code(200);
      return present(conversation);
    },
  });

  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'The caller’s conversations, latest activity first',
    tag: TAG,
    query: schema.listConversationsQuery,
    response: answers.listOf(answers.conversation),
    handler: async ({ actor, query }) => {
      const scope = `conversations:${actor.userId}`;
      const cursor = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, 'string', 'string');
      const { conversations, next } = await listConversations(
        core,
        actor,
        {
          type: query.type ?? null,
          archived: query.archived === 'all' ? 'all' : query.archived === 'true',
          unread: query.unread ?? false,
          q: query.q ?? null,
        },
        cursor && { at: timeOfCursor(cursor[0]), id: cursor[1] },
        query.limit,
      );
      return { data: conversations.map(present), page: { next: next && encodeCursor(scope, [next.at, next.id]) } };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id`,
    summary: 'One conversation',
    tag: TAG,
    params: schema.conversationParams,
    response: answers.conversation,
    handler: async ({ actor, params }) => present(await getConversation(core, actor, params.id)),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id`,
    summary: 'Change a group’s title, picture or metadata',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.updateConversation,
    response: answers.conversation,
    handler: async ({ actor, params, body }) => present(await updateConversation(core, actor, params.id, body)),
  });

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:id`,
    summary: 'Delete a conversation for the caller',
    tag: TAG,
    status: 204,
    params: schema.conversationParams,
    response: null,
    handler: ({ actor, params }) => clearConversation(core, actor, params.id),
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/members`,
    summary: 'Add people to a group',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.addMembers,
    response: answers.conversation,
    handler: async ({ actor, params, body }) => present(await addMembers(core, actor, params.id, body.userIds)),
  });

  routes.add({
    method: 'DELETE',
    path: `${BASE}/:id/members/:userId`,
    summary: 'Leave a group, or remove somebody from it',
    tag: TAG,
    status: 204,
    params: schema.memberParams,
    response: null,
    handler: ({ actor, params }) =>
      removeMember(core, actor, params.id, params.userId === 'me' ? actor.userId : params.userId),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id/members/:userId`,
    summary: 'Give a member another role',
    tag: TAG,
    params: schema.memberParams,
    body: schema.setRole,
    response: answers.conversation,
    handler: async ({ actor, params, body }) =>
      present(await setMemberRole(core, actor, params.id, params.userId, body.role)),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id/settings`,
    summary: 'Archive, pin or mute for the caller',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.arrange,
    response: answers.conversation,
    handler: async ({ actor, params, body }) => present(await arrangeConversation(core, actor, params.id, body)),
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/read`,
    summary: 'Move the caller’s read mark',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.markReadBody,
    response: answers.readMark,
    handler: ({ actor, params, body }) => markRead(core, actor, params.id, readTarget(body)),
  });

  routes.add({
    method: 'GET',
    path: '/api/messaging/unread-count',
    summary: 'How much the caller has not read',
    tag: TAG,
    response: answers.unreadCount,
    handler: ({ actor }) => countUnread(core, actor),
  });
}
