import type { FinalConversation, FinalMessage, History, SendRecord, StatedCounts } from './history.ts';
import { openHistory, reactionText, see } from './history.ts';
import { bodyHash, type Random, random } from './prng.ts';

const USERS = ['ann', 'bo', 'cy', 'di'] as const;

type Committed = { row: FinalMessage; committedAt: number; hearts: string[] };

/**
 * A history as a correct server would leave it behind: overlapping sends, lost replies and retries, refusals, edits,
 * deletions, reads, reactions, devices that come and go, pages read on the way. Same seed, same history. It is made
 * from the order of commits outwards and shares no code with the rules.
 */
export function generatedHistory(seed: number): History {
  const draw = random(seed, 'history');
  const history = openHistory();
  history.canaries.push('canary-of-all');
  history.outsiders.push({ name: 'stranger', received: new Set(['{"code":"not_a_member"}', '{"code":"not_found"}']) });
  const conversations = 1 + draw.int(3);
  for (let index = 0; index < conversations; index += 1) addConversation(history, draw, `c${index}`);
  return history;
}

function addConversation(history: History, draw: Random, id: string): void {
  const committed: Committed[] = [];
  let clock = draw.between(0, 1_000);
  const length = 1 + draw.int(40);
  for (let seq = 1; seq <= length; seq += 1) {
    clock += draw.between(0.01, 800);
    const send = addSend(history, draw, id, seq, clock);
    const row: FinalMessage = {
      seq,
      id: `m-${id}-${seq}`,
      sender: send.user,
      clientId: send.clientId,
      body: send.body,
      version: 1,
      deleted: false,
      system: false,
      reactions: '',
      readCount: null,
    };
    committed.push({ row, committedAt: clock, hearts: [] });
    sight(history, id, row, draw);
    if (draw.chance(0.1)) addRefused(history, draw, id, clock);
    if (draw.chance(0.4)) changeOne(history, draw, id, draw.pick(committed));
    if (draw.chance(0.2)) addPage(history, draw, id, seq);
  }
  const end = clock + 10_000;
  const marks = addReads(history, draw, id, length);
  addDevices(history, draw, id, committed, end);
  history.final.push(finalState(id, committed, marks));
}

function addSend(history: History, draw: Random, conversation: string, seq: number, at: number): SendRecord {
  const user = draw.pick(USERS);
  const clientId = `${conversation}-${seq}`;
  const invokedAt = at - draw.between(0, 2_000);
  const answer = { at: at + draw.between(0, 2_000), id: `m-${conversation}-${seq}`, seq };
  const lateAnswers = draw.chance(0.3) ? [{ ...answer, at: answer.at + draw.between(0, 500) }] : [];
  const send: SendRecord = {
    user,
    conversation,
    clientId,
    body: bodyHash(`text ${clientId}`),
    invokedAt,
    attempts: 1 + lateAnswers.length + draw.int(2),
    outcome: 'ok',
    answers: [answer, ...lateAnswers],
  };
  history.sends.push(send);
  return send;
}

function addRefused(history: History, draw: Random, conversation: string, at: number): void {
  const clientId = `refused-${conversation}-${history.sends.length}`;
  history.sends.push({
    user: draw.pick(USERS),
    conversation,
    clientId,
    body: bodyHash(clientId),
    invokedAt: at,
    attempts: 1,
    outcome: 'refused',
    answers: [],
  });
}

function changeOne(history: History, draw: Random, conversation: string, target: Committed): void {
  const { row } = target;
  if (row.deleted) return;
  const about = { user: row.sender, conversation, seq: row.seq };
  const kind = draw.pick(['edit', 'edit', 'delete', 'react'] as const);
  row.version += 1;
  if (kind === 'edit') {
    row.body = bodyHash(`edited ${row.version}`);
    history.changes.push({ kind, ...about, body: row.body, outcome: 'ok', version: row.version });
  } else if (kind === 'delete') {
    Object.assign(row, { deleted: true, body: bodyHash(''), reactions: '' });
    history.changes.push({ kind, ...about, outcome: draw.chance(0.2) ? 'unknown' : 'ok' });
  } else {
    const user = draw.pick(USERS);
    const adds = !target.hearts.includes(user);
    target.hearts = adds ? [...target.hearts, user] : target.hearts.filter((name) => name !== user);
    row.reactions = reactionText([{ emoji: '❤', userIds: target.hearts }]);
    history.changes.push({ kind, conversation, seq: row.seq, user, emoji: '❤', adds, outcome: 'ok' });
  }
  sight(history, conversation, row, draw);
}

