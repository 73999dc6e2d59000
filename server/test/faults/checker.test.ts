import { describe, expect, test } from 'vitest';
import { check } from './checker.ts';
import { generatedHistory } from './generatedHistory.ts';
import type {
  EventRecord,
  FinalConversation,
  FinalMessage,
  History,
  ReadRecord,
  SendRecord,
  Sighting,
} from './history.ts';
import { historyLines, openHistory, see } from './history.ts';
import { bodyHash } from './prng.ts';
import { PUSH_GRACE_MS } from './rulesOfReading.ts';
import { RULES, type Rule } from './violation.ts';

const ROOM = 'room';

/** Ann sends 1, 2 and 3 one after the other; Bo has read 2, hears of everything and pages once. Nothing is wrong. */
function smallHistory(): History {
  const history = openHistory();
  const sends = [1, 2, 3].map((seq) => send(seq, seq * 1_000, seq * 1_000 + 100));
  const rows = sends.map(({ clientId, body }, index) => row(index + 1, clientId, body));
  history.sends.push(...sends);
  history.changes.push(read(2, 2, 10_000));
  for (const { seq, body } of rows) see(history, sighting(seq, body));
  const stream = { from: 0, applied: [1, 2, 3] };
  const session = { liveAt: 0, endedAt: 60_000, cursors: { [ROOM]: 3 } };
  history.devices.push({
    name: 'phone',
    user: 'bo',
    streams: new Map([[ROOM, stream]]),
    sessions: [session],
    complete: true,
  });
  history.syncs.push({
    name: 'sync',
    user: 'bo',
    versions: new Map([
      [
        ROOM,
        new Map([
          [1, 1],
          [2, 1],
          [3, 1],
        ]),
      ],
    ]),
  });
  history.events = [1, 2, 2, 3].map((seq, offset) => event(seq, offset));
  history.presence.push({ node: 'node 1', user: 'bo', isThere: true, told: true });
  history.pages.push({ conversation: ROOM, reader: 'bo', low: 1, high: 3, seqs: [1, 2, 3] });
  history.outsiders.push({ name: 'stranger', received: new Set(['{"code":"not_a_member"}']) });
  history.canaries.push('canary-1');
  const lastMessage = { seq: 3, body: bodyHash('text 3'), deleted: false };
  const marks = { ann: 0, bo: 2 };
  const told = { lastSeq: 3, lastMessage, marks };
  history.final.push({
    id: ROOM,
    rows,
    marks,
    views: [
      { name: 'rest', messages: rows.map((each) => ({ ...each, readCount: each.seq <= 2 ? 1 : 0 })) },
      { name: 'socket', messages: rows.map((each) => ({ ...each, clientId: null })) },
    ],
    stated: [
      { user: 'ann', unreadCount: 0, listedUnread: 0, lastReadSeq: 0, ...told },
      { user: 'bo', unreadCount: 1, listedUnread: 1, lastReadSeq: 2, ...told },
    ],
  });
  return history;
}

function send(seq: number, invokedAt: number, ackedAt: number): SendRecord {
  const answers = [{ at: ackedAt, id: `m${seq}`, seq }];
  const clientId = `id-${seq}`;
  const body = bodyHash(`text ${seq}`);
  return { user: 'ann', conversation: ROOM, clientId, body, invokedAt, attempts: 1, outcome: 'ok', answers };
}

function read(upTo: number, mark: number, begunAt: number): ReadRecord {
  return { kind: 'read', user: 'bo', conversation: ROOM, upTo, begunAt, endedAt: begunAt + 10, outcome: 'ok', mark };
}

/** Number 2 came again, as it may. */
function event(seq: number, offset: number): EventRecord {
  const message = { conversation: ROOM, seq, version: 1 };
  return {
    partition: 0,
    offset,
    key: ROOM,
    id: `e${seq}`,
    type: 'message.sent',
    body: bodyHash(`event ${seq}`),
    message,
  };
}

function row(seq: number, clientId: string, body: number): FinalMessage {
  const state = { version: 1, deleted: false, system: false, reactions: '', readCount: null };
  return { seq, id: `m${seq}`, sender: 'ann', clientId, body, ...state };
}

function sighting(seq: number, body: number): Sighting {
  const state = { version: 1, deleted: false, system: false, by: 'phone' };
  return { conversation: ROOM, seq, id: `m${seq}`, sender: 'ann', body, ...state };
}

