import type { Ticket } from '@parley/client';
import { CircleUserRound, Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { ticketPriorities } from '../../../ui/ticket-states.ts';
import { useTicketActions } from '../data/actions.ts';
import { useCategoryName } from '../data/categories.ts';
import { useCategories } from '../data/ticket.ts';
import { keysOf } from '../keys/shortcuts.ts';
import { usePress } from '../keys/use-press.ts';
import { PriorityBars } from '../priority-mark.tsx';
import { PersonPicker } from './person-picker.tsx';
import { useStatusEntries } from './status-entries.ts';
import { TagEditor } from './tag-editor.tsx';
import { useWatching } from './watching.ts';

const valueClass =
  'ring-inset-focus flex min-h-7 w-full min-w-0 items-center gap-2 rounded-md px-2 py-0.5 text-start text-sm transition-colors hover:bg-subtle aria-expanded:bg-subtle pointer-coarse:min-h-9';

type PropertyProps = { readonly ticket: Ticket };

/** What a ticket says of itself; each value is a button that changes it. */
export function Properties({ ticket }: PropertyProps) {
  const t = useT('desk');
  const statuses = useStatusEntries(ticket);
  return (
    <dl className="-mx-2 flex flex-col gap-0.5">
      <Row label={t('field.status')}>
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
      </Row>
      <PriorityRow ticket={ticket} />
      <AssigneeRow ticket={ticket} />
      <CategoryRow ticket={ticket} />
      <Row label={t('field.tags')}>
        <TagEditor ticket={ticket} />
      </Row>
      <WatchersRow ticket={ticket} />
    </dl>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-start">
      <dt className="flex min-h-7 items-center px-2 text-xs text-muted pointer-coarse:min-h-9">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function PriorityRow({ ticket }: PropertyProps) {
  const t = useT('desk');
  const common = useT('common');
  const actions = useTicketActions();
  const button = usePress('priority');
  return (
    <Row label={t('field.priority')}>
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
            {common(`priority.${ticket.priority}`)}
          </button>
        }
        entries={[
          {
            kind: 'choice',
            label: t('field.priority'),
            value: ticket.priority,
            options: ticketPriorities.toReversed().map((priority) => ({
              value: priority,
              label: common(`priority.${priority}`),
              icon: <PriorityBars priority={priority} />,
            })),
            onSelect: (value) => {
              const priority = ticketPriorities.find((one) => one === value);
              if (priority && priority !== ticket.priority) void actions.update(ticket, { priority });
            },
          },
        ]}
      />
    </Row>
  );
}

function AssigneeRow({ ticket }: PropertyProps) {
  const t = useT('desk');
  const actions = useTicketActions();
  const me = useSession()?.me ?? null;
  const { assignee } = ticket;
  return (
    <Row label={t('field.assignee')}>
      <PersonPicker
        label={t('assignee.choose')}
        hasNobody
        onPick={(person) => {
          if (person?.id !== (assignee?.id ?? undefined)) void actions.assign(ticket, person);
        }}
        trigger={
          <button type="button" className={valueClass}>
            {assignee ? (
              <>
                <Avatar id={assignee.id} name={assignee.name} image={assignee.avatar} size={20} />
                <bdi className="truncate">{assignee.name}</bdi>
              </>
            ) : (
              <>
                <CircleUserRound aria-hidden="true" className="size-5 text-muted" strokeWidth={1.25} />
                <span className="text-muted">{t('assignee.nobody')}</span>
              </>
            )}
          </button>
        }
      />
      {me && assignee?.id !== me.id && (
        <button
          type="button"
          data-tooltip={t('ticket.assignToMe')}
          data-tooltip-keys={keysOf('assignToMe')}
          className="mx-2 inline-flex min-h-6 items-center text-xs font-medium text-accent-text hover:underline"
          onClick={() => void actions.assign(ticket, me)}
        >
          {t('ticket.assignToMe')}
        </button>
      )}
    </Row>
  );
}

function CategoryRow({ ticket }: PropertyProps) {
  const t = useT('desk');
  const actions = useTicketActions();
  const categories = useCategories();
  const nameOf = useCategoryName();
  return (
    <Row label={t('field.category')}>
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
    </Row>
  );
}

function WatchersRow({ ticket }: PropertyProps) {
  const t = useT('desk');
  const watching = useWatching(ticket);
  return (
    <Row label={t('field.watchers')}>
      <PersonPicker
        label={t('watch.choose')}
        onPick={(person) => void (person && watching.set(person, true))}
        trigger={
          <button type="button" className={valueClass}>
            <Eye aria-hidden="true" className="size-4 text-muted" />
            <span className="truncate text-muted">{t('watch.add')}</span>
          </button>
        }
      />
    </Row>
  );
}
