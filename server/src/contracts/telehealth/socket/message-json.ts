import type { Message } from '../../../core/conversations/types.ts';
import { OncePerTurn } from '../../../wire/once-per-turn.ts';
import type { FileUrl } from '../links.ts';
import type { Pair } from '../pairs.ts';
import { presentMessage, UNRECEIVED } from '../present/messages.ts';

const texts = new OncePerTurn<Message, string>();

/** A message that was sent just now, as JSON text that is made once for all who hear of it. */
export function messageJson(message: Message, pair: Pair, url: FileUrl): string {
  return texts.get(message) ?? texts.keep(message, JSON.stringify(presentMessage(message, pair, UNRECEIVED, url)));
}

/** What `message_sent` and its ack tell: `json` is the message's text, `tempId` as the client wrote it. */
export function sentJson(message: Message, tempId: string | number | null, json: string): readonly string[] {
  const { id, createdAt, conversationId } = message;
  const temp = tempId === null ? 'null' : JSON.stringify(tempId);
  return [
    `{"tempId":${temp},"messageId":"${id}","timestamp":"${createdAt}","conversationId":"${conversationId}","message":`,
    json,
    '}',
  ];
}
