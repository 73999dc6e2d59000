import type { Comment } from '@parley/client';
import { expect, test } from 'vitest';
import { type UnsavedNote, withoutStored } from './unsaved-notes.ts';

const ME = 'uMe';

function unsaved(clientId: string, content: string, known: readonly string[] = []): UnsavedNote {
  const at = '2026-03-02T09:00:00.000Z';
  return { clientId, content, files: [], attachmentIds: [], at, problem: null, known: new Set(known) };
}

function stored(id: string, content: string, authorId = ME): Comment {
  const at = '2026-03-02T09:00:01.000Z';
  const author = { id: authorId, name: 'Agnes', role: 'agent' as const, avatar: null };
  return {
    id,
    ticketId: 't1',
    authorId,
    author,
    content,
    internal: true,
    attachments: [],
    messageId: null,
    seq: null,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
  };
}

const idsOf = (notes: readonly UnsavedNote[]) => notes.map(({ clientId }) => clientId);

test('a note is no longer shown as unsaved once it is among the stored ones', () => {
  expect(idsOf(withoutStored([unsaved('1', 'One'), unsaved('2', 'Two')], [stored('c1', 'One')], ME))).toEqual(['2']);
});

test('the same words of somebody else, or from before, are another note', () => {
  const notes = [stored('c1', 'One', 'uOther'), stored('c2', 'One')];
  expect(idsOf(withoutStored([unsaved('1', 'One', ['c2'])], notes, ME))).toEqual(['1']);
});

test('of two notes with the same words each waits for its own', () => {
  const notes = [unsaved('1', 'One'), unsaved('2', 'One')];
  expect(idsOf(withoutStored(notes, [stored('c1', 'One')], ME))).toEqual(['2']);
  expect(idsOf(withoutStored(notes, [stored('c1', 'One'), stored('c2', 'One')], ME))).toEqual([]);
});
