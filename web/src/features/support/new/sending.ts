import type { Parley, Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { useIsThere } from '../../../common/is-there.ts';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { tickets } from '../reading.ts';
import type { Draft } from './draft.ts';

const mutationKey = [...tickets, 'sending'];

/** What was sent last, under which name. It outlives the form, which may be left and opened again before the answer is there. */
const names = new WeakMap<Parley, { readonly content: string; readonly key: string }>();

/**
 * Opens a ticket. The same draft is sent again under the same name: where an answer was lost, there are not two. What came of it
 * is said in the corner where the form was left meanwhile. `isSending` is so in a form that was opened since, too.
 */
export function useSending(onSent: (ticket: Ticket) => void) {
  const t = useT('support');
  const trouble = useTrouble();
  const parley = useParley();
  const cache = useQueryClient();
  const isThere = useIsThere();
  const isSending = useIsMutating({ mutationKey }) > 0;
  const mutation = useMutation({
    mutationKey,
    mutationFn: ({ subject, description, category, files }: Draft): Promise<Ticket> => {
      const body = { subject: subject.trim(), description, category, attachmentIds: files.map(({ id }) => id) };
      const content = JSON.stringify(body);
      const known = names.get(parley);
      const key = known?.content === content ? known.key : crypto.getRandomValues(new Uint32Array(4)).join('-');
      names.set(parley, { content, key });
      return parley.request('post', '/api/tickets', { body, idempotencyKey: key });
    },
    onSuccess: (ticket) => {
      names.delete(parley); // the same words once more are another request
      onSent(ticket);
      return cache.invalidateQueries({ queryKey: tickets });
    },
    onError: (error) => {
      if (!isThere()) showToast({ tone: 'danger', title: t('notSent'), detail: trouble(error) });
    },
  });
  return { send: mutation.mutate, error: mutation.error, isSending };
}
