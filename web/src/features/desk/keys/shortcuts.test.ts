import { expect, test } from 'vitest';
import { createCommands } from './commands.tsx';
import { commandOf, type Press } from './shortcuts.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

test('keys do what they say, whatever the lock of capitals', () => {
  expect(commandOf(press('j'))).toBe('next');
  expect(commandOf(press('E'))).toBe('resolve');
  expect(commandOf(press('Escape'))).toBe('back');
  expect(commandOf(press('q'))).toBeNull();
});

test('shift picks a range and writes the question mark; other keys held down mean something else', () => {
  expect(commandOf(press('X', { shiftKey: true }))).toBe('selectRange');
  expect(commandOf(press('?', { shiftKey: true }))).toBe('help');
  expect(commandOf(press('J', { shiftKey: true }))).toBeNull();
  expect(commandOf(press('r', { ctrlKey: true }))).toBeNull();
  expect(commandOf(press('s', { metaKey: true }))).toBeNull();
});

test('on keyboards with other letters the place of the key counts', () => {
  expect(commandOf(press('ت', { code: 'KeyJ' }))).toBe('next');
  expect(commandOf(press('о', { code: 'KeyJ' }))).toBe('next');
});

test('a command goes to whoever took it last, and one that waits to whoever takes it', async () => {
  const done: string[] = [];
  const commands = createCommands();
  expect(commands.run('tag')).toBe(false);
  const end = commands.take('tag', () => done.push('first'));
  const endSecond = commands.take('tag', () => done.push('second'));
  commands.run('tag');
  endSecond();
  commands.run('tag');
  end();
  commands.runOnceTaken('tag');
  commands.take('tag', () => done.push('third'));
  await Promise.resolve();
  expect(done).toEqual(['second', 'first', 'third']);
});
