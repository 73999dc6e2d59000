import type { FinalConversation, History, ReadRecord, StatedCounts } from './history.ts';
import type { Report } from './violation.ts';

/** C11: what members are told of unread messages, marks, last message, readers and reactions equals a recount. */
export function checkCounts(history: History, report: Report): void {
  for (const conversation of history.final) {
    for (const stated of conversation.stated) {
      const fault = statedFault(conversation, stated);
      if (fault !== undefined) report('C11', `${conversation.id} for ${stated.user}: ${fault}`);
    }
    checkMessages(conversation, report);
  }
  checkMarks(history, report);
}

/** A read begun after another of the same reader had ended tells of no lower mark. A sweep: O(n log n). */
function checkMarks(history: History, report: Report): void {
  const readers = new Map<string, ReadRecord[]>();
  for (const change of history.changes) {
    if (change.kind !== 'read' || change.outcome !== 'ok') continue;
    const key = `${change.conversation} for ${change.user}`;
    const reads = readers.get(key);
    if (reads === undefined) readers.set(key, [change]);
    else reads.push(change);
  }
  for (const [key, reads] of readers) {
    const ended = [...reads].sort((a, b) => a.endedAt - b.endedAt);
    let highest = 0;
    let next = 0;
    for (const read of reads.sort((a, b) => a.begunAt - b.begunAt)) {
      for (let earlier = ended[next]; earlier !== undefined && earlier.endedAt < read.begunAt; earlier = ended[next]) {
        highest = Math.max(highest, earlier.mark);
        next += 1;
      }
      if (read.mark < highest) report('C11', `${key}: told mark ${read.mark} after ${highest}`);
    }
  }
}

function statedFault(conversation: FinalConversation, stated: StatedCounts): string | undefined {
  const { rows, marks } = conversation;
  const mark = marks[stated.user] ?? 0;
  if (stated.lastReadSeq !== mark) return `told mark ${stated.lastReadSeq}, stored ${mark}`;
  const unread = rows.filter(
    ({ seq, sender, deleted, system }) => seq > mark && sender !== stated.user && !deleted && !system,
  ).length;
  if (stated.unreadCount !== unread) return `told ${stated.unreadCount} unread, recount ${unread}`;
  if (stated.listedUnread !== unread) return `listed with ${stated.listedUnread} unread, recount ${unread}`;
  const last = rows.at(-1);
  if (stated.lastSeq !== (last?.seq ?? 0)) return `told last number ${stated.lastSeq}, stored ${last?.seq ?? 0}`;
  const told = stated.lastMessage;
  const same =
    told?.seq === last?.seq && told?.deleted === last?.deleted && (told?.body === last?.body || last?.deleted === true);
  if (!same) return `told another last message (${told?.seq ?? 'none'})`;
  for (const [user, known] of Object.entries(stated.marks)) {
    if (known !== (marks[user] ?? 0)) return `told mark ${known} of ${user}, stored ${marks[user] ?? 0}`;
  }
  return undefined;
}

/** Readers are those others whose mark has passed the message; sorted marks make this O(n log n). */
function checkMessages(conversation: FinalConversation, report: Report): void {
  const { id, rows, marks, views } = conversation;
  const sorted = Object.values(marks).sort((a, b) => a - b);
  const reactions = new Map(rows.map((row) => [row.seq, row.deleted ? '' : row.reactions]));
  const senders = new Map(rows.map((row) => [row.seq, row.sender]));
  for (const { name, messages } of views) {
    for (const message of messages) {
      if (message.reactions !== (reactions.get(message.seq) ?? '')) {
        report('C11', `${id}/${message.seq} by ${name}: reactions ${message.reactions || 'none'}`);
      }
      if (message.readCount === null) continue;
      const own = (marks[senders.get(message.seq) ?? ''] ?? 0) >= message.seq ? 1 : 0;
      const readers = sorted.length - lowerBound(sorted, message.seq) - own;
      if (message.readCount !== readers) {
        report('C11', `${id}/${message.seq} by ${name}: read by ${message.readCount}, recount ${readers}`);
      }
    }
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
