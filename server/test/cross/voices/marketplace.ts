import { z } from 'zod';
import type { Caller } from '../http.ts';
import { openSocket } from '../line.ts';
import type { Note, Said, Voice } from '../voice.ts';

const BASE = '/marketplace/api';
const times = z.record(z.string(), z.iso.datetime());
const message = z.object({
  _id: z.string(),
  conversationId: z.string(),
  senderId: z.string(),
  seq: z.int().min(1),
  content: z.string(),
  type: z.literal('text'),
  readBy: times,
  reactions: z.array(z.string()),
  reactionTypes: z.record(z.string(), z.string()),
  editedAt: z.iso.datetime().optional(),
  deletedAt: z.iso.datetime().optional(),
  deletedFor: z.array(z.string()).length(0),
  clientMessageId: z.string().optional(),
});
const conversation = z.object({
  _id: z.string(),
  type: z.enum(['direct', 'group']),
  participants: z.array(z.string()),
  lastMessage: z.string().optional(),
  unreadCounts: z.record(z.string(), z.int()),
  participantDetails: z.array(z.object({ _id: z.string(), isOnline: z.boolean() })),
});
const ack = z.looseObject({ success: z.literal(true) });
const sent = ack.extend({ message });

const events = {
  message_received: z.object({ message, conversationId: z.string() }),
  new_message: z.object({ message, conversationId: z.string() }),
  message_updated: z.object({ message, conversationId: z.string() }),
  message_read: z.object({ messageId: z.string(), readBy: z.string(), seq: z.int() }),
  conversation_updated: z.strictObject({
    conversationId: z.string(),
    lastMessage: z.string(),
    lastMessageAt: z.iso.datetime(),
    conversation: conversation.optional(),
  }),
  user_typing: z.object({ userId: z.string(), isTyping: z.boolean() }),
  user_online_status: z.object({ userId: z.string(), isOnline: z.boolean(), lastSeen: z.iso.datetime() }),
} as const;

/** Each person's latest reaction. */
function latestOf(reactions: Said['reactions']): string[] {
  return Object.entries(Object.fromEntries(reactions.map(({ who, emoji }) => [who, emoji])))
    .map(([who, emoji]) => `${who} ${emoji}`)
    .sort();
}

const shown = (text: string, deleted: boolean, latest: readonly string[]) =>
  deleted ? 'deleted' : `${text} [${latest}]`;

function notesOf(event: string, payload: unknown): Note[] {
  switch (event) {
    case 'message_received':
    case 'new_message': {
      const { _id, seq, content } = events[event].parse(payload).message;
      return [{ lane: event, text: `${_id} ${seq} ${content}` }];
    }
    case 'message_updated': {
      const { _id, content, deletedAt, reactionTypes } = events[event].parse(payload).message;
      const latest = Object.entries(reactionTypes).map(([who, emoji]) => `${who} ${emoji}`);
      return [
        { lane: `change:${_id}`, text: 'changed' },
        { lane: `state:${_id}`, text: shown(content, deletedAt !== undefined, latest.sort()) },
      ];
    }
    case 'message_read': {
      const { messageId, readBy, seq } = events[event].parse(payload);
      return [{ lane: `read:${readBy}`, text: `${messageId} ${seq}` }];
    }
    case 'conversation_updated':
      return [{ lane: 'state:row', text: events[event].parse(payload).lastMessage }];
    // How the conversation came to be may be told to whoever connected right after.
    case 'new_conversation':
      return [];
    case 'user_typing': {
      const { userId, isTyping } = events[event].parse(payload);
      return [{ lane: `typing:${userId}`, text: `${isTyping}` }];
    }
    case 'user_online_status': {
      const { userId, isOnline } = events[event].parse(payload);
      return [{ lane: `online:${userId}`, text: `${isOnline}` }];
    }
    default:
      throw new Error(`unexpected ${event} ${JSON.stringify(payload)}`);
  }
}

