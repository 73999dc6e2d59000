import type { Ticket } from '@parley/client';
import { useParley, usePresence } from '@parley/client/react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { ticketStatuses } from '../../../ui/ticket-states.ts';
import { keys } from '../data/cache.ts';
import { usePerson } from '../data/people.ts';
import { viewQuery, writeQuery } from '../data/query.ts';

/** Who asks, and what they asked before. */
export function RequesterCard({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const format = useFormat();
  const { requester } = ticket;
  const person = usePerson(requester.id);
  const presence = usePresence(requester.id);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <Avatar
          id={requester.id}
          name={requester.name}
          image={requester.avatar}
          size={40}
          presence={presence?.status ?? null}
        />
        <div className="min-w-0">
          <p className="truncate text-sm font-medium">
            <bdi>{requester.name}</bdi>
          </p>
          {person?.email ? (
            <a
              href={`mailto:${person.email}`}
              className="block truncate text-xs text-accent-text hover:underline"
              rel="noopener noreferrer"
            >
              {person.email}
            </a>
          ) : (
            <p className="truncate text-xs text-muted">{person ? t('requester.noEmail') : '\u00a0'}</p>
          )}
          <p className="truncate text-xs text-muted">
            {person ? t('requester.since', { day: format.day(new Date(person.createdAt)) }) : '\u00a0'}
          </p>
        </div>
      </div>
      <EarlierTickets ticket={ticket} />
    </div>
  );
}

const shown = 4;

function EarlierTickets({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const parley = useParley();
  const { id, requesterId } = ticket;
  const { data } = useQuery({
    queryKey: keys.earlier(requesterId),
    queryFn: ({ signal }) =>
      parley.request('get', '/api/tickets', { query: { requesterId, limit: shown + 1, sort: '-createdAt' }, signal }),
  });
  if (!data) return null;
  const others = data.data.filter((one) => one.id !== id).slice(0, shown);
  const count = Math.max(0, data.page.total - 1);
  if (others.length === 0) return <p className="text-xs text-muted">{t('requester.firstTicket')}</p>;
  return (
    <div>
      <h3 className="pb-1 text-xs text-muted">{t('requester.others', { count })}</h3>
      <ul className="-mx-2 flex flex-col">
        {others.map((other) => (
          <li key={other.id}>
            <Link
              to="/desk/$id"
              params={{ id: other.id }}
              search={true}
              className="ring-inset-focus flex min-h-8 items-center gap-2 rounded-md px-2 py-1 text-xs hover:bg-subtle"
            >
              <span dir="auto" className="min-w-0 truncate">
                {other.subject}
              </span>
              <span className="ms-auto flex shrink-0">
                <StatusBadge status={other.status} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {count > others.length && (
        <Link
          to="/desk"
          search={writeQuery({ ...viewQuery('open'), status: ticketStatuses, requester: requesterId })}
          className="inline-flex min-h-6 items-center text-xs font-medium text-accent-text hover:underline"
        >
          {t('requester.all', { count: count + 1 })}
        </Link>
      )}
    </div>
  );
}
