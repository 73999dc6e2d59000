import { expect, test } from 'vitest';
import { splitQuery } from '../search/query.ts';
import { gradeOf } from './grade.ts';
import { slugOf } from './slug.ts';
import { draftWords, rankForDraft } from './suggestions.ts';

const text = (number: number, question: string, answer = '') => ({ id: `f${number}`, number, question, answer });
const ranked = (draft: string, ...texts: ReturnType<typeof text>[]) =>
  rankForDraft(texts, draftWords(draft)).map(({ number }) => number);

test('FAQ-30 the words of a draft are its longest ones, each once, without signs', () => {
  const words = draftWords(
    '"Why?!" I said -- why, Why does the PRINTER (my printer) blink? one two three four five',
  ).map((word) => word.text);
  expect(words).toHaveLength(8);
  expect(words).toEqual(expect.arrayContaining(['printer', 'three', 'blink', 'said', 'does', 'four', 'five', 'why']));
  expect(draftWords('?! -- …')).toEqual([]);
});

test('FAQ-30 a short word counts only where it stands alone', () => {
  expect(ranked('my', text(1, 'Mythology'), text(2, 'Where is my card?'))).toEqual([2]);
  expect(ranked('pay', text(1, 'Payment'), text(2, 'pay'))).toEqual([2, 1]);
});

test('FAQ-30 rarer words, more words, the question and the newest come first', () => {
  expect(ranked('refund invoice', text(1, 'refund'), text(2, 'refund'), text(3, 'invoice'))).toEqual([3, 2, 1]);
  expect(ranked('refund invoice', text(1, 'x', 'refund invoice'), text(2, 'x', 'refund'))).toEqual([1, 2]);
  expect(ranked('refund', text(1, 'refund'), text(2, 'x', 'refund'), text(3, 'y'))).toEqual([1, 2]);
});

test('FAQ-21 the grade tells where and how the parts of a query occur', () => {
  const grade = (q: string, question: string, answer = '') => gradeOf({ question, answer }, splitQuery(q));
  expect(grade('pay card', 'Pay by card')).toBe(4);
  expect(grade('pay card', 'Payment by card')).toBe(3);
  expect(grade('pay card', 'Payment', 'by card')).toBe(2);
  expect(grade('pay card', 'Money', 'Pay by card')).toBe(1);
  expect(grade('pay card', 'Pay')).toBeNull();
  expect(grade('pay', 'payment or pay')).toBe(4);
  expect(grade('pay.', 'pay.now')).toBe(4);
  expect(grade('密', '重置密码')).toBe(4);
  expect(grade('𐐀𐐁', '𐐀𐐁𐐂')).toBe(3);
  expect(grade('crème', 'Creme!')).toBe(4);
});

test('FAQ-11 a slug of a slug is itself, however long the name', () => {
  for (const name of [
    'Crème brûlée',
    `${'a'.repeat(99)} b`,
    'ß'.repeat(80),
    'สวัสดี ครับ',
    '--x--',
    'İstanbul',
    '😀',
    '１２３',
  ]) {
    const slug = slugOf(name);
    expect(slugOf(slug)).toBe(slug);
    expect([...slug].length).toBeLessThanOrEqual(100);
  }
});
