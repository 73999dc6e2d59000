import { expect, test } from 'vitest';
import { conversation, member } from '../conversation.fixture.ts';
import { mayManage, mayRemove } from './rights.ts';

test('a group is managed by its owner and admins, another conversation by nobody', () => {
  const members = (['owner', 'admin', 'member'] as const).map((role) => ({ ...member(role, role), role }));
  const group = conversation({ type: 'group', members });
  expect(['owner', 'admin', 'member', 'stranger'].filter((id) => mayManage(group, id))).toEqual(['owner', 'admin']);
  expect(mayManage({ ...group, type: 'support' }, 'owner')).toBe(false);
});

test('an owner removes anybody, an admin members only', () => {
  expect(mayRemove('owner', 'admin')).toBe(true);
  expect(mayRemove('admin', 'member')).toBe(true);
  expect(mayRemove('admin', 'admin')).toBe(false);
  expect(mayRemove('member', 'member')).toBe(false);
  expect(mayRemove(null, 'member')).toBe(false);
});
