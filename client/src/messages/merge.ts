import type { Message, ServerEvents } from '../types.ts';

/** `message` in its place among `messages` (ascending numbers); of two versions of one the higher stays. */
export function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const last = messages.at(-1);
  if (!last || message.seq > last.seq) return [...messages, message];
  const index = indexOf(messages, message.seq);
  const present = messages[index];
  if (present?.seq !== message.seq) return messages.toSpliced(index, 0, message);
  return present.version > message.version ? messages : messages.with(index, message);
}

/** Both lists as one. */
export function withMessages(messages: readonly Message[], more: readonly Message[]): readonly Message[] {
  if (messages.length === 0) return more.toSorted((a, b) => a.seq - b.seq);
  return more.reduce(withMessage, messages);
}

/** Where `seq` stands, or would stand. */
export function indexOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A message as it is after its deletion for everybody: its place stays, what was said is gone. */
export function deletedMessage(
  message: Message,
  { version, deletedAt }: Pick<ServerEvents['message_deleted'], 'version' | 'deletedAt'>,
): Message {
  if (version < message.version) return message;
  return { ...message, version, deletedAt, content: '', metadata: {}, attachments: [], reactions: [] };
}

const QUOTED = 140;

/** `messages` after one that some of them answer to was changed or deleted. */
export function withQuoteOf(messages: readonly Message[], quoted: Message): readonly Message[] {
  if (!messages.some(({ replyTo }) => replyTo?.id === quoted.id)) return messages;
  const content = Array.from(quoted.content).slice(0, QUOTED).join('');
  return messages.map((message) =>
    message.replyTo?.id === quoted.id
      ? { ...message, replyTo: { ...message.replyTo, content, deletedAt: quoted.deletedAt } }
      : message,
  );
}
