import {
  ChevronsUp,
  ChevronUp,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  Equal,
  Minus,
} from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { Badge, type Tone } from './badge.tsx';
import type { TicketPriority, TicketStatus } from './ticket-states.ts';

const statuses: Readonly<Record<TicketStatus, { readonly tone: Tone; readonly icon: typeof Circle }>> = {
  open: { tone: 'info', icon: Circle },
  in_progress: { tone: 'violet', icon: CircleDot },
  pending: { tone: 'warning', icon: CircleDashed },
  resolved: { tone: 'success', icon: CircleCheck },
  closed: { tone: 'neutral', icon: CircleSlash },
};
const priorities: Readonly<Record<TicketPriority, { readonly tone: Tone; readonly icon: typeof Circle }>> = {
  low: { tone: 'neutral', icon: Minus },
  medium: { tone: 'neutral', icon: Equal },
  high: { tone: 'warning', icon: ChevronUp },
  urgent: { tone: 'danger', icon: ChevronsUp },
};

/** The status of a ticket, by word, form and colour. */
export function StatusBadge({ status }: { readonly status: TicketStatus }) {
  const t = useT('common');
  const { tone, icon: Icon } = statuses[status];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {t(`status.${status}`)}
    </Badge>
  );
}

/** The priority of a ticket, by word, form and colour. */
export function PriorityBadge({ priority }: { readonly priority: TicketPriority }) {
  const t = useT('common');
  const { tone, icon: Icon } = priorities[priority];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {t(`priority.${priority}`)}
    </Badge>
  );
}
