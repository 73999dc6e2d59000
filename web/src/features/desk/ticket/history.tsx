import type { TicketEvent } from '@parley/client';
import { useParley } from '@parley/client/react';
import {
  CirclePlus,
  CircleUserRound,
  Flame,
  type LucideIcon,
  MessageSquare,
  PencilLine,
  RefreshCw,
  Star,
  StickyNote,
  Tag,
} from 'lucide-react';
import { LoadMore } from '../../../common/load-more.tsx';
import { usePages } from '../../../common/pages.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { keys } from '../data/cache.ts';
import { useCategoryName } from '../data/categories.ts';
import { useStaff } from '../data/people.ts';
import { type HistoryWords, historyWords } from './history-words.ts';

const icons: Readonly<Record<HistoryWords['kind'], LucideIcon>> = {
  created: CirclePlus,
  replied: MessageSquare,
  noted: StickyNote,
  status: RefreshCw,
  priority: Flame,
  escalated: Flame,
  assigned: CircleUserRound,
  unassigned: CircleUserRound,
  category: Tag,
  subject: PencilLine,
  tags: Tag,
  rated: Star,
  changed: PencilLine,
};

/** What happened to a ticket, in words, oldest first. */
export function History({ ticketId }: { readonly ticketId: string }) {
  const t = useT('desk');
  const parley = useParley();
  const pages = usePages<TicketEvent>({
    queryKey: keys.history(ticketId),
    read: ({ signal, ...page }) =>
      parley.request('get', '/api/tickets/{id}/history', {
        params: { id: ticketId },
        query: { limit: 50, ...page },
        signal,
      }),
  });
  if (pages.status === 'error') return <ErrorState title={t('history.failed')} onRetry={pages.retry} />;
  if (pages.status === 'pending')
    return (
      <div role="status" aria-label={t('history.loading')} className="flex flex-col gap-3 px-4 pb-4">
        <Skeleton className="h-3 w-4/5" />
        <Skeleton className="h-3 w-3/5" />
        <Skeleton className="h-3 w-2/3" />
      </div>
    );
  return (
    <>
      <ol className="flex flex-col px-4 pb-2">
        {pages.items.map((event) => (
          <Entry key={event.id} event={event} />
        ))}
      </ol>
      <LoadMore pages={pages} />
    </>
  );
}

function Entry({ event }: { readonly event: TicketEvent }) {
  const t = useT('desk');
  const words = historyWords(event);
  const Icon = icons[words.kind];
  const say = useSaying();
  return (
    <li className="relative flex gap-2.5 pb-3 before:absolute before:start-2 before:top-5 before:bottom-0 before:w-px before:bg-line last:before:hidden">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 bg-surface text-muted" />
      <p className="min-w-0 flex-1 text-xs leading-5 wrap-anywhere text-muted">
        <bdi className="font-medium text-ink">{event.actor?.name ?? t('history.system')}</bdi> {say(words)}
        <RelativeTime at={event.at} className="block text-2xs" />
      </p>
    </li>
  );
}

/** Puts what an event tells into words that go on from a name. */
function useSaying(): (words: HistoryWords) => string {
  const t = useT('desk');
  const ticketWords = useT('common/tickets');
  const format = useFormat();
  const categoryName = useCategoryName();
  const { people } = useStaff();
  return (words) => {
    switch (words.kind) {
      case 'status':
        return t('history.status', {
          from: ticketWords(`status.${words.from}`),
          to: ticketWords(`status.${words.to}`),
        });
      case 'priority':
      case 'escalated': {
        const [from, to] = [ticketWords(`priority.${words.from}`), ticketWords(`priority.${words.to}`)];
        return words.from === words.to ? t('history.escalatedAtTop') : t(`history.${words.kind}`, { from, to });
      }
      case 'assigned':
        return t('history.assigned', { name: people.find(({ id }) => id === words.to)?.name ?? words.to });
      case 'category':
        return t('history.category', { to: categoryName(words.to) });
      case 'subject':
        return t('history.subject', { to: words.to });
      case 'tags': {
        const [added, removed] = [format.list(words.added), format.list(words.removed)];
        if (words.removed.length === 0) return t('history.tagsAdded', { tags: added });
        if (words.added.length === 0) return t('history.tagsRemoved', { tags: removed });
        return t('history.tagsChanged', { added, removed });
      }
      case 'rated':
        return t('history.rated', { score: words.score });
      default:
        return t(`history.${words.kind}`);
    }
  };
}
