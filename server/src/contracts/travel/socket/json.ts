import type { Message } from '../../../core/conversations/types.ts';
import { OncePerTurn } from '../../../wire/once-per-turn.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { publicId } from '../ids.ts';
import { presentMessage } from '../present/messages.ts';

const texts = new OncePerTurn<Message, string>();

/** A message row as JSON text. */
export function messageJson(message: Message): string {
  return texts.get(message) ?? texts.keep(message, JSON.stringify(presentMessage(message)));
}

/** `row`, the JSON text of an object, with further keys: the id that the contract also calls by `key`, who sent it, the sender's own id. */
export function withSender(row: string, key: string, id: string, senderId: string, tempId: string | null): string[] {
  const named = `,"${key}":${JSON.stringify(publicId(id))},"senderId":${JSON.stringify(publicId(senderId))}`;
  return [row.slice(0, -1), named, tempId === null ? '}' : `,"tempId":${tempId}}`];
}

/** The id that its sender gave a message, as JSON in the sender's own form; null for none. */
export function tempIdJson(tempIds: TempIds, { conversationId, senderId, clientId }: Message): string | null {
  const tempId = tempIds.formOf(conversationId, senderId, clientId);
  return tempId === null ? null : JSON.stringify(tempId);
}
