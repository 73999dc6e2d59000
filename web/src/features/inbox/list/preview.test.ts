import type { OutboxEntry } from '@parley/client';
import { expect, test } from 'vitest';
import { conversation, lastMessage, member } from '../conversation.fixture.ts';
import { latestUnsent, previewOf } from './preview.ts';

const members = [member('me', 'Mira'), member('bo', 'Bo Berg')];
const group = conversation({ type: 'group', members, lastMessage: lastMessage({ content: ' two\n\n lines ' }) });

function entry(conversationId: string, number: number, content: string, state: OutboxEntry['state']): OutboxEntry {
  const draft = { content };
  const rest = { files: [], createdAt: number, problem: null, progress: null, userId: 'me' };
  return { clientId: `${number}`, conversationId, number, draft, state, ...rest };
}

test('who spoke is said in groups, and of oneself everywhere', () => {
  expect(previewOf(group, 'me', null)).toMatchObject({ from: { name: 'Bo' }, text: 'two lines', type: 'text' });
  expect(previewOf(group, 'bo', null)).toMatchObject({ from: 'me' });
  expect(previewOf({ ...group, type: 'direct' }, 'me', null)).toMatchObject({ from: null });
  const byServer = { ...group, lastMessage: lastMessage({ type: 'system', senderId: 'me' }) };
  expect(previewOf(byServer, 'me', null)).toMatchObject({ from: null });
  const byStranger = { ...group, lastMessage: lastMessage({ senderId: 'gone' }) };
  expect(previewOf(byStranger, 'me', null)).toMatchObject({ from: null });
});

test('nothing of a deleted message is shown, and of a long one its beginning', () => {
  const deleted = { ...group, lastMessage: lastMessage({ content: 'secret', deletedAt: '2026-05-01T10:01:00.000Z' }) };
  expect(previewOf(deleted, 'me', null)).toMatchObject({ isDeleted: true, text: '' });
  const long = previewOf({ ...group, lastMessage: lastMessage({ content: '🙂'.repeat(5000) }) }, 'me', null);
  expect(long.kind === 'said' && long.text).toBe('🙂'.repeat(160));
  expect(previewOf(conversation({}), 'me', null)).toEqual({ kind: 'nothing' });
});

test('what waits to be sent is later than all that is stored', () => {
  const entries = [
    entry('c1', 2, 'second', 'failed'),
    entry('c1', 1, 'first', 'pending'),
    entry('c2', 3, 'x', 'pending'),
  ];
  const latest = latestUnsent(entries);
  expect([...latest.keys()].sort()).toEqual(['c1', 'c2']);
  const shown = previewOf(group, 'me', latest.get('c1') ?? null);
  expect(shown).toMatchObject({ from: 'me', text: 'second', unsent: 'failed', type: 'text' });
});