function room(history: History): FinalConversation {
  return must(history.final[0]);
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the small history has no such part');
  return value;
}

/** Changes a row and all that is told of it, so that only what was done to it can be found. */
function everywhere(history: History, seq: number, change: Partial<FinalMessage>): void {
  const { rows, views } = room(history);
  for (const list of [rows, ...views.map(({ messages }) => messages)]) {
    Object.assign(must(list.find((each) => each.seq === seq)), change);
  }
}

const BAD: readonly { rule: Rule; title: string; spoil: (history: History) => void }[] = [
  {
    rule: 'C1',
    title: 'an acknowledged message that is nowhere',
    spoil: (history) => history.sends.push(send(4, 500, 58_000)),
  },
  {
    rule: 'C1',
    title: 'an acknowledged number that belongs to somebody else',
    spoil: (history) => must(history.sends[0]).answers.push({ at: 9_000, id: 'm2', seq: 2 }),
  },
  {
    rule: 'C1',
    title: 'an acknowledged edit that is undone',
    spoil: ({ changes }) =>
      changes.push({ kind: 'edit', user: 'ann', conversation: ROOM, seq: 2, body: 7, outcome: 'ok', version: 2 }),
  },
  {
    rule: 'C1',
    title: 'an acknowledged deletion that is undone',
    spoil: ({ changes }) => changes.push({ kind: 'delete', user: 'ann', conversation: ROOM, seq: 2, outcome: 'ok' }),
  },
  {
    rule: 'C1',
    title: 'a read mark that moved back',
    spoil: ({ changes }) => changes.push(read(3, 3, 20_000)),
  },
  {
    rule: 'C1',
    title: 'an acknowledged reaction that is gone',
    spoil: ({ changes }) =>
      changes.push({ kind: 'react', user: 'bo', conversation: ROOM, seq: 1, emoji: '❤', adds: true, outcome: 'ok' }),
  },
  {
    rule: 'C2',
    title: 'a message that was pushed and never committed',
    spoil: (history) => see(history, sighting(4, bodyHash('text 4'))),
  },
  {
    rule: 'C2',
    title: 'a message that was pushed under the number of another',
    spoil: (history) => see(history, { ...sighting(3, bodyHash('text 4')), by: 'tablet' }),
  },
  {
    rule: 'C2',
    title: 'an edit that was pushed and never committed',
    spoil: (history) => see(history, { ...sighting(3, bodyHash('edited')), version: 2 }),
  },
  {
    rule: 'C2',
    title: 'two texts shown for one earlier version',
    spoil: (history) => {
      history.events = null;
      everywhere(history, 1, { version: 3, body: bodyHash('third') });
      must(must(history.syncs[0]).versions.get(ROOM)).set(1, 3);
      see(history, { ...sighting(1, bodyHash('second')), version: 2 });
      see(history, { ...sighting(1, bodyHash('other')), version: 2 });
    },
  },
  {
    rule: 'C2',
    title: 'a stored message that nobody sent',
    spoil: (history) => {
      history.sends.splice(1, 1);
    },
  },
  {
    rule: 'C3',
    title: 'a retry that was stored again',
    spoil: (history) => {
      everywhere(history, 3, { clientId: 'id-2', body: bodyHash('text 2') });
      history.sightings.clear();
      history.sends.pop();
      must(history.sends[1]).answers.push({ at: 4_000, id: 'm3', seq: 3 });
      for (const stated of room(history).stated) must(stated.lastMessage ?? undefined).body = bodyHash('text 2');
    },
  },
  {
    rule: 'C4',
    title: 'a number that is missing',
    spoil: (history) => {
      for (const list of [room(history).rows, ...room(history).views.map(({ messages }) => messages)])
        list.splice(1, 1);
      history.sends.splice(1, 1);
      history.sightings.delete([...history.sightings.keys()][1] ?? '');
      must(must(history.devices[0]).streams.get(ROOM)).applied.splice(1, 1);
      must(history.pages[0]).seqs.splice(1, 1);
    },
  },
  {
    rule: 'C4',
    title: 'a number that is taken twice',
    spoil: (history) => {
      const twin = row(3, 'id-4', bodyHash('text 3'));
      for (const list of [room(history).rows, ...room(history).views.map(({ messages }) => messages)]) {
        list.push({ ...must(list.at(-1)), ...twin, readCount: must(list.at(-1)).readCount });
      }
      history.sends.splice(2, 1, { ...send(3, 3_000, 3_100), clientId: 'id-4' });
      history.sends.push({ ...send(3, 3_000, 3_100), answers: [] });
      must(must(history.devices[0]).streams.get(ROOM)).applied.push(3);
      must(room(history).stated[1]).unreadCount = 2;
      must(room(history).stated[1]).listedUnread = 2;
    },
  },
  {
    rule: 'C5',
    title: 'a message begun after an acknowledgement and numbered before it',
    spoil: (history) => {
      must(history.sends[0]).invokedAt = 2_500;
      must(must(history.sends[0]).answers[0]).at = 2_600;
    },
  },
  {
    rule: 'C6',
    title: 'a device that skipped a message',
    spoil: (history) => must(must(history.devices[0]).streams.get(ROOM)).applied.splice(1, 1),
  },
  {
    rule: 'C6',
    title: 'a device that applied a message twice',
    spoil: (history) => must(must(history.devices[0]).streams.get(ROOM)).applied.splice(1, 0, 1),
  },
  {
    rule: 'C6',
    title: 'a device that ended without the newest message',
    spoil: (history) => must(must(history.devices[0]).streams.get(ROOM)).applied.pop(),
  },
  {
    rule: 'C6',
    title: 'a live connection that a message never reached',
    spoil: (history) => {
      must(history.devices[0]).sessions.push({ liveAt: 0, endedAt: 3_200 + PUSH_GRACE_MS, cursors: { [ROOM]: 2 } });
    },
  },
  {
    rule: 'C6',
    title: 'a sync that never told of a message',
    spoil: (history) => must(must(history.syncs[0]).versions.get(ROOM)).delete(2),
  },
  {
    rule: 'C7',
    title: 'a page that left one out',
    spoil: (history) => must(history.pages[0]).seqs.splice(1, 1),
  },
  {
    rule: 'C7',
    title: 'a page that showed one twice',
    spoil: (history) => must(history.pages[0]).seqs.splice(1, 0, 1),
  },
  {
    rule: 'C7',
    title: 'a page that ended before its range',
    spoil: (history) => must(history.pages[0]).seqs.pop(),
  },
  {
    rule: 'C8',
    title: 'a final read that lacks a message',
    spoil: (history) => must(room(history).views[1]).messages.splice(1, 1),
  },
  {
    rule: 'C8',
    title: 'a final read with another text',
    spoil: (history) => {
      must(must(room(history).views[1]).messages[1]).body = 7;
    },
  },
  {
    rule: 'C9',
    title: 'an event that never came',
    spoil: (history) => history.events?.pop(),
  },
  {
    rule: 'C9',
    title: 'events out of order',
    spoil: ({ events }) => {
      for (const [offset, each] of must(events?.reverse()).entries()) each.offset = offset;
    },
  },
  {
    rule: 'C9',
    title: 'an event that came again under another id',
    spoil: ({ events }) => Object.assign(must(events?.[2]), { id: 'e2-again' }),
  },
  {
    rule: 'C9',
    title: 'an event that came again with another body',
    spoil: ({ events }) => Object.assign(must(events?.[2]), { body: 7 }),
  },
  {
    rule: 'C9',
    title: 'events of a conversation in two partitions',
    spoil: ({ events }) => Object.assign(must(events?.[3]), { partition: 1 }),
  },
  {
    rule: 'C9',
    title: 'an edit that nobody was told of',
    spoil: (history) => {
      everywhere(history, 3, { version: 2, body: bodyHash('edited') });
      must(must(history.syncs[0]).versions.get(ROOM)).set(3, 2);
      for (const stated of room(history).stated) must(stated.lastMessage ?? undefined).body = bodyHash('edited');
      const body = bodyHash('edited');
      history.changes.push({ kind: 'edit', user: 'ann', conversation: ROOM, seq: 3, body, outcome: 'ok', version: 2 });
    },
  },
  {
    rule: 'C10',
    title: 'somebody who wrote after their removal',
    spoil: ({ trespasses }) => trespasses.push({ at: 0, text: 'the guest wrote' }),
  },
  {
    rule: 'C13',
    title: 'somebody who is kept as present by a node that died',
    spoil: ({ presence }) => presence.push({ node: 'node 2', user: 'ann', isThere: false, told: true }),
  },
  {
    rule: 'C10',
    title: 'an outsider who was sent a private text',
    spoil: (history) => must(history.outsiders[0]).received.add('{"content":"hello canary-1"}'),
  },
  {
    rule: 'C11',
    title: 'an unread count that is not the recount',
    spoil: (history) => {
      must(room(history).stated[1]).unreadCount = 2;
    },
  },
  {
    rule: 'C11',
    title: 'a read that was told a lower mark than one before it',
    spoil: ({ changes }) => changes.push(read(1, 1, 20_000)),
  },
  {
    rule: 'C11',
    title: 'a list of unread counts that disagrees',
    spoil: (history) => {
      must(room(history).stated[1]).listedUnread = 0;
    },
  },
  {
    rule: 'C11',
    title: 'a last message that is not the last',
    spoil: (history) => {
      must(room(history).stated[0]).lastMessage = { seq: 2, body: bodyHash('text 2'), deleted: false };
    },
  },
  {
    rule: 'C11',
    title: "another member's mark told wrongly",
    spoil: (history) => {
      must(room(history).stated[0]).marks = { ann: 0, bo: 1 };
    },
  },
  {
    rule: 'C11',
    title: 'a count of readers that is not the recount',
    spoil: (history) => {
      must(must(room(history).views[0]).messages[0]).readCount = 0;
    },
  },
  {
    rule: 'C11',
    title: 'a reaction that is shown and not stored',
    spoil: (history) => {
      must(must(room(history).views[0]).messages[0]).reactions = '❤:bo';
    },
  },
  {
    rule: 'C12',
    title: 'a server that ended by itself',
    spoil: (history) => history.mishaps.push({ at: 0, text: 'the server ended with code 1' }),
  },
  {
    rule: 'C12',
    title: 'a send that never became definite',
    spoil: (history) => {
      history.sends.push({ ...send(4, 9_000, 0), outcome: 'unknown', answers: [] });
    },
  },
];

