import { expect, test } from 'vitest';
import { conversation, member } from './conversation.fixture.ts';
import { firstName, isMuted, MUTED_FOR_GOOD, nameOf, otherOf } from './naming.ts';

test('a direct conversation is called after the other, a group by its title or its people', () => {
  const direct = conversation({ type: 'direct', members: [member('me', 'Mira'), member('bo', 'Bo Berg')] });
  expect(otherOf(direct, 'me')?.userId).toBe('bo');
  expect(nameOf(direct, 'me')).toBe('Bo Berg');
  expect(nameOf(direct, 'bo')).toBe('Mira');
  const group = conversation({ type: 'group', title: 'Weekend', members: direct.members });
  expect(otherOf(group, 'me')).toBeNull();
  expect(nameOf(group, 'me')).toBe('Weekend');
  expect(nameOf({ ...group, title: null }, 'me')).toBe('Bo Berg');
});

test('a name without spaces is its own first name', () => {
  expect(firstName('  Chloé  Fontaine ')).toBe('Chloé');
  expect(firstName('田中由紀')).toBe('田中由紀');
});

test('a mute ends by itself, unless it is for good', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  expect(isMuted({ mutedUntil: null }, now)).toBe(false);
  expect(isMuted({ mutedUntil: '2026-05-01T11:59:59Z' }, now)).toBe(false);
  expect(isMuted({ mutedUntil: '2026-05-01T12:00:01Z' }, now)).toBe(true);
  expect(isMuted({ mutedUntil: MUTED_FOR_GOOD }, now)).toBe(true);
});
