import type { Message } from '../../../core/conversations/types.ts';
import type { AttachmentLinks } from '../context.ts';
import { presentMessage } from '../present/messages.ts';

/** Texts of this turn of the event loop: a message's ack and its announcements fall into one. */
let known = new Map<Message, string>();
const HOLE = '"clientId":null';

/**
 * A message as JSON text in parts, for its sender (`own`) or anybody else. The text is made once for both: what the
 * sender sees differs only in the client id. No key after `clientId` holds text of a client, so that its last occurrence
 * is the one to fill.
 */
export function messageJson(message: Message, own: boolean, links: AttachmentLinks): readonly string[] {
  let json = known.get(message);
  if (json === undefined) {
    json = JSON.stringify(presentMessage(message, false, links));
    if (known.size === 0) process.nextTick(forget);
    known.set(message, json);
  }
  if (!own || message.clientId === null) return [json];
  const at = json.lastIndexOf(HOLE);
  return [json.slice(0, at), `"clientId":${JSON.stringify(message.clientId)}`, json.slice(at + HOLE.length)];
}

/** A new map, because a cleared one hangs on to its successor: once one is old, the collector would keep all that follow. */
function forget(): void {
  known = new Map();
}