describe('the checker', () => {
  test('finds nothing in a small good history', () => {
    expect(check(smallHistory())).toMatchObject({ green: true, violations: [] });
  });

  test.each(BAD)('reports $title by $rule alone', ({ rule, spoil }) => {
    const history = smallHistory();
    spoil(history);
    const verdict = check(history);
    expect(new Set(verdict.violations.map((violation) => violation.rule))).toEqual(new Set([rule]));
    expect(verdict.green).toBe(false);
    expect(verdict.counts[rule]).toBeGreaterThan(0);
  });

  test('has a bad history for every rule', () => {
    expect(new Set(BAD.map(({ rule }) => rule))).toEqual(new Set(Object.keys(RULES)));
  });

  test('finds nothing in 1,000 generated good histories', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      expect({ seed, violations: check(generatedHistory(seed)).violations }).toEqual({ seed, violations: [] });
    }
  });

  test('finds a row taken out of any generated history', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const history = generatedHistory(seed);
      const { rows } = room(history);
      rows.splice(seed % rows.length, 1);
      expect({ seed, green: check(history).green }).toEqual({ seed, green: false });
    }
  });

  test('keeps a few breaches of a rule in words and counts all', () => {
    const history = smallHistory();
    for (let index = 0; index < 500; index += 1) history.mishaps.push({ at: index, text: `exit ${index}` });
    const verdict = check(history);
    expect(verdict.counts.C12).toBe(500);
    expect(verdict.violations).toHaveLength(20);
  });

  test('judges 60,000 messages in a few seconds', () => {
    const history = openHistory();
    const length = 60_000;
    const rows = Array.from({ length }, (_, index) => row(index + 1, `id-${index + 1}`, bodyHash(`text ${index + 1}`)));
    const applied = rows.map(({ seq }) => seq);
    for (const { seq } of rows) history.sends.push(send(seq, seq * 10, seq * 10 + 5));
    for (const { seq, body } of rows) see(history, sighting(seq, body));
    history.devices.push({
      name: 'phone',
      user: 'bo',
      streams: new Map([[ROOM, { from: 0, applied }]]),
      sessions: [],
      complete: true,
    });
    history.final.push({ id: ROOM, rows, marks: { bo: 10 }, views: [{ name: 'rest', messages: rows }], stated: [] });
    const begun = performance.now();
    expect(check(history).violations).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test('writes a history as lines of JSON', () => {
    const lines = [...historyLines(smallHistory())].map((line): unknown => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(12);
  });
});
