import type { Core } from '../../../core/core.ts';
import type { EventOf } from '../../../core/events.ts';

/**
 * The numbers of which a mark that moved is told, ascending: the messages that were named and are newly read, and where it
 * went further than those the newest one. In place of an own message stands the newest of others' below it,
 * of the system or deleted ones too: whatever shows in `readBy`.
 */
export async function newlyRead(
  { messages }: Pick<Core, 'messages'>,
  { conversationId, userId, fromSeq, seq, named = [] }: EventOf<'mark.read'>,
): Promise<number[]> {
  const asked = [...new Set([...named, seq])].filter((one) => one > fromSeq && one <= seq);
  const found = await messages.find(asked.map((one) => ({ conversationId, seq: one })));
  const read = new Set<number>();
  for (const message of found) {
    if (message.senderId !== userId) read.add(message.seq);
    else {
      const { newest } = await messages.unreadBetween(conversationId, userId, fromSeq, message.seq);
      if (newest !== null) read.add(newest);
    }
  }
  return [...read].sort((a, b) => a - b);
}
