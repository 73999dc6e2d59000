import type { Ticket } from '@parley/client';
import { CircleUserRound, Eye } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { useTicketActions } from '../data/actions.ts';
import { keysOf } from '../keys/shortcuts.ts';
import { PersonPicker } from './person-picker.tsx';
import { PropertyRow, valueClass } from './property-row.tsx';
import { useWatching } from './watching.ts';

type PeopleRowProps = { readonly ticket: Ticket };

/** Who looks after a ticket. */
export function AssigneeRow({ ticket }: PeopleRowProps) {
  const t = useT('desk');
  const actions = useTicketActions();
  const me = useSession()?.me ?? null;
  const { assignee } = ticket;
  return (
    <PropertyRow label={t('field.assignee')}>
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
    </PropertyRow>
  );
}

/** Who hears of all that happens to a ticket. */
export function WatchersRow({ ticket }: PeopleRowProps) {
  const t = useT('desk');
  const watching = useWatching(ticket);
  return (
    <PropertyRow label={t('field.watchers')}>
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
    </PropertyRow>
  );
}
