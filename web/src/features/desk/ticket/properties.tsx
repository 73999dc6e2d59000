import type { Ticket } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { Menu } from '../../../ui/menu.tsx';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { ticketPriorities } from '../../../ui/ticket-states.ts';
import { useTicketActions } from '../data/actions.ts';
import { useCategoryName } from '../data/categories.ts';
import { useCategories } from '../data/ticket.ts';
import { keysOf } from '../keys/shortcuts.ts';
import { usePress } from '../keys/use-press.ts';
import { PriorityBars } from '../priority-mark.tsx';
import { AssigneeRow, WatchersRow } from './people-rows.tsx';
import { PropertyRow, valueClass } from './property-row.tsx';
import { useStatusEntries } from './status-entries.ts';
import { TagEditor } from './tag-editor.tsx';

type PropertiesProps = { readonly ticket: Ticket };

/** What a ticket says of itself; each value is a button that changes it. */
export function Properties({ ticket }: PropertiesProps) {
  const t = useT('desk');
  const statuses = useStatusEntries(ticket);
  return (
    <dl className="-mx-2 flex flex-col gap-0.5">
      <PropertyRow label={t('field.status')}>
        <Menu
          align="start"
          className="flex min-w-0"
          trigger={
            <button type="button" className={valueClass}>
              <StatusBadge status={ticket.status} />
            </button>
          }
          entries={statuses}
        />
      </PropertyRow>
      <PriorityRow ticket={ticket} />
      <AssigneeRow ticket={ticket} />
      <CategoryRow ticket={ticket} />
      <PropertyRow label={t('field.tags')}>
        <TagEditor ticket={ticket} />
      </PropertyRow>
      <WatchersRow ticket={ticket} />
    </dl>
  );
}

function PriorityRow({ ticket }: PropertiesProps) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const actions = useTicketActions();
  const button = usePress('priority');
  return (
    <PropertyRow label={t('field.priority')}>
      <Menu
        align="start"
        className="flex min-w-0"
        trigger={
          <button
            ref={button}
            type="button"
            data-tooltip={t('priority.change')}
            data-tooltip-keys={keysOf('priority')}
            className={valueClass}
          >
            <PriorityBars priority={ticket.priority} />
            {words(`priority.${ticket.priority}`)}
          </button>
        }
        entries={[
          {
            kind: 'choice',
            label: t('field.priority'),
            value: ticket.priority,
            options: ticketPriorities.toReversed().map((priority) => ({
              value: priority,
              label: words(`priority.${priority}`),
              icon: <PriorityBars priority={priority} />,
            })),
            onSelect: (value) => {
              const priority = ticketPriorities.find((one) => one === value);
              if (priority && priority !== ticket.priority) void actions.update(ticket, { priority });
            },
          },
        ]}
      />
    </PropertyRow>
  );
}

function CategoryRow({ ticket }: PropertiesProps) {
  const t = useT('desk');
  const actions = useTicketActions();
  const categories = useCategories();
  const nameOf = useCategoryName();
  return (
    <PropertyRow label={t('field.category')}>
      <Menu
        align="start"
        className="flex min-w-0"
        trigger={
          <button type="button" className={valueClass}>
            <span className="truncate">{nameOf(ticket.category)}</span>
          </button>
        }
        entries={[
          {
            kind: 'choice',
            label: t('field.category'),
            value: ticket.category,
            options: categories.map(({ slug }) => ({ value: slug, label: nameOf(slug) })),
            onSelect: (category) => {
              if (category !== ticket.category) void actions.update(ticket, { category });
            },
          },
        ]}
      />
    </PropertyRow>
  );
}