function sight(history: History, conversation: string, row: FinalMessage, draw: Random): void {
  if (draw.chance(0.2)) return;
  const { seq, id, sender, version, body, deleted, system } = row;
  see(history, { conversation, seq, id: id ?? '', sender, version, body, deleted, system, by: draw.pick(USERS) });
}

function addPage(history: History, draw: Random, conversation: string, seq: number): void {
  const high = 1 + draw.int(seq);
  const low = 1 + draw.int(high);
  const seqs = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  history.pages.push({ conversation, reader: draw.pick(USERS), low, high, seqs });
}

function addReads(history: History, draw: Random, conversation: string, length: number): Record<string, number> {
  const marks: Record<string, number> = {};
  for (const user of USERS) {
    let mark = 0;
    let clock = 0;
    for (let count = draw.int(4); count > 0; count -= 1) {
      const upTo = 1 + draw.int(length);
      mark = Math.max(mark, upTo);
      const begunAt = clock + draw.between(0, 10);
      clock = begunAt + draw.between(0, 10);
      history.changes.push({ kind: 'read', user, conversation, upTo, begunAt, endedAt: clock, outcome: 'ok', mark });
    }
    marks[user] = mark;
  }
  return marks;
}

function addDevices(history: History, draw: Random, id: string, committed: readonly Committed[], end: number): void {
  const all = committed.map(({ row }) => row.seq);
  const from = draw.int(all.length + 1);
  const left = draw.int(all.length + 1);
  const liveAt = draw.between(0, end);
  const endedAt = draw.between(liveAt, end);
  const cursor = committed.filter(({ committedAt }) => committedAt <= endedAt).length;
  const whole = { from, applied: all.slice(from) };
  const gone = { from: 0, applied: all.slice(0, left) };
  const session = { liveAt, endedAt, cursors: { [id]: cursor } };
  history.devices.push(
    { name: `phone-${id}`, user: 'ann', streams: new Map([[id, whole]]), sessions: [session], complete: true },
    { name: `tablet-${id}`, user: 'bo', streams: new Map([[id, gone]]), sessions: [], complete: false },
  );
  const versions = new Map(committed.map(({ row }) => [row.seq, row.version]));
  history.syncs.push({ name: `sync-${id}`, user: 'cy', versions: new Map([[id, versions]]) });
}

function finalState(id: string, committed: readonly Committed[], marks: Record<string, number>): FinalConversation {
  const rows = committed.map(({ row }) => row);
  const passed = (seq: number, sender: string): number =>
    USERS.filter((user) => user !== sender && (marks[user] ?? 0) >= seq).length;
  const read = rows.map((row) => ({ ...row, readCount: passed(row.seq, row.sender) }));
  const last = rows.at(-1);
  const stated: StatedCounts[] = USERS.map((user) => {
    const unread = rows.filter((row) => row.sender !== user && !row.deleted && row.seq > (marks[user] ?? 0)).length;
    const lastMessage = last === undefined ? null : { seq: last.seq, body: last.body, deleted: last.deleted };
    const lastReadSeq = marks[user] ?? 0;
    const base = { user, lastReadSeq, lastMessage, marks: { ...marks } };
    return { ...base, unreadCount: unread, listedUnread: unread, lastSeq: last?.seq ?? 0 };
  });
  const socket = rows.map((row) => ({ ...row, clientId: null }));
  return {
    id,
    rows,
    marks,
    views: [
      { name: 'rest', messages: read },
      { name: 'socket', messages: socket },
    ],
    stated,
  };
}
