import { expect, test } from 'vitest';
import { conversation, member } from '../conversation.fixture.ts';
import { filterOf, rowsOf } from './filter.ts';

const ann = conversation({
  id: 'ann',
  type: 'direct',
  members: [member('me', 'Me'), member('a', 'Ánn Lee')],
  unreadCount: 2,
});
const team = conversation({ id: 'team', title: 'Product Team', members: [member('me', 'Me'), member('b', 'Bo')] });
const old = conversation({ id: 'old', title: 'Old team', isArchived: true });
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

test('the server is asked for the view and the name, without the spaces around it', () => {
  expect(filterOf({ view: 'all', name: ' 50% ' })).toEqual({ archived: 'all', q: '50%' });
  expect(filterOf({ view: 'unread', name: ' ' })).toEqual({ unread: 'true' });
  expect(filterOf({ view: 'groups', name: '' })).toEqual({ type: 'group' });
  expect(filterOf({ view: 'archived', name: 'x' })).toEqual({ archived: 'true', q: 'x' });
});

test('a name is found in titles and among the others, in any case, but not by one’s own name', () => {
  const find = (name: string) => ids(rowsOf([ann, team], [old], { view: 'all', name }, 'me', null));
  expect(find('TEAM')).toEqual(['team', 'old']);
  expect(find('án')).toEqual(['ann']);
  expect(find('bo')).toEqual(['team']);
  expect(find('me')).toEqual([]);
});

test('a row of the live list counts for more than the same one as it was found', () => {
  const wanted = { view: 'unread', name: '' } as const;
  const stale = { ...team, unreadCount: 5 };
  expect(ids(rowsOf([ann, team], [stale], wanted, 'me', null))).toEqual(['ann']);
  // The one that is open is being read: it stays where it is meanwhile.
  expect(ids(rowsOf([ann, team], [stale], wanted, 'me', 'team'))).toEqual(['ann', 'team']);
  expect(ids(rowsOf([{ ...old, isArchived: false }], [old], { view: 'archived', name: '' }, 'me', null))).toEqual([]);
});
