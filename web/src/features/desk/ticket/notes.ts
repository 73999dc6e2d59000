import type { Comment } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { keys, type OpenTicket, putComment } from '../data/cache.ts';

/** A note that is on its way. */
export type PendingNote = { readonly key: string; readonly content: string; readonly at: string };

/** A ticket comes with so many of its comments; where there are more, the notes among them are asked for. */
const CAME_ALONG = 100;

/** The internal notes of a ticket, oldest first. */
export function useNotes({ ticket, comments }: OpenTicket): readonly Comment[] {
  const parley = useParley();
  const { data: older = [] } = useQuery({
    queryKey: keys.notes(ticket.id),
    enabled: comments.length >= CAME_ALONG,
    async queryFn({ signal }): Promise<readonly Comment[]> {
      const notes: Comment[] = [];
      let cursor: string | null = null;
      do {
        const query = { limit: 100, ...(cursor !== null && { cursor }) };
        const params = { id: ticket.id };
        const page: CommentPage = await parley.request('get', '/api/tickets/{id}/comments', { params, query, signal });
        notes.push(...page.data.filter(({ internal }) => internal));
        cursor = page.page.next;
      } while (cursor !== null);
      return notes;
    },
  });
  return useMemo(() => {
    const known = new Map([...older, ...comments].map((comment) => [comment.id, comment]));
    return [...known.values()].filter(({ internal, deletedAt }) => internal && deletedAt === null);
  }, [older, comments]);
}

type CommentPage = { readonly data: readonly Comment[]; readonly page: { readonly next: string | null } };

type NoteWriter = {
  readonly pending: readonly PendingNote[];
  /** Stores a note with its files; it is seen at once. @throws ParleyError */
  readonly write: (content: string, files: readonly File[]) => Promise<void>;
};

/** Writes internal notes on a ticket. */
export function useNoteWriter(ticketId: string): NoteWriter {
  const parley = useParley();
  const cache = useQueryClient();
  const [pending, setPending] = useState<readonly PendingNote[]>([]);
  const write = useCallback(
    async (content: string, files: readonly File[]) => {
      const key = crypto.randomUUID();
      setPending((all) => [...all, { key, content, at: new Date().toISOString() }]);
      try {
        const attachments = await Promise.all(files.map((file) => parley.upload(file, file.name)));
        const attachmentIds = attachments.map(({ id }) => id);
        // A note needs words; those of its files are better than none.
        const words = content.trim() === '' ? files.map(({ name }) => name).join(', ') : content;
        const body = {
          content: words,
          internal: true,
          clientId: key,
          ...(attachmentIds.length > 0 && { attachmentIds }),
        };
        putComment(
          cache,
          await parley.request('post', '/api/tickets/{id}/comments', { params: { id: ticketId }, body }),
        );
      } finally {
        setPending((all) => all.filter((note) => note.key !== key));
      }
    },
    [parley, cache, ticketId],
  );
  return { pending, write };
}
