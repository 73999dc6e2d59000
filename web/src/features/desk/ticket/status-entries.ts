import type { Ticket } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { useTicketActions } from '../data/actions.ts';
import { reachable } from '../data/transitions.ts';

/** The statuses that a ticket may be given, as a menu. */
export function useStatusEntries(ticket: Ticket): readonly MenuEntry[] {
  const t = useT('desk');
  const words = useT('common/tickets');
  const actions = useTicketActions();
  const statuses = reachable(ticket.status);
  return [
    {
      kind: 'choice',
      label: t('field.status'),
      value: ticket.status,
      options: statuses.map((status) => ({ value: status, label: words(`status.${status}`) })),
      onSelect: (value) => {
        const status = statuses.find((one) => one === value);
        if (status && status !== ticket.status) void actions.setStatus(ticket, status);
      },
    },
  ];
}
