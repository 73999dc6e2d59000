import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { tickets } from '../reading.ts';
import type { Draft } from './draft.ts';

/** Opens a ticket. The same draft is sent again under the same name: where an answer was lost, there are not two. @throws ParleyError */
export function useSending() {
  const parley = useParley();
  const cache = useQueryClient();
  const last = useRef({ content: '', key: '' });
  return useMutation({
    mutationFn: ({ subject, description, category, files }: Draft): Promise<Ticket> => {
      const body = { subject: subject.trim(), description, category, attachmentIds: files.map(({ id }) => id) };
      const content = JSON.stringify(body);
      if (last.current.content !== content)
        last.current = { content, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
      return parley.request('post', '/api/tickets', { body, idempotencyKey: last.current.key });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: tickets }),
  });
}
