import { useParley } from '@parley/client/react';
import { useMemo } from 'react';
import type { ComposerExtension, SlashItem } from '../../chat/composer.tsx';

const MOST = 8;

/** Offers ready answers behind `/` in the composer of a ticket, with its names and numbers filled in. */
export function useCannedExtension(ticketId: string): Pick<ComposerExtension, 'onSlash' | 'renderSlash'> {
  const parley = useParley();
  return useMemo(
    () => ({
      async onSlash(query: string): Promise<readonly SlashItem[]> {
        const q = query.trim();
        const { data } = await parley.request('get', '/api/tickets/canned-responses', {
          query: { limit: MOST, ...(q !== '' && { q }) },
        });
        return data;
      },
      async renderSlash({ id }: SlashItem): Promise<string> {
        const path = '/api/tickets/canned-responses/{id}/render';
        const { content } = await parley.request('post', path, { params: { id }, body: { ticketId } });
        return content;
      },
    }),
    [parley, ticketId],
  );
}
