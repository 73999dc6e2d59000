import type { Ticket, UserRef } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import type { TicketPriority, TicketStatus } from '../../../ui/ticket-states.ts';
import { alterTicket, keys, putTicket } from './cache.ts';
import { isOutdated, tellProblem } from './problems.ts';
import { askInTurn } from './unsaved.ts';

type Fields = {
  readonly subject?: string;
  readonly priority?: TicketPriority;
  readonly category?: string;
  readonly tags?: readonly string[];
};

/**
 * What is done to a ticket. Each shows at once, is taken back and told of when the server refuses it, and answers whether it
 * was done.
 */
export type TicketActions = {
  /** `comment` becomes a public one, with the status or not at all. */
  setStatus(ticket: Ticket, status: TicketStatus, comment?: string): Promise<boolean>;
  assign(ticket: Ticket, assignee: UserRef | null): Promise<boolean>;
  update(ticket: Ticket, fields: Fields): Promise<boolean>;
  /** One step up, for a reason that becomes an internal note. */
  escalate(ticket: Ticket, reason: string, assignee: UserRef | null): Promise<boolean>;
};

/** The changes that an agent makes to tickets. */
export function useTicketActions(): TicketActions {
  const t = useT('desk');
  const parley = useParley();
  const cache = useQueryClient();
  return useMemo(() => {
    async function change(ticket: Ticket, shown: Partial<Ticket>, ask: () => Promise<Ticket>): Promise<boolean> {
      try {
        await askInTurn(cache, ticket, shown, ask, {
          take: (answer) => putTicket(cache, answer),
          show: (fields) => alterTicket(cache, ticket.id, (known) => ({ ...known, ...fields })),
        });
        return true;
      } catch (error) {
        tellProblem(t, t('problem.title', { number: ticket.number }), error);
        if (isOutdated(error)) void cache.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
        return false;
      }
    }
    return {
      setStatus(ticket, status, comment) {
        const body = comment === undefined ? { status } : { status, comment };
        return change(ticket, { status }, () =>
          parley.request('put', '/api/tickets/{id}/status', { params: { id: ticket.id }, body }),
        );
      },
      assign(ticket, assignee) {
        const assigneeId = assignee?.id ?? null;
        return change(ticket, { assignee, assigneeId }, () =>
          parley.request('put', '/api/tickets/{id}/assign', { params: { id: ticket.id }, body: { assigneeId } }),
        );
      },
      update(ticket, { tags, ...fields }) {
        const body = { ...fields, ...(tags && { tags: [...tags] }) };
        return change(ticket, body, () =>
          parley.request('put', '/api/tickets/{id}', { params: { id: ticket.id }, body }),
        );
      },
      escalate(ticket, reason, assignee) {
        const body = { reason, ...(assignee && { assigneeId: assignee.id }) };
        return change(ticket, {}, () =>
          parley.request('post', '/api/tickets/{id}/escalate', { params: { id: ticket.id }, body }),
        );
      },
    };
  }, [t, parley, cache]);
}