/** The contract of a marketplace of services. */
export function createMarketplace(url: string, call: Caller): Voice {
  const place = (id: string) => `${BASE}/conversations/${id}`;
  const body = ({ text: content, client }: { text: string; client: string | null }) => ({
    content,
    ...(client !== null && { clientMessageId: client }),
  });
  return {
    name: 'marketplace',
    sees: () => true,
    sendsOverHttp: true,
    reactsOnce: true,
    presence: 'changes',

    async open(kind, by, others) {
      const asked = { participants: others.map(({ id }) => id), type: kind };
      return (await call(by, 'POST', `${BASE}/conversations`, conversation, asked))._id;
    },

    connect: (who, _room, hear, fail) =>
      openSocket({ url: `${url}/chat`, path: '/marketplace/socket.io', token: who.token }, (event, payload) => {
        try {
          hear(notesOf(event, payload));
        } catch (error) {
          fail(String(error));
        }
      }),

    async send(room, who, ear, saying) {
      const { _id: id, seq } = ear
        ? sent.parse(await ear.line.ask('send_message', { conversationId: room.id, message: body(saying) })).message
        : await call(who, 'POST', `${place(room.id)}/messages`, message, body(saying));
      return { id, seq };
    },

    async read(room, who, ear, { id: messageId }) {
      if (ear) ack.parse(await ear.line.ask('mark_read', { conversationId: room.id, messageId }));
      else await call(who, 'POST', `${BASE}/messages/${messageId}/read`, z.unknown());
    },

    async edit(who, { id }, content) {
      await call(who, 'PUT', `${BASE}/messages/${id}`, message, { content });
    },

    async remove(who, { id }) {
      await call(who, 'DELETE', `${BASE}/messages/${id}`, z.unknown());
    },

    async react(who, { id }, emoji) {
      const path = `${BASE}/messages/${id}/reaction`;
      if (emoji === null) await call(who, 'DELETE', path, message);
      else await call(who, 'POST', path, message, { reactionType: emoji });
    },

    async type(room, ear, on) {
      ack.parse(await ear.line.ask(on ? 'typing_start' : 'typing_stop', { conversationId: room.id }));
    },

    async declare(ear, isOnline) {
      ack.parse(await ear.line.ask('user_online', { isOnline }));
    },

    async history(room, who) {
      const list = z.object({ messages: z.array(message), total: z.int() });
      const { messages, total } = await call(who, 'GET', `${place(room.id)}/messages?limit=100`, list);
      if (total !== messages.length) throw new Error(`marketplace counts ${total} of ${messages.length} messages`);
      return messages.reverse().map((one) => ({
        id: one._id,
        seq: one.seq,
        from: one.senderId,
        text: one.content,
        deleted: one.deletedAt !== undefined,
        edited: one.editedAt !== undefined,
        read: Object.keys(one.readBy).sort(),
        client: one.clientMessageId ?? null,
        latest: Object.entries(one.reactionTypes)
          .map(([id, emoji]) => `${id} ${emoji}`)
          .sort(),
      }));
    },

    async look(room, who) {
      const one = await call(who, 'GET', place(room.id), conversation);
      const { unreadCount } = await call(
        who,
        'GET',
        `${place(room.id)}/unread-count`,
        z.object({ unreadCount: z.int() }),
      );
      const type = room.kind === 'direct' ? 'direct' : 'group';
      if (one.type !== type) throw new Error(`marketplace shows a ${one.type}`);
      if (one.unreadCounts[who.id] !== unreadCount) throw new Error('marketplace counts in two ways');
      const others = one.participantDetails.filter(({ _id }) => _id !== who.id);
      return {
        members: [...one.participants].sort(),
        unread: unreadCount,
        last: one.lastMessage ?? null,
        online: Object.fromEntries(others.map(({ _id, isOnline }) => [_id, isOnline])),
      };
    },

    tells(happening, { ear, last }) {
      const row = { lane: 'state:row', text: last ?? '' };
      switch (happening.kind) {
        case 'sent': {
          const { id, seq, original } = happening.message;
          const text = `${id} ${seq} ${original}`;
          return [{ lane: 'message_received', text }, { lane: 'new_message', text }, row];
        }
        case 'edited':
        case 'deleted':
        case 'reacted': {
          const { id, text, deleted, reactions } = happening.message;
          const notes = [
            { lane: `change:${id}`, text: 'changed' },
            { lane: `state:${id}`, text: shown(text, deleted, latestOf(reactions)) },
          ];
          return happening.kind !== 'reacted' && happening.isLast ? [...notes, row] : notes;
        }
        case 'read': {
          const { mark, turned, who } = happening;
          if (!mark) return [];
          const told = mark.from === who ? turned.findLast(({ deleted }) => !deleted) : mark;
          return told ? [{ lane: `read:${who}`, text: `${told.id} ${told.seq}` }] : [];
        }
        case 'typing': {
          const { who, on, turned } = happening;
          return who !== ear.who.id && turned ? [{ lane: `typing:${who}`, text: `${on}` }] : [];
        }
        default:
          return [];
      }
    },
  };
}
