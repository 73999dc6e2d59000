import type { ClientAcks, ClientEvents } from '../types.ts';
import { history } from './history.ts';
import { markRead } from './marks.ts';
import { messageOf, send } from './messages.ts';
import { declare } from './people.ts';
import { Refusal } from './refusal.ts';
import { conversationOf, roomFor } from './rooms.ts';
import type { Line, Person, State } from './state.ts';
import { readToken } from './tokens.ts';
import { startTyping, stopTyping } from './typing.ts';

type Asked = { readonly state: State; readonly person: Person; readonly line: Line };
type Handlers = { [Name in keyof ClientEvents]: (asked: Asked, payload: ClientEvents[Name]) => ClientAcks[Name] };

const HANDLERS: Handlers = {
  send_message({ state, person, line }, { conversationId, ...body }) {
    return { ok: true, ...send(state, person, conversationId, body, line) };
  },
  message_read({ state, person }, { conversationId, messageId, upToSeq }) {
    const seq = messageId === undefined ? upToSeq : messageOf(state, person, messageId).stored.message.seq;
    return { ok: true, ...markRead(state, person, conversationId, seq) };
  },
  typing_start({ state, person }, { conversationId }) {
    startTyping(state, person, conversationId);
    return { ok: true };
  },
  typing_stop({ state, person }, { conversationId }) {
    roomFor(state, person, conversationId);
    stopTyping(state, conversationId, person.id);
    return { ok: true };
  },
  resume({ state, person }, { conversations }) {
    const entries = Object.entries(conversations).map(([id, seq]) => {
      const { data, page } = history(state, person, id, { after: String(seq), limit: 100 });
      const lastSeq = state.rooms.get(id)?.messages.length ?? 0;
      return [id, { messages: data, hasMore: page.next !== null, lastSeq }] as const;
    });
    return { ok: true, conversations: Object.fromEntries(entries) };
  },
  join_conversation({ state, person, line }, { conversationId }) {
    const room = roomFor(state, person, conversationId);
    line.rooms.add(room.id);
    const present = [...state.lines].filter(({ rooms }) => rooms.has(room.id)).map(({ userId }) => userId);
    return { ok: true, conversation: conversationOf(state, room, person.id), present: [...new Set(present)] };
  },
  leave_conversation({ state, person, line }, { conversationId }) {
    line.rooms.delete(roomFor(state, person, conversationId).id);
    return { ok: true };
  },
  update_presence({ state, person }, { status, statusText }) {
    return { ok: true, presence: declare(state, person, status, statusText) };
  },
  authenticate({ state, person, line }, { token }) {
    const { sub, exp } = readToken(state, token);
    if (sub !== person.id) throw new Refusal('unauthorized', 'This token is of somebody else');
    line.expire(exp ?? null);
    return { ok: true, expiresAt: exp === undefined ? null : new Date(exp * 1000).toISOString() };
  },
};

/** What a client's event is answered. @throws Refusal */
export function answerEvent<Name extends keyof ClientEvents>(
  asked: Asked,
  name: Name,
  payload: ClientEvents[Name],
): ClientAcks[Name] {
  return HANDLERS[name](asked, payload);
}

export function isClientEvent(name: string): name is keyof ClientEvents {
  return Object.hasOwn(HANDLERS, name);
}
