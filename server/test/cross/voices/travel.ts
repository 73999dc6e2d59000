import { z } from 'zod';
import { ackShapes, conversationShape, eventShapes, markedShape, messageShape } from '../../conform/travel/shapes.ts';
import type { Caller } from '../http.ts';
import { openSocket } from '../line.ts';
import type { Note, Voice } from '../voice.ts';

const BASE = '/travel/api/messaging/conversations';

function notesOf(event: string, payload: unknown): Note[] {
  switch (event) {
    case 'message-received': {
      const { id, seq, message_text: text } = eventShapes[event].parse(payload);
      return [{ lane: 'message', text: `${id} ${seq} ${text}` }];
    }
    case 'conversation-updated': {
      const { conversation } = eventShapes[event].parse(payload);
      return [{ lane: 'state:row', text: `${conversation.unread_count} ${conversation.last_message}` }];
    }
    case 'message-read': {
      const { userId, messageId } = eventShapes[event].parse(payload);
      return [{ lane: `read:${userId}`, text: `${messageId}` }];
    }
    case 'typing': {
      const { userId, isTyping } = eventShapes[event].parse(payload);
      return [{ lane: `typing:${userId}`, text: `${isTyping}` }];
    }
    case 'user-typing':
    case 'user-stopped-typing': {
      const { userId } = eventShapes[event].parse(payload);
      return [{ lane: `typing:${userId}:by-name`, text: `${event === 'user-typing'}` }];
    }
    case 'user-online':
    case 'user-offline':
      return [{ lane: `online:${eventShapes[event].parse(payload).userId}`, text: `${event === 'user-online'}` }];
    case 'user-status-changed': {
      const { userId, status } = eventShapes[event].parse(payload);
      return [{ lane: `online:${userId}:status`, text: `${status === 'online'}` }];
    }
    case 'online-users':
      return [{ lane: 'online-users', text: eventShapes[event].parse(payload).map(String).sort().join() }];
    default:
      throw new Error(`unexpected ${event} ${JSON.stringify(payload)}`);
  }
}

/** The contract of travellers and agencies. */
export function createTravel(url: string, call: Caller): Voice {
  return {
    name: 'travel',
    sees: (kind) => kind === 'direct',
    sendsOverHttp: false,
    presence: 'changes',

    async open(_kind, by, [other]) {
      return String((await call(by, 'POST', BASE, conversationShape, { otherUserId: other?.id })).id);
    },

    async connect(who, room, hear, fail) {
      const line = await openSocket({ url, path: '/travel/socket.io', token: who.token }, (event, payload) => {
        try {
          hear(notesOf(event, payload));
        } catch (error) {
          fail(String(error));
        }
      });
      if (room.kind === 'direct') ackShapes['join-conversation'].parse(await line.ask('join-conversation', room.id));
      return line;
    },

    async send(room, _who, ear, { text: message, client }) {
      const tempId = client === null ? {} : { tempId: Number(client) };
      const answer = await ear?.line.ask('send-message', { conversationId: room.id, message, ...tempId });
      const row = ackShapes['send-message'].parse(answer).message;
      return { id: String(row.id), seq: row.seq };
    },

    async read(room, who, ear, { id: messageId }) {
      if (ear) ackShapes['mark-as-read'].parse(await ear.line.ask('mark-as-read', { messageId }));
      else await call(who, 'POST', `${BASE}/${room.id}/mark-read`, markedShape, { messageId });
    },

    async type(room, ear, isTyping) {
      ackShapes.typing.parse(await ear.line.ask('typing', { conversationId: room.id, isTyping }));
    },

    async declare(ear, here) {
      const event = here ? 'user-online' : 'user-offline';
      ackShapes[event].parse(await ear.line.ask(event, {}));
    },

    async history(room, who) {
      const rows = await call(who, 'GET', `${BASE}/${room.id}/messages?limit=100`, z.array(messageShape));
      return rows.map((row) => ({
        id: String(row.id),
        seq: row.seq,
        from: String(row.sender_id),
        text: row.message_text,
        deleted: row.is_deleted,
        edited: row.edited_at !== null,
        read: row.is_read ? room.members.map(({ id }) => id).filter((id) => id !== row.sender_id) : [],
      }));
    },

    async look(room, who) {
      const rows = await call(who, 'GET', BASE, z.array(conversationShape));
      const [row] = rows;
      if (rows.length !== 1 || row?.id !== room.id) throw new Error(`${who.name} has ${rows.length} rows in travel`);
      return {
        members: [String(row.user1_id), String(row.user2_id)].sort(),
        unread: row.unread_count,
        last: row.last_message,
        online: { [String(row.other_user_id)]: row.other_user_online },
      };
    },

    tells(happening, { ear, unread, last }) {
      const me = ear.who.id;
      const row = { lane: 'state:row', text: `${unread} ${last}` };
      switch (happening.kind) {
        case 'sent': {
          const { id, seq, original } = happening.message;
          return [{ lane: 'message', text: `${id} ${seq} ${original}` }, row];
        }
        case 'edited':
        case 'deleted':
          return [row];
        case 'read':
          return happening.mark ? [{ lane: `read:${happening.who}`, text: happening.mark.id }, row] : [];
        case 'typing': {
          const { who, on, turned } = happening;
          if (who === me || !turned) return [];
          return [`typing:${who}`, `typing:${who}:by-name`].map((lane) => ({ lane, text: `${on}` }));
        }
        case 'declared':
          return happening.via === ear && ear.here
            ? [{ lane: 'online-users', text: [...happening.online].sort().join() }]
            : [];
        default:
          return [];
      }
    },
  };
}
