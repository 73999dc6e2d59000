import {
  assignAgent,
  changeInquiry,
  createInquiry,
  getInquiry,
  listInquiries,
} from '../../../core/conversations/inquiries.ts';
import { markRead } from '../../../core/conversations/read.ts';
import type { ContractContext } from '../../../wire/context.ts';
import type { Routes } from '../../../wire/route.ts';
import { ORIGIN } from '../origin.ts';
import { engineStatus, presentConversation } from '../present.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/requests.ts';

const TAG = 'Conversations';
const BASE = '/api/conversations';

/** Conversations between users and admins: opening, finding and changing them. */
export function conversationRoutes(routes: Routes, { core }: ContractContext): void {
  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open a conversation; each is a new one',
    tag: TAG,
    status: 201,
    body: schema.createConversation,
    response: answers.oneConversation,
    handler: async ({ actor, body }) => {
      const { subject: title, metadata, participants: participantIds } = body;
      const made = await createInquiry(core, actor, { origin: ORIGIN, title, metadata, participantIds });
      return { success: true, data: presentConversation(made) };
    },
  });

  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'Your conversations, latest change first; for admins also all that were opened here',
    tag: TAG,
    query: schema.conversationQuery,
    response: answers.conversations,
    handler: async ({ actor, query }) => {
      const { page, limit } = query;
      const status = query.status === undefined ? null : engineStatus(query.status);
      const { inquiries, total } = await listInquiries(core, actor, { origin: ORIGIN, status, page, limit });
      const pagination = { total, page, limit, hasMore: (page - 1) * limit + inquiries.length < total };
      return { success: true, data: { conversations: inquiries.map(presentConversation), pagination } };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id`,
    summary: 'One conversation',
    tag: TAG,
    params: schema.conversationParams,
    response: answers.oneConversation,
    handler: async ({ actor, params }) => ({
      success: true,
      data: presentConversation(await getInquiry(core, actor, params.id)),
    }),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id`,
    summary: 'Change its status or subject, or add to its metadata',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.updateConversation,
    response: answers.oneConversation,
    handler: async ({ actor, params, body }) => {
      const { status, subject: title, metadata } = body;
      const change = { status: status && engineStatus(status), title, metadata };
      const changed = await changeInquiry(core, actor, params.id, ORIGIN, change);
      return { success: true, data: presentConversation(changed) };
    },
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/assign`,
    summary: 'Make an admin a participant, yourself where you name nobody (admins)',
    tag: TAG,
    params: schema.conversationParams,
    body: schema.assign,
    response: answers.oneConversation,
    handler: async ({ actor, params, body }) => {
      const assigned = await assignAgent(core, actor, params.id, ORIGIN, body.adminId ?? null);
      return { success: true, data: presentConversation(assigned) };
    },
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id/read`,
    summary: 'Say that you have read everything',
    tag: TAG,
    params: schema.conversationParams,
    response: answers.said,
    handler: async ({ actor, params }) => {
      await markRead(core, actor, params.id, 'everything');
      return { success: true, data: { message: 'Conversation marked as read' } };
    },
  });
}
