import { expect, test } from 'vitest';
import { splitQuery } from '../search/query.ts';
import { gradeOf } from './grade.ts';
import { slugOf } from './slug.ts';
import { draftWords, rankForDraft } from './suggestions.ts';

const text = (number: number, question: string, answer = '') => ({ id: `f${number}`, number, question, answer });
/** As if these texts were all that is published. */
const ranked = (draft: string, ...texts: ReturnType<typeof text>[]) => {
  const words = draftWords(draft);
  const holders = words.map((word) => texts.filter((one) => gradeOf(one, [word]) !== null).length);
  const shares = holders.map((count) => Math.max(count, 1) / texts.length);
  return rankForDraft(texts, words, shares).map(({ number }) => number);
};

test('FAQ-30 the words of a draft are its longest ones, those of any sentence last, each once, without signs', () => {
  const words = draftWords(
    '"Why?!" I said -- why, Why does the PRINTER (my printer) blink? one two three four five',
  ).map((word) => word.text);
  expect(words).toHaveLength(8);
  expect(words).toEqual(['printer', 'blink', 'three', 'said', 'four', 'five', 'one', 'two']);
  expect(draftWords("Où est l'imprimante ?").map((word) => word.text)).toEqual(['imprimante', 'est', 'ou', 'l']);
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

test('FAQ-30 words of any sentence count next to nothing beside another, and alone they still find', () => {
  const texts = [
    text(1, 'What happens when a guest cancels?'),
    text(2, 'How do I want to do it with my booking?', 'I do it like you do.'),
    text(3, 'How do I do it?'),
    text(4, 'The weather'),
    text(5, 'Que se passe-t-il en cas d’annulation ?'),
    text(6, 'Je ne peux pas, comment faire pour moi ?'),
  ];
  expect(ranked('How do I cancel it?', ...texts)).toEqual([1, 3, 2]);
  expect(ranked('how do i', ...texts)).toEqual([3, 2]);
  expect(ranked('Comment faire pour une annulation', ...texts)).toEqual([5, 6]);
});

test('FAQ-30 the beginning of a rare word outweighs a frequent one, however few candidates hold that', () => {
  const texts = [text(1, 'When a guest cancels'), text(2, 'booking', 'booking')];
  expect(rankForDraft(texts, draftWords('booking cancel'), [0.5, 0.1]).map(({ number }) => number)).toEqual([1, 2]);
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
