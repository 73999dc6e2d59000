import type { ListedMessage, Message } from '@parley/client';
import { describe, expect, test } from 'vitest';
import { dayOf, layOut, type Row, type RowOptions, rowOfSeq } from './rows.ts';

const noon = new Date(2026, 2, 10, 12).getTime();
const minute = 60_000;

function stored(seq: number, senderId: string, minutes: number, more: Partial<Message> = {}): ListedMessage {
  const createdAt = new Date(noon + minutes * minute).toISOString();
  const message: Message = {
    id: `m${seq}`,
    conversationId: 'c',
    seq,
    type: 'text',
    senderId,
    sender: { id: senderId, name: senderId, avatar: null, role: 'user' },
    content: `${seq}`,
    metadata: {},
    attachments: [],
    mentions: [],
    replyTo: null,
    replyCount: 0,
    forwardedFrom: null,
    reactions: [],
    readCount: 0,
    readBy: [],
    clientId: null,
    version: 1,
    isPinned: false,
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    createdAt,
    updatedAt: createdAt,
    ...more,
  };
  return { state: 'sent', key: message.id, message };
}

const lay = (lines: readonly ListedMessage[], more: Partial<RowOptions> = {}) =>
  layOut({
    lines,
    me: 'ann',
    unreadAfter: null,
    between: [],
    hasOlder: false,
    hasNewer: false,
    breaks: new Set(),
    ...more,
  });

/** Rows in short: messages by number, `(` where a group opens and `)` where it closes. */
const short = (rows: readonly Row[]) =>
  rows.map((row) => {
    if (row.kind !== 'message') return row.kind === 'between' ? row.key : row.kind;
    const text = row.line.state === 'sent' ? row.line.message.content : 'unsent';
    return `${row.opens ? '(' : ''}${text}${row.closes ? ')' : ''}`;
  });

describe('groups and days', () => {
  test('what one person says without a pause is a group; another one, a pause and an event end it', () => {
    const lines = [
      stored(1, 'bo', 0),
      stored(2, 'bo', 1),
      stored(3, 'bo', 2),
      stored(4, 'ann', 3),
      stored(5, 'ann', 9),
      stored(6, 'bo', 9, { type: 'system', sender: null, metadata: { event: 'member_left' } }),
      stored(7, 'bo', 9),
    ];
    expect(short(lay(lines))).toEqual(['day', '(1', '2', '3)', '(4)', '(5)', 'event', '(7)']);
    expect(lay(lines).flatMap((row) => (row.kind === 'message' ? [row.isOwn] : []))).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  test('a day begins with its line, and ends groups', () => {
    const midnight = 12 * 60;
    const lines = [stored(1, 'bo', midnight - 1), stored(2, 'bo', midnight), stored(3, 'bo', midnight + 1)];
    expect(short(lay(lines))).toEqual(['day', '(1)', 'day', '(2', '3)']);
    expect(dayOf(noon + (midnight + 1) * minute) - dayOf(noon)).toBe(1);
  });

  test('days only go forward, whatever the clock of an unsent message says', () => {
    const lines = [stored(1, 'bo', 0), stored(2, 'bo', 24 * 60), stored(3, 'ann', 23 * 60)];
    expect(short(lay(lines))).toEqual(['day', '(1)', 'day', '(2)', '(3)']);
  });

  test('unsent messages go on with one’s own group', () => {
    const unsent: ListedMessage = {
      state: 'pending',
      key: 'x',
      outgoing: {
        clientId: 'x',
        userId: 'ann',
        conversationId: 'c',
        number: 1,
        draft: { type: 'text', content: 'unsent' },
        files: [],
        createdAt: noon + 2 * minute,
        state: 'pending',
        problem: null,
        progress: null,
      },
    };
    expect(short(lay([stored(1, 'ann', 1), unsent]))).toEqual(['day', '(1', 'unsent)']);
  });
});

describe('older pages', () => {
  const older = [stored(1, 'bo', 0), stored(2, 'bo', 1)];
  const loaded = [stored(3, 'bo', 2), stored(4, 'bo', 3), stored(5, 'ann', 4)];

  test('rows that are there stay what they are when older ones come above them', () => {
    const before = lay(loaded, { hasOlder: true, breaks: new Set(['m3']), unreadAfter: 3 });
    const after = lay([...older, ...loaded], { breaks: new Set(['m3']), unreadAfter: 3 });
    expect(short(before)).toEqual(['(3)', 'unread', '(4)', '(5)']);
    expect(after.slice(-before.length)).toEqual(before);
    expect(short(after)).toEqual(['day', '(1', '2)', '(3)', 'unread', '(4)', '(5)']);
  });

  test('the first line bears neither day nor unread mark while something older is not loaded', () => {
    expect(short(lay(loaded, { hasOlder: true, unreadAfter: 2 }))).toEqual(['(3', '4)', '(5)']);
    expect(short(lay(loaded, { unreadAfter: 2 }))).toEqual(['day', 'unread', '(3', '4)', '(5)']);
  });
});

test('the unread mark stands above the first that somebody else wrote', () => {
  const lines = [
    stored(1, 'bo', 0),
    stored(2, 'ann', 1),
    stored(3, 'bo', 2, { type: 'system', sender: null }),
    stored(4, 'bo', 3),
    stored(5, 'bo', 4),
  ];
  expect(short(lay(lines, { unreadAfter: 1 }))).toEqual(['day', '(1)', '(2)', 'event', 'unread', '(4', '5)']);
  expect(short(lay(lines, { unreadAfter: 5 }))).not.toContain('unread');
});

test('what is no message stands by its time, and outside of what is loaded not at all', () => {
  const at = (minutes: number) => new Date(noon + minutes * minute).toISOString();
  const between = [3.5, -10, 99, 2.5].map((minutes) => ({ at: at(minutes), key: `${minutes}`, node: null }));
  const lines = [stored(1, 'bo', 2), stored(2, 'bo', 3), stored(3, 'bo', 4)];
  expect(short(lay(lines, { between }))).toEqual([
    'day',
    'between -10',
    '(1)',
    'between 2.5',
    '(2)',
    'between 3.5',
    '(3)',
    'between 99',
  ]);
  const inside = short(lay(lines, { between, hasOlder: true, hasNewer: true }));
  expect(inside.filter((row) => row.startsWith('between'))).toEqual(['between 2.5', 'between 3.5']);
  expect(short(lay([], { between: between.slice(0, 1) }))).toEqual(['day', 'between 3.5']);
});

test('a message is found by its number, and every row has a key of its own', () => {
  const lines = Array.from({ length: 300 }, (_, place) => stored(place + 1, place % 3 ? 'bo' : 'ann', place * 7));
  const rows = lay(lines, { unreadAfter: 150 });
  const row = rows[rowOfSeq(rows, 151)];
  expect(row?.kind === 'message' && row.line.state === 'sent' && row.line.message.seq).toBe(151);
  expect(rowOfSeq(rows, 999)).toBe(-1);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
