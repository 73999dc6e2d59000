import { expect, test } from 'vitest';
import { groupEventOf } from './event.ts';

test('the sentences of the server come apart', () => {
  expect(groupEventOf('Ann Lee added Bo')).toMatchObject({ kind: 'added', by: 'Ann Lee', person: 'Bo' });
  expect(groupEventOf('Ann removed Bo Berg')).toMatchObject({ kind: 'removed', person: 'Bo Berg' });
  expect(groupEventOf('Bo left')).toMatchObject({ kind: 'left', by: 'Bo' });
  expect(groupEventOf('Bo is now admin')).toMatchObject({ kind: 'admin', by: 'Bo' });
  expect(groupEventOf('Ann changed the picture')).toMatchObject({ kind: 'pictured' });
});

test('a title that reads like another sentence is a title', () => {
  const event = groupEventOf('Ann changed the title to Who added Bo');
  expect(event).toMatchObject({ kind: 'titled', by: 'Ann', title: 'Who added Bo' });
});

test('another sentence stays as it is', () => {
  expect(groupEventOf('The booking is confirmed.')).toBeNull();
});
