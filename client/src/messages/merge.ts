import type { Message, ServerEvents } from '../types.ts';

/** Where `seq` stands among messages of ascending numbers, or would stand. */
function indexOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `messages` with `message` in its place, and in what answers to it, if it is among them and not older than what stands there. */
export function withChanged(messages: readonly Message[], message: Message): readonly Message[] {
  const index = indexOf(messages, message.seq);
  const present = messages[index];
  if (present?.id !== message.id || present.version > message.version) return messages;
  return withQuoteOf(messages.with(index, message), message);
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
function withQuoteOf(messages: readonly Message[], quoted: Message): readonly Message[] {
  if (!messages.some(({ replyTo }) => replyTo?.id === quoted.id)) return messages;
  const content = Array.from(quoted.content).slice(0, QUOTED).join('');
  return messages.map((message) =>
    message.replyTo?.id === quoted.id
      ? { ...message, replyTo: { ...message.replyTo, content, deletedAt: quoted.deletedAt } }
      : message,
  );
}
