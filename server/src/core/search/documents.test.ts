import { expect, test } from 'vitest';
import { buildDocuments, DOCUMENT, documentStart, SEGMENT, scopeOf, segmentOf } from './documents.ts';

const message = (seq: number, content: string, senderId = 'ann') => ({
  seq,
  content,
  senderId,
  type: 'text',
  createdAt: seq * 10,
});

test('documents are cut at multiples of their size and know whom and when they cover', () => {
  const messages = Array.from({ length: DOCUMENT + 5 }, (_, index) => message(index + 3, `word${index}`));
  const [first, second, ...others] = buildDocuments('c1', messages);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ fromSeq: 3, toSeq: DOCUMENT, firstAt: 30, lastAt: DOCUMENT * 10 });
  expect(second).toMatchObject({ fromSeq: DOCUMENT + 1, toSeq: DOCUMENT + 7 });
});

test('a document holds terms, senders and types of its conversation and segment, each once', () => {
  const [document] = buildDocuments('c1', [message(1, 'Hé he'), message(2, '', 'bo'), message(3, 'he!', 'cy')]);
  const scope = scopeOf('c1', 0);
  expect([...(document?.lexemes ?? [])].sort()).toEqual([
    `${scope}#text`,
    `${scope}:he`,
    `${scope}@ann`,
    `${scope}@cy`,
  ]);
});

test('messages without text are in no document', () => {
  expect(buildDocuments('c1', [message(1, ''), message(2, '')])).toEqual([]);
});

test('a document that would hold too many terms is cut early, a message with too many stands for anything', () => {
  const words = (from: number) => Array.from({ length: 8000 }, (_, index) => `w${from + index}`).join(' ');
  const documents = buildDocuments('c1', [
    message(1, words(10_000)),
    message(2, words(20_000)),
    message(3, `${words(30_000)} ${words(40_000)}`),
  ]);
  expect(documents.map(({ fromSeq, toSeq }) => [fromSeq, toSeq])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  const anything = `${scopeOf('c1', 0)}!`;
  expect(documents.map(({ lexemes }) => lexemes.includes(anything))).toEqual([false, false, true]);
});

test('segments hold whole documents', () => {
  expect(SEGMENT % DOCUMENT).toBe(0);
  expect([1, SEGMENT, SEGMENT + 1].map(segmentOf)).toEqual([0, 0, 1]);
  expect([1, DOCUMENT, DOCUMENT + 1].map(documentStart)).toEqual([1, 1, DOCUMENT + 1]);
});

test('scopes are short and differ between conversations and segments', () => {
  const scopes = new Set<string>();
  for (let index = 0; index < 2000; index++) for (const segment of [0, 1]) scopes.add(scopeOf(`c${index}`, segment));
  // With 30 bits, 4000 scopes share one with a chance below one in a hundred; this list does not.
  expect(scopes.size).toBe(4000);
  expect([...scopes].every((scope) => /^[\w-]{5}$/.test(scope))).toBe(true);
});
