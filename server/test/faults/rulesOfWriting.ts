import type { ChangeRecord, FinalConversation, FinalMessage, History, SendRecord, Sighting } from './history.ts';
import type { Report } from './violation.ts';

/** The committed rows of a history, found by conversation and number. */
export type Rows = Map<string, Map<number, FinalMessage>>;

/** Indexes the final rows. Where a number is taken twice the last row counts; C4 and C3 tell of the rest. */
export function indexRows(final: readonly FinalConversation[]): Rows {
  return new Map(final.map(({ id, rows }) => [id, new Map(rows.map((row) => [row.seq, row]))]));
}

/** C1: every acknowledged send, edit, deletion, read and reaction is in the final state. */
export function checkAcknowledged(history: History, rows: Rows, report: Report): void {
  for (const send of history.sends) {
    for (const answer of send.answers) {
      const row = rows.get(send.conversation)?.get(answer.seq);
      if (row?.sender !== send.user || row.clientId !== send.clientId) {
        report('C1', `${send.clientId} of ${send.user} in ${send.conversation}: acknowledged as number ${answer.seq}`);
        break;
      }
    }
  }
  const marks = new Map(history.final.map((conversation) => [conversation.id, conversation.marks]));
  for (const change of history.changes) {
    if (change.outcome !== 'ok' || change.kind === 'react') continue;
    const place = `${change.kind} by ${change.user} in ${change.conversation}`;
    if (change.kind === 'read') {
      const mark = marks.get(change.conversation)?.[change.user] ?? 0;
      if (mark < change.upTo || mark < change.mark) report('C1', `${place} up to ${change.upTo}: the mark is ${mark}`);
      continue;
    }
    const row = rows.get(change.conversation)?.get(change.seq);
    if (row === undefined) report('C1', `${place}: number ${change.seq} is gone`);
    else if (change.kind === 'delete' && !row.deleted) report('C1', `${place}: number ${change.seq} is still there`);
    else if (change.kind === 'edit' && lostEdit(row, change)) report('C1', `${place}: number ${change.seq} is undone`);
  }
  checkReactions(history, rows, report);
}

function lostEdit(row: FinalMessage, edit: { version: number; body: number }): boolean {
  if (row.version < edit.version) return true;
  return row.version === edit.version && !row.deleted && row.body !== edit.body;
}

/** The last reaction call of a user on a message and emoji decides, unless one of them stayed unknown. */
function checkReactions(history: History, rows: Rows, report: Report): void {
  const last = new Map<string, { change: ChangeRecord & { kind: 'react' }; sure: boolean }>();
  for (const change of history.changes) {
    if (change.kind !== 'react' || change.outcome === 'refused') continue;
    const key = `${change.conversation}/${change.seq}/${change.emoji}/${change.user}`;
    const sure = change.outcome === 'ok' && (last.get(key)?.sure ?? true);
    last.set(key, { change, sure });
  }
  for (const { change, sure } of last.values()) {
    const row = rows.get(change.conversation)?.get(change.seq);
    if (!sure || row === undefined || row.deleted) continue;
    if (hasReaction(row.reactions, change.emoji, change.user) !== change.adds) {
      report('C1', `${change.emoji} of ${change.user} on ${change.conversation}/${change.seq}: not ${change.adds}`);
    }
  }
}

function hasReaction(reactions: string, emoji: string, user: string): boolean {
  const part = reactions.split(';').find((text) => text.startsWith(`${emoji}:`));
  return (
    part
      ?.slice(emoji.length + 1)
      .split(',')
      .includes(user) ?? false
  );
}

/** C2: whatever was shown to anyone was committed as shown, and every row was somebody's wish. */
export function checkPhantoms(history: History, rows: Rows, report: Report): void {
  const wishes = new Map<string, SendRecord>();
  for (const send of history.sends) wishes.set(`${send.conversation}/${send.user}/${send.clientId}`, send);
  for (const conversation of history.final) {
    for (const row of conversation.rows) {
      if (row.system) continue;
      const wish = wishes.get(`${conversation.id}/${row.sender}/${row.clientId ?? ''}`);
      const place = `${conversation.id}/${row.seq}`;
      if (wish === undefined) report('C2', `${place}: stored for ${row.sender}, who never sent it`);
      else if (row.version === 1 && wish.body !== row.body) report('C2', `${place}: stored with another text`);
    }
  }
  const shown = new Map<string, { body: number; deleted: boolean }>();
  for (const sighting of history.sightings.values()) {
    const { conversation, seq, version } = sighting;
    const row = rows.get(conversation)?.get(seq);
    const wish = wishes.get(`${conversation}/${sighting.sender}/${row?.clientId ?? ''}`);
    const key = `${conversation}/${seq}/${version}`;
    const fault = sightingFault(sighting, row, wish, shown.get(key));
    if (fault !== undefined)
      report('C2', `${conversation}/${seq} in version ${version}, shown to ${sighting.by}: ${fault}`);
    shown.set(key, sighting);
  }
}

type Shown = { body: number; deleted: boolean };

function sightingFault(
  sighting: Sighting,
  row: FinalMessage | undefined,
  wish: SendRecord | undefined,
  earlier: Shown | undefined,
): string | undefined {
  if (row === undefined) return 'never committed';
  if (row.sender !== sighting.sender || row.system !== sighting.system) return 'another message has that number';
  if (row.id !== null && row.id !== sighting.id) return `its id is ${row.id}, not ${sighting.id}`;
  if (sighting.version > row.version) return `the stored version is ${row.version}`;
  const first: Shown | undefined =
    wish !== undefined && sighting.version === 1 ? { body: wish.body, deleted: false } : undefined;
  const known = sighting.version === row.version ? row : (first ?? earlier ?? sighting);
  if (known.deleted !== sighting.deleted) return 'deleted for one, not for another';
  return known.body === sighting.body || known.deleted ? undefined : 'another text';
}

/** C3: one row per sender, conversation and client id. */
export function checkDoubles(history: History, report: Report): void {
  for (const { id, rows } of history.final) {
    const seen = new Map<string, number>();
    for (const { sender, clientId, seq } of rows) {
      if (clientId === null) continue;
      const key = `${sender}/${clientId}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, seq);
      else if (first !== seq) report('C3', `${id}: ${clientId} of ${sender} is stored as ${first} and as ${seq}`);
    }
  }
}
