import type { Message } from '../../../core/conversations/types.ts';
import { OncePerTurn } from '../../../wire/once-per-turn.ts';
import { eventFrameIn, type Frame } from '../../../wire/socketio/frames.ts';
import { prefixOf } from '../../../wire/socketio/parser.ts';
import { presentMessage } from '../present/messages.ts';
import type { UserInfo } from '../schema/answers.ts';

/** The namespace in which this contract speaks. */
export const NAMESPACE = '/chat';

const PREFIX = prefixOf(NAMESPACE);

/** An event of the server, from JSON text in parts. */
export function frameOf(name: string, ...json: string[]): Frame {
  return eventFrameIn(PREFIX, name, ...json);
}

/** An event of the server. */
export function frame(name: string, payload: object): Frame {
  return frameOf(name, JSON.stringify(payload));
}

/** A message's JSON text as its sender and as all others have it; the same where the sender gave it no id. */
export type MessageJson = { readonly own: string; readonly others: string };

const texts = new OncePerTurn<Message, MessageJson>();

/** A message that was just sent, as JSON that is made once for its ack and for all who hear of it. */
export function messageJson(message: Message, sender: UserInfo): MessageJson {
  return texts.get(message) ?? texts.keep(message, jsonOf(message, sender));
}

/** The same of any message. */
export function jsonOf(message: Message, sender: UserInfo): MessageJson {
  const own = JSON.stringify(presentMessage(message, true, sender));
  const others = message.clientId === null ? own : JSON.stringify(presentMessage(message, false, sender));
  return { own, others };
}
