import { hash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 22;
const CONVERSATION = /^c[0-9A-Za-z]{22}$/;
const MESSAGE = /^m([0-9A-Za-z]{22})-([1-9a-z][0-9a-z]{0,5})$/;

/** A random id of 131 bits behind a letter that says what it names; never all digits, 23 characters. */
export function makeId(prefix: string): string {
  let id = prefix;
  while (id.length < prefix.length + LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      // 248 is the largest multiple of 62 below 256: bytes above it would favour the first letters.
      if (byte < 248 && id.length < prefix.length + LENGTH) id += ALPHABET[byte % 62];
    }
  }
  return id;
}

/** The id that belongs to `seed`, of the form of `makeId`: the same for the same one, and for no other. */
export function derivedId(prefix: string, seed: string): string {
  const digest = hash('sha256', seed, 'buffer');
  let id = prefix;
  for (let index = 0; index < LENGTH; index++) id += ALPHABET[(digest[index] ?? 0) % 62];
  return id;
}

/** True when `id` has the form of a conversation id; says nothing of existence. */
export function isConversationId(id: string): boolean {
  return CONVERSATION.test(id);
}

/** A message's id is its address: the conversation and its number, so that no index on ids is needed. */
export function messageId(conversationId: string, seq: number): string {
  return `m${conversationId.slice(1)}-${seq.toString(36)}`;
}

/** The address inside a message id, or null when no message could have that id. */
export function parseMessageId(id: string): { conversationId: string; seq: number } | null {
  const match = MESSAGE.exec(id);
  if (!match?.[1] || !match[2]) return null;
  const seq = Number.parseInt(match[2], 36);
  if (seq > 2_147_483_647) return null;
  return { conversationId: `c${match[1]}`, seq };
}
