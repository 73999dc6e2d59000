import type { DeviceRecord, FinalConversation, FinalMessage, History, SessionRecord, SyncRecord } from './history.ts';
import type { Report } from './violation.ts';

/** How long after its acknowledgement a message may still be on its way to a live connection. */
export const PUSH_GRACE_MS = 5_000;

/** C6: each device applied exactly its slice, in order, once, and none was left behind while it was live. */
export function checkDevices(history: History, report: Report): void {
  const final = new Map(history.final.map((conversation) => [conversation.id, conversation]));
  const acked = acknowledgedOverTime(history);
  for (const device of history.devices) {
    for (const [conversation, stream] of device.streams) {
      const stored = final.get(conversation)?.rows ?? [];
      const fault = streamFault(device, stream, stored);
      if (fault !== undefined) report('C6', `${device.name} in ${conversation}: ${fault}`);
    }
    for (const session of device.sessions) {
      const fault = sessionFault(session, acked);
      if (fault !== undefined) report('C6', `${device.name}: ${fault}`);
    }
  }
  for (const sync of history.syncs) checkSync(sync, final, report);
}

function streamFault(
  device: DeviceRecord,
  stream: { from: number; applied: readonly number[] },
  rows: readonly FinalMessage[],
): string | undefined {
  const slice = rows.filter(({ seq }) => seq > stream.from);
  for (const [index, seq] of stream.applied.entries()) {
    const expected = slice[index]?.seq;
    if (seq !== expected) return `applied ${seq} where ${expected ?? 'nothing'} was due`;
  }
  if (device.complete && stream.applied.length < slice.length) {
    return `ended without ${slice[stream.applied.length]?.seq} of ${rows.length}`;
  }
  return undefined;
}

type AckedOverTime = Map<string, { at: number; highest: number }[]>;

function acknowledgedOverTime(history: History): AckedOverTime {
  const times: AckedOverTime = new Map();
  for (const { conversation, answers } of history.sends) {
    const first = answers[0];
    if (first === undefined) continue;
    const list = times.get(conversation) ?? [];
    times.set(conversation, list);
    list.push({ at: first.at, highest: first.seq });
  }
  for (const list of times.values()) {
    list.sort((a, b) => a.at - b.at);
    let highest = 0;
    for (const entry of list) {
      highest = Math.max(highest, entry.highest);
      entry.highest = highest;
    }
  }
  return times;
}

/** What was acknowledged well before the end of a live session must have arrived in it. */
function sessionFault(session: SessionRecord, acked: AckedOverTime): string | undefined {
  const until = session.endedAt - PUSH_GRACE_MS;
  if (until < session.liveAt) return undefined;
  for (const [conversation, cursor] of Object.entries(session.cursors)) {
    const due = highestBefore(acked.get(conversation) ?? [], until);
    if (cursor < due) {
      return `live in ${conversation} for ${Math.round(session.endedAt - session.liveAt)} ms, at ${cursor}, and ${due} never came`;
    }
  }
  return undefined;
}

function highestBefore(list: readonly { at: number; highest: number }[], time: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.at ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return list[low - 1]?.highest ?? 0;
}

/** Sync told of every message, in its latest version. */
function checkSync(sync: SyncRecord, final: Map<string, FinalConversation>, report: Report): void {
  for (const [conversation, versions] of sync.versions) {
    for (const row of final.get(conversation)?.rows ?? []) {
      const version = versions.get(row.seq) ?? 0;
      if (version < row.version) {
        report('C6', `${sync.name} in ${conversation}: knows ${row.seq} in version ${version} of ${row.version}`);
      }
    }
  }
}

/** C8: every final read shows the committed rows, no more, no less, in their order. */
export function checkViews(history: History, report: Report): void {
  for (const { id, rows, views } of history.final) {
    for (const { name, messages } of views) {
      const fault = viewFault(rows, messages);
      if (fault !== undefined) report('C8', `${id} by ${name}: ${fault}`);
    }
  }
}

function viewFault(rows: readonly FinalMessage[], messages: readonly FinalMessage[]): string | undefined {
  if (rows.length !== messages.length) return `${messages.length} messages, ${rows.length} rows`;
  for (const [index, row] of rows.entries()) {
    const message = messages[index];
    if (message === undefined || message.seq !== row.seq) return `${message?.seq} in the place of ${row.seq}`;
    const same =
      message.sender === row.sender &&
      message.version === row.version &&
      message.deleted === row.deleted &&
      message.system === row.system &&
      (message.body === row.body || row.deleted) &&
      (message.id === row.id || row.id === null || message.id === null);
    if (!same) return `number ${row.seq} is not the same`;
  }
  return undefined;
}
