import { expect, test } from 'vitest';
import { happeningOf } from './happening.ts';

test('the sentences of the server come apart', () => {
  expect(happeningOf({ body: 'Ann Lee assigned this ticket to you.' })).toEqual({ kind: 'assigned', actor: 'Ann Lee' });
  expect(happeningOf({ body: 'Bo added you to this group.' })).toEqual({ kind: 'added', actor: 'Bo' });
  expect(happeningOf({ body: 'Bo set the status to in progress.' })).toEqual({
    kind: 'status',
    actor: 'Bo',
    status: 'in_progress',
  });
});

test('what is said in other words stays as it is', () => {
  const body = 'We are closed on Monday.';
  expect(happeningOf({ body })).toEqual({ kind: 'other', text: body });
  expect(happeningOf({ body: 'Bo set the status to toString.' })).toMatchObject({ kind: 'other' });
});
