import { z } from 'zod';
import { readEvent } from '../../support/events.ts';
import { CONVERSATIONS, MESSAGES } from '../../support/factories.ts';
import { conversationShape, listShape, messageShape } from '../../support/shapes.ts';
import type { Caller } from '../http.ts';
import { openSocket } from '../line.ts';
import type { Note, Said, Voice } from '../voice.ts';

const ack = z.looseObject({ ok: z.literal(true) });
const sent = z.object({ ok: z.literal(true), message: messageShape });

const reactionsOf = (list: Said['reactions']) => list.map(({ who, emoji }) => `${emoji} ${who}`).sort();

function notesOf(event: string, payload: unknown): Note[] {
  const heard = readEvent(event, [payload]);
  switch (heard.event) {
    case 'new_message':
      return [{ lane: 'message', text: `${heard.payload.id} ${heard.payload.seq} ${heard.payload.content}` }];
    case 'message_updated':
      return [{ lane: `change:${heard.payload.id}`, text: `edited ${heard.payload.content}` }];
    case 'message_deleted':
      return [{ lane: `change:${heard.payload.messageId}`, text: `deleted by ${heard.payload.deletedBy}` }];
    case 'reaction_updated': {
      const { messageId, userId, emoji, action, reactions } = heard.payload;
      const all = reactions.flatMap((one) => one.userIds.map((who) => ({ who, emoji: one.emoji })));
      return [{ lane: `change:${messageId}`, text: `${userId} ${action} ${emoji}: ${reactionsOf(all)}` }];
    }
    case 'message_read_receipt':
      return [{ lane: `read:${heard.payload.userId}`, text: `${heard.payload.messageId} ${heard.payload.seq}` }];
    case 'message_delivered':
      return [{ lane: `once:delivered:${heard.payload.userId}`, text: `${heard.payload.seq}` }];
    case 'typing_indicator':
      return [{ lane: `typing:${heard.payload.userId}`, text: `${heard.payload.isTyping}` }];
    case 'presence_update':
      return [{ lane: `online:${heard.payload.userId}`, text: `${heard.payload.isOnline}` }];
    case 'notification':
    // How the conversation came to be may be told to whoever connected right after.
    case 'conversation_created':
    case 'conversation_updated':
    // Who has the conversation open through charity is in its room, and hears of others who have.
    case 'user_joined':
    case 'user_left':
      return [];
    default:
      throw new Error(`unexpected ${event}`);
  }
}

/** The native API. */
export function createHelpdesk(url: string, call: Caller): Voice {
  return {
    name: 'helpdesk',
    sees: () => true,
    sendsOverHttp: true,
    presence: 'repeats',

    async open(kind, by, others) {
      const body = { type: kind, participantIds: others.map(({ id }) => id) };
      const title = kind === 'group' && { title: 'All of us' };
      return (await call(by, 'POST', CONVERSATIONS, conversationShape, { ...body, ...title })).id;
    },

    connect: (who, _room, hear, fail) =>
      openSocket({ url, path: '/socket.io', token: who.token }, (event, payload) => {
        try {
          hear(notesOf(event, payload));
        } catch (error) {
          fail(String(error));
        }
      }),

    async send(room, who, ear, { text: content, client: clientId }) {
      const body = { conversationId: room.id, content, ...(clientId !== null && { clientId }) };
      if (ear) return sent.parse(await ear.line.ask('send_message', body)).message;
      return call(who, 'POST', MESSAGES, messageShape, body);
    },

    async read(room, who, ear, { id: messageId }) {
      if (ear) ack.parse(await ear.line.ask('message_read', { conversationId: room.id, messageId }));
      else await call(who, 'POST', `${CONVERSATIONS}/${room.id}/read`, z.unknown(), { messageId });
    },

    async edit(who, { id }, content) {
      await call(who, 'PUT', `${MESSAGES}/${id}`, messageShape, { content });
    },

    async remove(who, { id }) {
      await call(who, 'DELETE', `${MESSAGES}/${id}`, z.unknown());
    },

    async react(who, { id, reactions }, emoji) {
      const path = (one: string) => `${MESSAGES}/${id}/reactions/${encodeURIComponent(one)}`;
      const last = reactions.findLast((one) => one.who === who.id);
      if (emoji !== null) await call(who, 'PUT', path(emoji), z.unknown());
      else if (last) await call(who, 'DELETE', path(last.emoji), z.unknown());
    },

    async type(room, ear, on) {
      ack.parse(await ear.line.ask(on ? 'typing_start' : 'typing_stop', { conversationId: room.id }));
    },

    async declare(ear, here) {
      ack.parse(await ear.line.ask('update_presence', { status: here ? 'online' : 'offline' }));
    },

    async history(room, who) {
      const path = `${CONVERSATIONS}/${room.id}/messages?after=0&limit=100`;
      const { data } = await call(who, 'GET', path, listShape(messageShape));
      return data.map((one) => ({
        id: one.id,
        seq: one.seq,
        from: one.senderId,
        text: one.content,
        deleted: one.deletedAt !== null,
        edited: one.editedAt !== null,
        read: one.readBy.map(({ userId }) => userId).sort(),
        client: one.clientId,
        reactions: one.reactions.flatMap(({ emoji, userIds }) => userIds.map((id) => `${emoji} ${id}`)).sort(),
      }));
    },

    async look(room, who) {
      const one = await call(who, 'GET', `${CONVERSATIONS}/${room.id}`, conversationShape);
      const each = <T>(pick: (member: (typeof one.members)[number]) => T) =>
        Object.fromEntries(one.members.map((member) => [member.userId, pick(member)]));
      const online = each(({ isOnline }) => isOnline);
      delete online[who.id];
      return {
        members: one.members.map(({ userId }) => userId).sort(),
        unread: one.unreadCount,
        last: one.lastMessage?.content ?? null,
        online,
        marks: each(({ lastReadSeq }) => lastReadSeq),
        reached: each(({ lastDeliveredSeq }) => lastDeliveredSeq),
      };
    },

    tells(happening, { ear }) {
      const me = ear.who.id;
      switch (happening.kind) {
        case 'sent': {
          const { id, seq, original } = happening.message;
          return happening.via === ear ? [] : [{ lane: 'message', text: `${id} ${seq} ${original}` }];
        }
        case 'edited':
          return [{ lane: `change:${happening.message.id}`, text: `edited ${happening.message.text}` }];
        case 'deleted':
          return [{ lane: `change:${happening.message.id}`, text: `deleted by ${happening.message.from}` }];
        case 'reacted': {
          const { who, action, emoji, message } = happening;
          const text = `${who} ${action} ${emoji}: ${reactionsOf(message.reactions)}`;
          return [{ lane: `change:${message.id}`, text }];
        }
        case 'read': {
          const { mark, via, who } = happening;
          return mark && via !== ear ? [{ lane: `read:${who}`, text: `${mark.id} ${mark.seq}` }] : [];
        }
        case 'typing':
          return happening.who === me ? [] : [{ lane: `typing:${happening.who}`, text: `${happening.on}` }];
        default:
          return [];
      }
    },
  };
}
