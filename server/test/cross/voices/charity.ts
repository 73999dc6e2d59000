import { z } from 'zod';
import type { Caller } from '../http.ts';
import { openRaw } from '../line.ts';
import type { Note, Voice } from '../voice.ts';

const BASE = '/charity/api/conversations';
const time = z.iso.datetime();
const live = {
  messageId: z.string(),
  conversationId: z.string(),
  seq: z.int().min(1),
  senderId: z.string(),
  senderRole: z.enum(['USER', 'ADMIN']),
  content: z.string(),
  messageType: z.literal('TEXT'),
};
const message = z.object({ ...live, readBy: z.array(z.object({ userId: z.string(), readAt: time })) });
const conversation = z.object({
  conversationId: z.string(),
  participants: z.array(z.object({ userId: z.string(), lastReadAt: time.optional() })),
  status: z.literal('ACTIVE'),
});
const of = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), data });

const frames = {
  message: z.object(live),
  typing: z.object({ userId: z.string() }),
  receipt: z.object({ messageId: z.string(), userId: z.string(), readAt: time }),
  presence: z.object({ userId: z.string(), role: z.enum(['USER', 'ADMIN']) }),
};

function notesOf(type: string, frame: unknown): Note[] {
  switch (type) {
    case 'message_sent':
    case 'message_received': {
      const { messageId, seq, content } = frames.message.parse(frame);
      return [{ lane: 'message', text: `${type} ${messageId} ${seq} ${content}` }];
    }
    case 'typing_start':
    case 'typing_stop':
      return [{ lane: `typing:${frames.typing.parse(frame).userId}`, text: `${type === 'typing_start'}` }];
    case 'read_receipt': {
      const { userId, messageId } = frames.receipt.parse(frame);
      return [{ lane: `read:${userId}`, text: messageId }];
    }
    case 'user_joined':
    case 'user_left':
      return [{ lane: `room:${frames.presence.parse(frame).userId}`, text: `${type === 'user_joined'}` }];
    // How the conversation came to be may be told to whoever connected right after.
    case 'conversation_updated':
    case 'pong':
    case 'system':
      return [];
    default:
      throw new Error(`unexpected ${JSON.stringify(frame)}`);
  }
}

/** The contract of a donation platform: one connection per open conversation. */
export function createCharity(url: string, call: Caller): Voice {
  return {
    name: 'charity',
    sees: () => true,
    sendsOverHttp: true,
    readsAll: true,
    presence: 'none',

    async open(_kind, by, others) {
      const made = await call(by, 'POST', BASE, of(conversation), { subject: 'Help' });
      const { conversationId } = made.data;
      for (const agent of others) await call(agent, 'POST', `${BASE}/${conversationId}/assign`, of(conversation), {});
      return conversationId;
    },

    async connect(who, room, hear, fail) {
      const address = `${url.replace(/^http/, 'ws')}/charity/ws/conversations/${room.id}?token=${who.token}`;
      const line = await openRaw(address, { message: 'message_sent', ping: 'pong' }, (type, frame) => {
        try {
          hear(notesOf(type, frame));
        } catch (error) {
          fail(String(error));
        }
      });
      // The others have been told of it when its first frame is answered.
      await line.ask('ping');
      return line;
    },

    async send(room, who, ear, { text: content, client }) {
      const body = { content, ...(client !== null && { clientMessageId: client }) };
      const answer = ear
        ? frames.message.parse(await ear.line.ask('message', body))
        : (await call(who, 'POST', `${BASE}/${room.id}/messages`, of(message), body)).data;
      return { id: answer.messageId, seq: answer.seq };
    },

    async read(room, who, ear, { id: messageId }) {
      if (!ear) await call(who, 'PUT', `${BASE}/${room.id}/read`, z.unknown());
      else await Promise.all([ear.line.tell('read', { messageId }), ear.line.ask('ping')]);
    },

    async type(_room, ear, isTyping) {
      await Promise.all([ear.line.tell('typing', { isTyping }), ear.line.ask('ping')]);
    },

    async history(room, who) {
      const list = of(z.object({ messages: z.array(message), pagination: z.object({ total: z.int() }) }));
      const { data } = await call(who, 'GET', `${BASE}/${room.id}/messages?limit=100`, list);
      if (data.pagination.total !== data.messages.length) throw new Error('charity counts in two ways');
      return data.messages.map((one) => ({
        id: one.messageId,
        seq: one.seq,
        from: one.senderId,
        text: one.content,
        read: one.readBy.map(({ userId }) => userId).sort(),
      }));
    },

    async look(room, who) {
      const { participants } = (await call(who, 'GET', `${BASE}/${room.id}`, of(conversation))).data;
      return { members: participants.map(({ userId }) => userId).sort() };
    },

    tells(happening, { ear }) {
      const me = ear.who.id;
      switch (happening.kind) {
        case 'sent': {
          const { id, seq, original } = happening.message;
          const type = happening.via === ear ? 'message_sent' : 'message_received';
          return [{ lane: 'message', text: `${type} ${id} ${seq} ${original}` }];
        }
        case 'resent': {
          const { id, seq, text } = happening.message;
          return happening.via === ear ? [{ lane: 'message', text: `message_sent ${id} ${seq} ${text}` }] : [];
        }
        case 'read': {
          const { mark, via, who } = happening;
          return mark && via !== ear ? [{ lane: `read:${who}`, text: mark.id }] : [];
        }
        case 'typing': {
          const { who, on, turned } = happening;
          return who !== me && turned ? [{ lane: `typing:${who}`, text: `${on}` }] : [];
        }
        case 'entered':
        case 'left': {
          const { who, kind } = happening;
          return who !== me ? [{ lane: `room:${who}`, text: `${kind === 'entered'}` }] : [];
        }
        default:
          return [];
      }
    },
  };
}
