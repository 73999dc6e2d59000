import type { EventRecord, FinalConversation, History } from './history.ts';
import type { Report } from './violation.ts';

/**
 * C9: each message, and each change of one, was told at least once, in the order of its conversation, under one id and with one body
 * however often it came.
 */
export function checkEvents(history: History, report: Report): void {
  if (history.events === null) return;
  const first = firstOnes(history.events, report);
  const told = Map.groupBy(first, ({ message }) => message?.conversation ?? '');
  for (const conversation of history.final) checkConversation(conversation, told.get(conversation.id) ?? [], report);
}

/** Those that did not come before, in the order of each partition. */
function firstOnes(events: readonly EventRecord[], report: Report): EventRecord[] {
  const known = new Map<string, EventRecord>();
  const partitions = new Map<string, number>();
  for (const event of [...events].sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const { id, body, key, partition } = event;
    if ((partitions.get(key) ?? partition) !== partition) report('C9', `${key} is in several partitions`);
    partitions.set(key, partition);
    const before = known.get(id);
    if (before === undefined) known.set(id, event);
    else if (before.body !== body) report('C9', `two events of ${key} have the id ${id}`);
  }
  return [...known.values()];
}

function checkConversation({ id, rows }: FinalConversation, events: readonly EventRecord[], report: Report): void {
  let lastSeq = 0;
  const versions = new Map<number, number>();
  for (const { message, type, key, offset } of events) {
    if (message === null) continue;
    const { seq, version } = message;
    if (key !== id) report('C9', `${type} ${seq} of ${id} has the key ${key}`);
    if (version !== (versions.get(seq) ?? 0) + 1) {
      report('C9', `${id}/${seq}: version ${version} after ${versions.get(seq) ?? 'nothing'}, at ${offset}`);
    }
    versions.set(seq, version);
    if (version > 1) continue;
    if (seq !== lastSeq + 1) report('C9', `${id}: message ${seq} after ${lastSeq}, at ${offset}`);
    lastSeq = seq;
  }
  for (const { seq, version } of rows) {
    const last = versions.get(seq) ?? 0;
    if (last !== version) report('C9', `${id}/${seq}: told up to version ${last} of ${version}`);
  }
}
