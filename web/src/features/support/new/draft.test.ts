import { expect, test } from 'vitest';
import { emptyDraft, isEmpty, mistakesOf, parseDraft } from './draft.ts';

const hour = 3_600_000;
const file = { id: 'a1', name: 'a.txt', size: 3, mimeType: 'text/plain', at: 0 };

test('a draft is read back as it was, without files that may be gone', () => {
  const draft = { subject: 'Hi', description: 'There', category: 'billing', files: [file] };
  const text = JSON.stringify(draft);
  expect(parseDraft(text, hour)).toEqual(draft);
  expect(parseDraft(text, 21 * hour).files).toEqual([]);
});

test('whatever else stands there is no draft', () => {
  for (const text of [null, '', 'x', '[]', 'null', '{"subject":1,"files":[{"id":1},null,"x"],"category":{}}'])
    expect(parseDraft(text, 0), String(text)).toEqual(emptyDraft);
  expect(isEmpty({ ...emptyDraft, subject: ' \n' })).toBe(true);
  expect(isEmpty({ ...emptyDraft, files: [file] })).toBe(false);
});

test('what is blank or too long is said before it is sent', () => {
  expect(mistakesOf({ ...emptyDraft, subject: '😀'.repeat(255), description: ' ' })).toEqual({ description: 'empty' });
  expect(mistakesOf({ ...emptyDraft, subject: '😀'.repeat(256), description: 'x' })).toEqual({ subject: 'long' });
});
