import { z } from 'zod';
import { TICKET_PRIORITIES } from '../../../core/tickets/types.ts';
import { shownId } from './ids.ts';
import { STATUSES } from './tickets.ts';

const time = z.iso.datetime();

export const conversationRow = z
  .object({
    id: shownId,
    user1_id: shownId,
    user2_id: shownId,
    last_message_at: time.nullable(),
    created_at: time,
    other_user_id: shownId,
    other_user_name: z.string(),
    other_user_avatar: z.string().nullable(),
    other_user_role: z.enum(['user', 'agent', 'admin']),
    other_user_online: z.boolean(),
    other_user_last_seen: time.nullable(),
    last_message: z.string().nullable(),
    unread_count: z.int(),
    total_messages: z.int(),
  })
  .meta({ id: 'Conversation' });

export const messageRow = z
  .object({
    id: shownId,
    conversation_id: shownId,
    seq: z.int(),
    sender_id: shownId,
    sender_name: z.string(),
    message_text: z.string(),
    created_at: time,
    is_read: z.boolean(),
    read_at: time.nullable(),
    edited_at: time.nullable(),
    is_deleted: z.boolean(),
  })
  .meta({ id: 'Message' });

export const ticketRow = z
  .object({
    id: shownId,
    user_id: shownId,
    user_name: z.string(),
    subject: z.string(),
    description: z.string(),
    category: z.string(),
    status: z.enum(STATUSES),
    priority: z.enum(TICKET_PRIORITIES),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Ticket' });

export const supportMessageRow = z
  .object({
    id: shownId,
    ticket_id: shownId,
    seq: z.int(),
    sender_id: shownId,
    sender_name: z.string(),
    message_text: z.string(),
    is_admin: z.boolean(),
    created_at: time,
  })
  .meta({ id: 'SupportMessage' });

export const ticketWithMessages = ticketRow.extend({ messages: z.array(supportMessageRow) });

export const readAnswer = z.object({ success: z.literal(true), conversation_id: shownId, unread_count: z.int() });

export const respondAnswer = z.object({
  success: z.literal(true),
  message: z.string(),
  ticket: ticketRow,
  response: supportMessageRow,
});
