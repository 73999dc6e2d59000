import type { Message } from '../../../core/conversations/types.ts';
import { publicId } from '../ids.ts';
import { presentMessage } from '../present/messages.ts';

/** Texts of this turn of the event loop: a message's ack and its announcements fall into one. */
let known = new Map<Message, string>();

/** A message row as JSON text. */
export function messageJson(message: Message): string {
  let json = known.get(message);
  if (json === undefined) {
    json = JSON.stringify(presentMessage(message));
    if (known.size === 0) process.nextTick(forget);
    known.set(message, json);
  }
  return json;
}

/** A new map, because a cleared one hangs on to its successor: once one is old, the collector would keep all that follow. */
function forget(): void {
  known = new Map();
}

/** `row`, the JSON text of an object, with further keys: the id that the contract also calls by `key`, who sent it, the sender's own id. */
export function withSender(row: string, key: string, id: string, senderId: string, tempId: string | null): string[] {
  const named = `,"${key}":${JSON.stringify(publicId(id))},"senderId":${JSON.stringify(publicId(senderId))}`;
  return [row.slice(0, -1), named, tempId === null ? '}' : `,"tempId":${tempId}}`];
}
