import type { ConversationView } from '../../../core/conversations/types.ts';
import type { CoreEvent } from '../../../core/events.ts';
import { type Row, rowOf } from '../present/conversations.ts';

/** An event after which somebody's row of a conversation may look otherwise. */
export type RowEvent = CoreEvent & { readonly conversationId: string };

/** A row and what it takes to move it on. */
export type Known = {
  row: Row;
  /** What is unread was counted up to this message. */
  countedSeq: number;
  /** The other's messages that came past `since`, ascending. */
  others: number[];
  since: number;
};

/** Of more unread messages of the other's than this the earlier ones are not remembered one by one. */
const MAX_OTHERS = 100;

/** What is known of somebody's row once it was read. */
export function knownOf(view: ConversationView, userId: string): Known {
  const row = rowOf(view, userId);
  return { row, countedSeq: row.total, others: [], since: row.total };
}

/** Moves a row on to where it is after `event`; false when it has to be read to know that. */
export function advance(known: Known, event: RowEvent, userId: string): boolean {
  switch (event.type) {
    case 'message.sent': {
      const { seq, senderId, content, createdAt } = event.message;
      const { row } = known;
      if (seq <= row.total) return true;
      if (seq > row.total + 1) return false;
      const counts = senderId !== userId;
      if (counts) note(known, seq);
      const unread = row.unread + Number(counts && seq > known.countedSeq);
      known.row = { ...row, last: { text: content, at: createdAt }, total: seq, unread };
      return true;
    }
    case 'mark.read': {
      if (event.userId !== userId) return true;
      // Of an unread rest a message may have been deleted since it was counted.
      if (event.unreadCount > 0 || event.countedSeq < known.since) return false;
      known.countedSeq = Math.max(known.countedSeq, event.countedSeq);
      known.others = known.others.filter((seq) => seq > event.countedSeq);
      known.since = event.countedSeq;
      known.row = { ...known.row, unread: known.others.length };
      return true;
    }
    default:
      return false;
  }
}

/** Remembers a message of the other's; of many, the latest. */
function note(known: Known, seq: number): void {
  known.others.push(seq);
  if (known.others.length <= MAX_OTHERS) return;
  known.others = known.others.slice(-MAX_OTHERS / 2);
  known.since = (known.others[0] ?? 1) - 1;
}
