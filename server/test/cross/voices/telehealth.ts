import { z } from 'zod';
import {
  emptyAckShape,
  events,
  historyShape,
  listShape,
  markedAckShape,
  markedShape,
  sentAckShape,
} from '../../conform/telehealth/shapes.ts';
import type { Caller } from '../http.ts';
import { openSocket } from '../line.ts';
import type { Note, Room, Said, Someone, Voice } from '../voice.ts';

const BASE = '/telehealth/api/v1/messages';
const created = z.looseObject({ data: z.looseObject({ conversationId: z.string() }) });

function otherOf(room: Room, who: Someone): Someone {
  const other = room.members.find(({ id }) => id !== who.id);
  if (!other) throw new Error('nobody to talk to');
  return other;
}

function notesOf(event: string, payload: unknown): Note[] {
  switch (event) {
    case 'message_sent': {
      const { message } = events.message_sent.parse(payload);
      return [{ lane: 'message', text: `sent ${message.id} ${message.seq} ${message.content}` }];
    }
    case 'new_message': {
      const message = events.new_message.parse(payload);
      return [{ lane: 'message', text: `new ${message.id} ${message.seq} ${message.content}` }];
    }
    case 'message_delivered':
      return [{ lane: 'once:delivered', text: events.message_delivered.parse(payload).messageId }];
    case 'message_edited': {
      const { messageId, content } = events.message_edited.parse(payload);
      return [{ lane: `change:${messageId}`, text: `edited ${content}` }];
    }
    case 'message_deleted':
      return [{ lane: `change:${events.message_deleted.parse(payload).messageId}`, text: 'deleted' }];
    case 'messages_read': {
      const { readBy, messageIds } = events.messages_read.parse(payload);
      return [{ lane: `read:${readBy}`, text: messageIds.join() }];
    }
    case 'mark_as_read_success':
      return [{ lane: 'own-read', text: events.mark_as_read_success.parse(payload).messageIds.join() }];
    case 'user_typing':
      return [{ lane: `typing:${events.user_typing.parse(payload).userId}`, text: 'true' }];
    case 'user_stopped_typing':
      return [{ lane: `typing:${events.user_stopped_typing.parse(payload).userId}`, text: 'false' }];
    case 'user_online':
    case 'user_offline':
      return [{ lane: `online:${events[event].parse(payload).userId}`, text: `${event === 'user_online'}` }];
    default:
      throw new Error(`unexpected ${event} ${JSON.stringify(payload)}`);
  }
}

const idsOf = (list: readonly Said[]) => [...new Set(list)].sort((a, b) => a.seq - b.seq).map(({ id }) => id);

/** The contract of patients and doctors. */
export function createTelehealth(url: string, call: Caller): Voice {
  return {
    name: 'telehealth',
    sees: (kind) => kind === 'direct',
    sendsOverHttp: false,
    readsOthersOnly: true,
    presence: 'changes',

    async open(_kind, by, [other]) {
      const body = { recipientId: other?.id, recipientType: other?.type };
      return (await call(by, 'POST', `${BASE}/conversations`, created, body)).data.conversationId;
    },

    connect: (who, _room, hear, fail) =>
      openSocket({ url, path: '/telehealth/socket.io', token: who.token }, (event, payload) => {
        try {
          hear(notesOf(event, payload));
        } catch (error) {
          fail(String(error));
        }
      }),

    async send(room, who, ear, { text: content, client }) {
      const to = { conversationId: room.id, receiverId: otherOf(room, who).id };
      const tempId = client === null ? {} : { tempId: Number(client) };
      const answer = await ear?.line.ask('send_message', { ...to, content, ...tempId });
      const { message } = sentAckShape.parse(answer).data;
      return message;
    },

    async read(room, who, ear, { id }) {
      const messageIds = [id];
      if (ear) markedAckShape.parse(await ear.line.ask('mark_as_read', { conversationId: room.id, messageIds }));
      else await call(who, 'PUT', `${BASE}/conversations/${room.id}/mark-read`, markedShape, { messageIds });
    },

    async remove(who, { id }) {
      await call(who, 'DELETE', `${BASE}/${id}`, z.unknown());
    },

    async type(room, ear, on) {
      const to = { conversationId: room.id, receiverId: otherOf(room, ear.who).id };
      emptyAckShape.parse(await ear.line.ask(on ? 'typing_start' : 'typing_stop', to));
    },

    async history(room, who) {
      const path = `${BASE}/conversations/${room.id}/messages?limit=100`;
      const { data } = await call(who, 'GET', path, historyShape);
      return data.messages.map((one) => ({
        id: one.id,
        seq: one.seq,
        from: one.senderId,
        text: one.content,
        deleted: one.isDeleted,
        edited: one.isEdited,
        read: one.isRead ? [one.receiverId] : [],
        delivered: one.isDelivered,
      }));
    },

    async look(room, who) {
      const { data } = await call(who, 'GET', `${BASE}/conversations`, listShape);
      if (data.length !== 1) throw new Error(`${who.name} has ${data.length} conversations in telehealth`);
      const [one] = data;
      if (one?.conversationId !== room.id) throw new Error(`telehealth lists ${one?.conversationId}`);
      return {
        members: [who.id, one.recipient.id].sort(),
        unread: one.unreadCount,
        last: one.lastMessage?.content ?? null,
        online: { [one.recipient.id]: one.recipient.isOnline },
      };
    },

    tells(happening, { ear }) {
      const me = ear.who.id;
      switch (happening.kind) {
        case 'sent': {
          const { id, seq, original, from } = happening.message;
          return [{ lane: 'message', text: `${from === me ? 'sent' : 'new'} ${id} ${seq} ${original}` }];
        }
        case 'resent': {
          const { id, seq, text } = happening.message;
          return happening.via === ear ? [{ lane: 'message', text: `sent ${id} ${seq} ${text}` }] : [];
        }
        case 'edited':
          return [{ lane: `change:${happening.message.id}`, text: `edited ${happening.message.text}` }];
        case 'deleted':
          return [{ lane: `change:${happening.message.id}`, text: 'deleted' }];
        case 'read': {
          const { who, named, voice } = happening;
          // What is deleted was unread no more.
          const turned = happening.turned.filter(({ deleted }) => !deleted);
          if (who !== me) return turned.length > 0 ? [{ lane: `read:${who}`, text: idsOf(turned).join() }] : [];
          if (voice.name !== 'telehealth')
            return turned.length > 0 ? [{ lane: 'own-read', text: idsOf(turned).join() }] : [];
          return [{ lane: 'own-read', text: idsOf(named.from === me ? turned : [...turned, named]).join() }];
        }
        case 'typing':
          return happening.who === me ? [] : [{ lane: `typing:${happening.who}`, text: `${happening.on}` }];
        default:
          return [];
      }
    },
  };
}
