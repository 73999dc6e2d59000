import type { Message } from '../../../core/conversations/types.ts';
import { OncePerTurn } from '../../../wire/once-per-turn.ts';
import type { AttachmentLinks } from '../context.ts';
import { presentMessage } from '../present/messages.ts';

const texts = new OncePerTurn<Message, string>();
const HOLE = '"clientId":null';

/**
 * A message as JSON text in parts, for its sender (`own`) or anybody else. The text is made once for both: what the
 * sender sees differs only in the client id. No key after `clientId` holds text of a client, so that its last occurrence
 * is the one to fill.
 */
export function messageJson(message: Message, own: boolean, links: AttachmentLinks): readonly string[] {
  const json = texts.get(message) ?? texts.keep(message, JSON.stringify(presentMessage(message, false, links)));
  if (!own || message.clientId === null) return [json];
  const at = json.lastIndexOf(HOLE);
  return [json.slice(0, at), `"clientId":${JSON.stringify(message.clientId)}`, json.slice(at + HOLE.length)];
}
