import type { Core } from '../../../core/core.ts';
import type { EventOf } from '../../../core/events.ts';

/**
 * The numbers of which a mark that moved is told, ascending: the messages that were named and are newly read, and where it
 * went further than those the newest one. In place of an own message stands the newest of others' below it,
 * of the system or deleted ones too: whatever shows in `readBy`.
 */
export function newlyRead(
  { messages }: Pick<Core, 'messages'>,
  { conversationId, userId, fromSeq, seq, named = [] }: EventOf<'mark.read'>,
): Promise<number[]> {
  const asked = [...named, seq].filter((one) => one > fromSeq && one <= seq);
  return messages.othersUpTo(conversationId, userId, fromSeq, asked);
}
