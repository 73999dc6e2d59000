import type { Comment } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keys, type OpenTicket } from '../data/cache.ts';

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
