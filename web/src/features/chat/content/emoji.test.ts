import { expect, test } from 'vitest';
import { emojiCount } from './emoji.ts';

test('few emoji and nothing else are counted, each as one', () => {
  expect(emojiCount('👍')).toBe(1);
  expect(emojiCount(' 👩‍👩‍👧‍👦 🇫🇷 1️⃣ ❤ ❤️ ')).toBe(5);
  expect(emojiCount('👋🏾')).toBe(1);
});

test('words, digits, many emoji and nothing are no emoji message', () => {
  for (const text of ['', '  ', '1', '#', '12', 'ok 👍', '👍.', '👍👍👍👍👍👍', '©x'])
    expect(emojiCount(text), text).toBe(0);
});
