import { expect, test } from 'vitest';
import type { ConversationView, Message } from '../../../core/conversations/types.ts';
import type { EventOf } from '../../../core/events.ts';
import type { RowEvent } from './known-row.ts';
import { RowUpdates } from './rows.ts';

const ID = 'c1';

function member(userId: string, name = userId): ConversationView['members'][number] {
  const marks = { lastReadSeq: 0, lastReadAt: null, lastDeliveredSeq: 0, lastSeen: null };
  return { userId, name, avatar: null, role: 'member', userRole: 'user', joinedAt: '', ...marks };
}

/** What is stored of a conversation of ann's and bo's, as bo sees it. */
function scene() {
  let stored = { total: 0, unread: 0, name: 'ann' };
  let loads = 0;
  let failing = 0;
  const faults: unknown[] = [];
  const shown: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  const rows = new RowUpdates({
    async load() {
      loads += 1;
      const { total, unread, name } = stored;
      await gate;
      if (failing > 0) {
        failing -= 1;
        throw new Error('the store is away');
      }
      return {
        id: ID,
        type: 'direct',
        createdBy: 'ann',
        createdAt: '',
        lastSeq: total,
        unreadCount: unread,
        lastMessage: total === 0 ? null : { content: `m${total}`, createdAt: '' },
        members: [member('ann', name), member('bo')],
      } as unknown as ConversationView;
    },
    show: (_userId, { total, unread, other, last }) =>
      shown.push(`${total} ${unread} ${other.name} ${last?.text ?? '-'}`),
    onFault: (error) => faults.push(error),
    retryMs: 20,
  });
  return {
    rows,
    shown,
    faults,
    loads: () => loads,
    /** Has the next loads fail. */
    fail(times: number) {
      failing = times;
    },
    store(change: Partial<typeof stored>) {
      stored = { ...stored, ...change };
    },
    /** Has what is read from now on wait for the function that it returns. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    announce: async (event: RowEvent) => rows.announce(event, 'bo'),
  };
}

function sent(seq: number, senderId = 'ann'): RowEvent {
  const message = { seq, senderId, content: `m${seq}`, createdAt: '' } as unknown as Message;
  return { type: 'message.sent', conversationId: ID, message, connectionId: null };
}

function read(unreadCount: number, countedSeq: number, userId = 'bo'): EventOf<'mark.read'> {
  const where = { conversationId: ID, userId, fromSeq: 0, seq: countedSeq, readAt: '' };
  return { type: 'mark.read', ...where, unreadCount, countedSeq, connectionId: null };
}

test('a row is read once and then moves with messages and marks', async () => {
  const { announce, shown, store, loads } = scene();
  store({ total: 1, unread: 1 });
  await announce(sent(1));
  await announce(sent(2));
  await announce(sent(3, 'bo'));
  await announce(read(0, 3));
  await announce(sent(4));
  await announce(read(0, 3, 'ann'));
  expect(shown).toEqual(['1 1 ann m1', '2 2 ann m2', '3 2 ann m3', '3 0 ann m3', '4 1 ann m4', '4 1 ann m4']);
  expect(loads()).toBe(1);
});

test('a mark that counted less than was shown, or more, leaves the count exact', async () => {
  const { announce, shown, store, loads } = scene();
  store({ total: 1, unread: 1 });
  await announce(sent(1));
  await announce(sent(2));
  await announce(sent(3));
  await announce(read(0, 2));
  expect(shown.at(-1)).toBe('3 1 ann m3');
  await announce(read(0, 5));
  expect(shown.at(-1)).toBe('3 0 ann m3');
  await announce(sent(4));
  await announce(sent(5));
  expect(shown.at(-1)).toBe('5 0 ann m5');
  await announce(sent(6));
  expect(shown.at(-1)).toBe('6 1 ann m6');
  expect(loads()).toBe(1);
});

test('after a gap, a mark in the middle, an edit or another name the row is read anew', async () => {
  const { rows, announce, shown, store, loads } = scene();
  store({ total: 1, unread: 1 });
  await announce(sent(1));
  store({ total: 3, unread: 3 });
  await announce(sent(3));
  expect(shown.at(-1)).toBe('3 3 ann m3');
  store({ unread: 2 });
  await announce(read(2, 3));
  expect(shown.at(-1)).toBe('3 2 ann m3');
  await announce({ type: 'message.edited', conversationId: ID, message: {} as Message });
  store({ name: 'Anna', total: 4, unread: 3 });
  rows.forgetOther('ann');
  await announce(sent(4));
  expect(shown.at(-1)).toBe('4 3 Anna m4');
  expect(loads()).toBe(5);
});

test('what comes while a row is read is shown after it, each once and in order', async () => {
  const { announce, shown, store, hold } = scene();
  const release = hold();
  store({ total: 1, unread: 1 });
  const first = announce(sent(1));
  await announce(sent(2));
  await announce(sent(3, 'bo'));
  release();
  await first;
  await expect.poll(() => shown).toEqual(['1 1 ann m1', '2 2 ann m2', '3 2 ann m3']);
});

test('who changes their name while their row is read for the first time is shown by the new one', async () => {
  const { rows, announce, shown, store, hold, loads } = scene();
  const release = hold();
  store({ total: 1, unread: 1 });
  const first = announce(sent(1));
  store({ name: 'Anna' });
  rows.forgetOther('ann');
  release();
  await first;
  expect(shown).toEqual(['1 1 Anna m1']);
  expect(loads()).toBe(2);
});

test('after a load that failed the latest is shown a little later, and after a second one nothing is', async () => {
  const { announce, shown, store, fail, faults } = scene();
  store({ total: 1, unread: 1 });
  fail(1);
  const first = announce(sent(1));
  store({ total: 2, unread: 2 });
  await announce(sent(2));
  await first;
  expect(shown).toEqual(['2 2 ann m2']);
  await announce(sent(3));
  expect(shown.at(-1)).toBe('3 3 ann m3');
  store({ total: 5, unread: 5 });
  fail(2);
  await announce(sent(5));
  expect([shown.length, faults.length]).toEqual([2, 3]);
  store({ total: 6, unread: 6 });
  await announce(sent(6));
  expect(shown.at(-1)).toBe('6 6 ann m6');
});

test('whoever was away while their row was read has it read anew', async () => {
  const { rows, announce, shown, store, hold } = scene();
  const release = hold();
  store({ total: 1, unread: 1 });
  const first = announce(sent(1));
  rows.forgetOwner('bo');
  release();
  await first;
  store({ total: 2, unread: 1 });
  await announce(sent(2));
  expect(shown.at(-1)).toBe('2 1 ann m2');
});
