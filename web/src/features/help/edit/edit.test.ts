import { expect, test } from 'vitest';
import { type ArticleForm, changedFields, conflictsOf, merged, mistakesOf } from './form.ts';
import { type Mark, markText } from './marks.ts';

const base: ArticleForm = { question: 'How?', answer: 'So.', categoryIds: ['a', 'b'], tags: [], status: 'draft' };

/** The text after a mark, with what is then selected in brackets; `input` has its selection in brackets as well. */
function marked(mark: Mark, input: string): string {
  const start = input.indexOf('⟨');
  const end = input.indexOf('⟩') - 1;
  const text = input.replace('⟨', '').replace('⟩', '');
  const { from, to, text: put, select } = markText(mark, text, start, end);
  const result = text.slice(0, from) + put + text.slice(to);
  return `${result.slice(0, select[0])}⟨${result.slice(select[0], select[1])}⟩${result.slice(select[1])}`;
}

test('a conflict is a field that both changed, to different ends', () => {
  const mine = { ...base, question: 'Why?', tags: ['x'], categoryIds: ['b', 'a'] };
  expect(changedFields(base, mine)).toEqual(['question', 'tags']);
  expect(conflictsOf(base, mine, { ...base, answer: 'Else.' })).toEqual([]);
  expect(conflictsOf(base, mine, { ...base, question: 'Why?', tags: ['y'] })).toEqual(['tags']);
  expect(merged(base, mine, { ...base, answer: 'Else.', tags: ['y'] })).toEqual({
    ...base,
    question: 'Why?',
    answer: 'Else.',
    tags: ['x'],
  });
});

test('blank and over-long texts are mistakes', () => {
  expect(mistakesOf({ ...base, question: ' \n', answer: '😀'.repeat(20_001) })).toEqual({
    question: 'empty',
    answer: 'long',
  });
  expect(mistakesOf({ ...base, answer: '😀'.repeat(20_000) })).toEqual({});
});

test('a mark is put around what is selected, and taken away again', () => {
  expect(marked('bold', 'a ⟨b⟩ c')).toBe('a **⟨b⟩** c');
  expect(marked('bold', 'a **⟨b⟩** c')).toBe('a ⟨b⟩ c');
  expect(marked('italic', '⟨⟩')).toBe('_⟨⟩_');
  expect(marked('code', '⟨a\nb⟩')).toBe('```\n⟨a\nb⟩\n```');
  expect(marked('link', 'see ⟨this⟩')).toBe('see [this](⟨https://⟩)');
  expect(marked('link', '⟨⟩')).toBe('[⟨⟩](https://)');
});

test('marks of lines take in every line that is touched', () => {
  expect(marked('list', 'a\nb⟨c\nd⟩e\nf')).toBe('a\n⟨- bc\n- de⟩\nf');
  expect(marked('list', '⟨- a\n- b⟩')).toBe('⟨a\nb⟩');
  expect(marked('numbers', '⟨a\nb⟩')).toBe('⟨1. a\n2. b⟩');
  expect(marked('numbers', '⟨1. a\n12. b⟩')).toBe('⟨a\nb⟩');
  expect(marked('heading', 'x\n⟨⟩')).toBe('x\n## ⟨⟩');
});
