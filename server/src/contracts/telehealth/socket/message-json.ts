import type { Message } from '../../../core/conversations/types.ts';
import type { FileUrl } from '../links.ts';
import type { Pair } from '../pairs.ts';
import { presentMessage, UNRECEIVED } from '../present/messages.ts';

/** Texts of this turn of the event loop: a message's ack and its announcements fall into one. */
let known = new Map<Message, string>();

/** A message that was sent just now, as JSON text that is made once for all who hear of it. */
export function messageJson(message: Message, pair: Pair, url: FileUrl): string {
  let json = known.get(message);
  if (json === undefined) {
    json = JSON.stringify(presentMessage(message, pair, UNRECEIVED, url));
    if (known.size === 0) process.nextTick(forget);
    known.set(message, json);
  }
  return json;
}

/** A new map, because a cleared one hangs on to its successor: once one is old, the collector would keep all that follow. */
function forget(): void {
  known = new Map();
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
