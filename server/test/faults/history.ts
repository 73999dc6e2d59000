/**
 * What the clients of a fault run did and saw, and the state that was found after it. Times are milliseconds of one
 * monotonic clock: all clients live in one process. Bodies are kept as hashes (`bodyHash`).
 */

/** How a call ended: `unknown` means that no answer came, or one that leaves open whether it was done. */
export type Outcome = 'ok' | 'refused' | 'unknown';

/** A positive answer to a send, whichever attempt it answers. */
export type Answer = { at: number; id: string; seq: number };

/** One message that a client wanted to send, over all its attempts; every attempt carries the same client id. */
export type SendRecord = {
  user: string;
  conversation: string;
  clientId: string;
  body: number;
  /** When the first attempt began. */
  invokedAt: number;
  attempts: number;
  outcome: Outcome;
  answers: Answer[];
};

/** Something other than a send that a client asked for. `seq` numbers the message that it is about. */
export type ChangeRecord =
  | { kind: 'edit'; user: string; conversation: string; seq: number; body: number; outcome: Outcome; version: number }
  | { kind: 'delete'; user: string; conversation: string; seq: number; outcome: Outcome }
  | ReadRecord
  | {
      kind: 'react';
      user: string;
      conversation: string;
      seq: number;
      emoji: string;
      adds: boolean;
      outcome: Outcome;
    };

/** A call that moved a read mark, or tried to; `mark` is where it stood afterwards, as the answer says. */
export type ReadRecord = {
  kind: 'read';
  user: string;
  conversation: string;
  upTo: number;
  begunAt: number;
  endedAt: number;
  outcome: Outcome;
  mark: number;
};

/** One state of one message as some client was shown it, by push, page, answer or resume. */
export type Sighting = {
  conversation: string;
  seq: number;
  id: string;
  sender: string;
  version: number;
  body: number;
  deleted: boolean;
  system: boolean;
  /** Who saw it first, and by which door. */
  by: string;
};

/** What one connection of a device had applied when it ended. */
export type SessionRecord = {
  /** When it had connected and caught up. */
  liveAt: number;
  endedAt: number;
  cursors: Record<string, number>;
};

/** A device that applies messages in their order and reads from the store when it sees a hole. */
export type DeviceRecord = {
  name: string;
  user: string;
  /** Per conversation: the number it began after, and every number that it applied, in the order in which it did. */
  streams: Map<string, { from: number; applied: number[] }>;
  sessions: SessionRecord[];
  /** Whether it was live until the end: then it must have everything. */
  complete: boolean;
};

/** A device that only asks `sync` what changed, and keeps the highest version of each message. */
export type SyncRecord = {
  name: string;
  user: string;
  /** Per conversation: number of the message -> latest version that sync told of. */
  versions: Map<string, Map<number, number>>;
};

/** A page that was read while others wrote: it claims to be all there is between `low` and `high`. */
export type PageRecord = { conversation: string; reader: string; low: number; high: number; seqs: number[] };

/** Everything that somebody without rights was sent. */
export type OutsiderRecord = { name: string; received: Set<string> };

/** Something that must not happen whatever the fault: an exit, a bare 5xx, an answer outside the contract. */
export type Mishap = { at: number; text: string };

/** Something that somebody did, or was shown, by rights that had ended. */
export type Trespass = { at: number; text: string };

/** Whether a node said of a user that they are there, when all had been told. */
export type PresenceRecord = { node: string; user: string; isThere: boolean; told: boolean };

/** An event as it was read back from the broker, in the order of its partition. */
export type EventRecord = {
  partition: number;
  offset: number;
  key: string;
  id: string;
  type: string;
  /** Hash of the record's value. */
  body: number;
  /** Of a message: its conversation, number and version (1 where it was sent). */
  message: { conversation: string; seq: number; version: number } | null;
};

/** A message as one of the final reads shows it; null where that read does not tell. */
export type FinalMessage = {
  seq: number;
  id: string | null;
  sender: string;
  clientId: string | null;
  body: number;
  version: number;
  deleted: boolean;
  system: boolean;
  /** Canonical text of who reacted with what: see `reactionText`. */
  reactions: string;
  readCount: number | null;
};

