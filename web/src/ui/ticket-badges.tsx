import { Circle, CircleCheck, CircleDashed, CircleDot, CircleSlash } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { Badge, type Tone } from './badge.tsx';
import type { TicketStatus } from './ticket-states.ts';

const statuses: Readonly<Record<TicketStatus, { readonly tone: Tone; readonly icon: typeof Circle }>> = {
  open: { tone: 'info', icon: Circle },
  in_progress: { tone: 'violet', icon: CircleDot },
  pending: { tone: 'warning', icon: CircleDashed },
  resolved: { tone: 'success', icon: CircleCheck },
  closed: { tone: 'neutral', icon: CircleSlash },
};
/** The status of a ticket, by word, form and colour. */
export function StatusBadge({ status }: { readonly status: TicketStatus }) {
  const t = useT('common/tickets');
  const { tone, icon: Icon } = statuses[status];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {t(`status.${status}`)}
    </Badge>
  );
}
