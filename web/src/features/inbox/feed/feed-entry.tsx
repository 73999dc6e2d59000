import type { Notification } from '@parley/client';
import { Bell, CalendarClock, CircleUser, type LucideIcon, Megaphone, ShieldAlert, Ticket, Users } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { happeningOf } from './happening.ts';
import { useGoing } from './use-going.ts';

const icons: Readonly<Record<Notification['category'], LucideIcon>> = {
  messages: Bell,
  groups: Users,
  tickets: Ticket,
  bookings: CalendarClock,
  account: CircleUser,
  security: ShieldAlert,
  product: Megaphone,
  marketing: Megaphone,
};

type FeedEntryProps = { readonly notification: Notification; readonly onDone: () => void };

/** One notification; pressed, it leads to what it is about. */
export function FeedEntry({ notification, onDone }: FeedEntryProps) {
  const t = useT('inbox/open');
  const go = useGoing();
  const { category, title, readAt, createdAt } = notification;
  const Icon = icons[category];
  const isNew = readAt === null;
  return (
    <li>
      <button
        type="button"
        onClick={() => {
          onDone();
          void go(notification);
        }}
        className="ring-inset-focus flex w-full gap-3 rounded-md px-3 py-2.5 text-start hover:bg-subtle focus-visible:rounded-md"
      >
        <span
          aria-hidden="true"
          className={classNames(
            'flex size-8 shrink-0 items-center justify-center rounded-full',
            isNew ? 'bg-accent-soft text-accent-text' : 'bg-subtle text-muted',
          )}
        >
          <Icon className="size-4" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span dir="auto" className={classNames('truncate text-sm', isNew ? 'font-semibold' : 'font-medium')}>
              {title}
            </span>
            <RelativeTime at={createdAt} className="shrink-0 text-xs text-muted" />
          </span>
          <span className="block text-sm text-muted">
            <Sentence notification={notification} />
          </span>
        </span>
        <span className="flex w-2 shrink-0 items-center">
          {isNew && (
            <>
              <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
              <span className="sr-only">{t('feed.new')}</span>
            </>
          )}
        </span>
      </button>
    </li>
  );
}

function Sentence({ notification }: { readonly notification: Notification }) {
  const t = useT('inbox/open');
  const words = useT('common/tickets');
  const happening = happeningOf(notification);
  if (happening.kind === 'other') return happening.text;
  const { actor } = happening;
  if (happening.kind !== 'status') return t(`feed.happened.${happening.kind}`, { actor });
  return t('feed.happened.status', { actor, status: words(`status.${happening.status}`) });
}