/** What one member is told about a conversation, to be compared with a recount. */
export type StatedCounts = {
  user: string;
  unreadCount: number;
  lastReadSeq: number;
  lastSeq: number;
  lastMessage: { seq: number; body: number; deleted: boolean } | null;
  /** The read marks of all members as this one is told them. */
  marks: Record<string, number>;
  /** What the list of unread counts says for the conversation (0 where it is not listed). */
  listedUnread: number;
};

/** The end state of a conversation: the committed rows, the other reads, and what each member is told. */
export type FinalConversation = {
  id: string;
  /** Straight from the database, ascending: the reference. */
  rows: FinalMessage[];
  /** The stored read marks. */
  marks: Record<string, number>;
  /** The same by other doors, each under its name, ascending. */
  views: { name: string; messages: FinalMessage[] }[];
  stated: StatedCounts[];
};

/** All that one round leaves behind for the checker. */
export type History = {
  sends: SendRecord[];
  changes: ChangeRecord[];
  sightings: Map<string, Sighting>;
  /** Pushes of messages that the device had applied already. */
  rawRepeats: number;
  rawPushes: number;
  devices: DeviceRecord[];
  syncs: SyncRecord[];
  pages: PageRecord[];
  outsiders: OutsiderRecord[];
  canaries: string[];
  mishaps: Mishap[];
  trespasses: Trespass[];
  presence: PresenceRecord[];
  /** Null where no broker was there to read from. */
  events: EventRecord[] | null;
  final: FinalConversation[];
};

/** An empty history. */
export function openHistory(): History {
  return {
    sends: [],
    changes: [],
    sightings: new Map(),
    rawRepeats: 0,
    rawPushes: 0,
    devices: [],
    syncs: [],
    pages: [],
    outsiders: [],
    canaries: [],
    mishaps: [],
    trespasses: [],
    presence: [],
    events: null,
    final: [],
  };
}

/** Notes that a client was shown a state of a message; the same state is kept once. */
export function see(history: History, sighting: Sighting): void {
  const { conversation, seq, id, sender, version, body, deleted } = sighting;
  const key = `${conversation}/${seq}/${id}/${sender}/${version}/${body}/${deleted}`;
  if (!history.sightings.has(key)) history.sightings.set(key, sighting);
}

/** Who reacted with what, independent of the order in which it is told. */
export function reactionText(reactions: readonly { emoji: string; userIds: readonly string[] }[]): string {
  const parts = reactions
    .filter(({ userIds }) => userIds.length > 0)
    .map(({ emoji, userIds }) => `${emoji}:${[...userIds].sort().join(',')}`);
  return parts.sort().join(';');
}

/** The history as lines of JSON, one record a line, the largest parts last: what is kept of a red run. */
export function* historyLines(history: History): Generator<string> {
  for (const mishap of history.mishaps) yield JSON.stringify({ mishap });
  for (const trespass of history.trespasses) yield JSON.stringify({ trespass });
  for (const presence of history.presence) yield JSON.stringify({ presence });
  for (const conversation of history.final) {
    yield JSON.stringify({ conversation: conversation.id, marks: conversation.marks, stated: conversation.stated });
  }
  for (const send of history.sends) yield JSON.stringify({ send });
  for (const change of history.changes) yield JSON.stringify({ change });
  for (const device of history.devices) {
    yield JSON.stringify({ device: { ...device, streams: Object.fromEntries(device.streams) } });
  }
  for (const sync of history.syncs) {
    const versions = [...sync.versions].map(([id, known]) => [id, Object.fromEntries(known)]);
    yield JSON.stringify({ sync: { ...sync, versions: Object.fromEntries(versions) } });
  }
  for (const outsider of history.outsiders) {
    yield JSON.stringify({ outsider: { name: outsider.name, received: [...outsider.received] } });
  }
  for (const event of history.events ?? []) yield JSON.stringify({ event });
  for (const page of history.pages) yield JSON.stringify({ page });
  for (const sighting of history.sightings.values()) yield JSON.stringify({ sighting });
  for (const conversation of history.final) {
    for (const row of conversation.rows) yield JSON.stringify({ row: { conversation: conversation.id, ...row } });
    for (const view of conversation.views) {
      for (const message of view.messages) {
        yield JSON.stringify({ view: view.name, message: { conversation: conversation.id, ...message } });
      }
    }
  }
}
