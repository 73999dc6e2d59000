import type { Message } from '../../../core/conversations/types.ts';
import { OncePerTurn } from '../../../wire/once-per-turn.ts';
import type { FileUrl } from '../links.ts';
import type { Pair } from '../pairs.ts';
import { presentMessage, UNRECEIVED } from '../present/messages.ts';

const texts = new OncePerTurn<Message, string>();

/** A text that was sent just now, as JSON that is made once for all who hear of it. */
export function messageJson(message: Message, pair: Pair): string {
  return texts.get(message) ?? texts.keep(message, fileMessageJson(message, pair, noLinks));
}

/** The same of a message with a file, whose link is not for everybody the same. */
export function fileMessageJson(message: Message, pair: Pair, url: FileUrl): string {
  return JSON.stringify(presentMessage(message, pair, UNRECEIVED, url));
}

function noLinks(): never {
  throw new Error('a text has no files');
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
