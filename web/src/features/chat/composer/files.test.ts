import { expect, test } from 'vitest';
import { checkFiles, typeOf } from './files.ts';

const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);

test('what the server would refuse is sorted out by its reason', () => {
  const files = [file('a.PNG'), file('b.exe'), file('none'), file('c.pdf', 0), file('d.pdf', 101), file('e.txt', 100)];
  const { accepted, refused } = checkFiles(files, 0, 100);
  expect(accepted.map(({ name }) => name)).toEqual(['a.PNG', 'e.txt']);
  expect(refused).toEqual([
    { problem: 'type', names: ['b.exe', 'none'] },
    { problem: 'empty', names: ['c.pdf'] },
    { problem: 'tooLarge', names: ['d.pdf'] },
  ]);
});

test('those that are there already count towards ten', () => {
  const files = Array.from({ length: 5 }, (_, place) => file(`${place}.png`));
  const { accepted, refused } = checkFiles(files, 8, 100);
  expect(accepted).toHaveLength(2);
  expect(refused).toEqual([{ problem: 'tooMany', names: ['2.png', '3.png', '4.png'] }]);
});

test('files of one kind make a message of that kind, others one of files', () => {
  expect(typeOf([])).toBe('text');
  expect(typeOf([file('a.jpg'), file('b.webp')])).toBe('image');
  expect(typeOf([file('a.mov')])).toBe('video');
  expect(typeOf([file('a.m4a')])).toBe('audio');
  expect(typeOf([file('a.jpg'), file('b.pdf')])).toBe('file');
});
