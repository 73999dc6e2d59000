import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../../i18n/format.ts';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useNow } from '../../../ui/now.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { keys } from '../data/cache.ts';
import { formatDuration, formatWork } from '../data/duration.ts';
import { fetchLedger } from './ledger.ts';
import { PolicyLine } from './policy-line.tsx';
import { SlaBar } from './sla-bar.tsx';
import { type Pledge, type SlaStory, storyOf } from './story.ts';

const refreshMs = 60_000;
/** What took seconds took a minute. */
const leastMs = 60_000;

/** How a ticket's deadlines come about: what was promised, what of it is used, and when the clock stood still. */
export default function SlaStoryView({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const parley = useParley();
  const now = useNow();
  const { data, status, refetch } = useQuery({
    queryKey: keys.sla(ticket.id),
    queryFn: () => fetchLedger(parley, ticket.id),
    refetchInterval: refreshMs,
  });
  if (status === 'error') return <ErrorState title={t('sla.failed')} onRetry={() => void refetch()} />;
  if (status === 'pending') return <Skeleton className="h-40 w-full" />;
  const story = storyOf(data, ticket, Math.max(now, Date.now()));
  if (!story) return <p className="text-sm text-muted">{t('sla.nothingPromised')}</p>;
  return (
    <div className="flex flex-col gap-4">
      {story.pledges.map((pledge) => (
        <PledgeView key={pledge.target} pledge={pledge} now={now} />
      ))}
      <div className="flex flex-col gap-2">
        <h3 className="text-xs font-medium text-muted">{t('sla.timeline')}</h3>
        <SlaBar story={story} />
        <Pauses story={story} />
      </div>
      {data.policy && <PolicyLine policy={data.policy} />}
    </div>
  );
}

const fills: Readonly<Record<Pledge['state'], string>> = {
  due: 'bg-accent',
  paused: 'bg-control',
  kept: 'bg-online',
  late: 'bg-danger',
  missed: 'bg-danger',
};

function PledgeView({ pledge, now }: { readonly pledge: Pledge; readonly now: number }) {
  const t = useT('desk');
  const locale = useLocale();
  const { target, state, targetMs, usedMs } = pledge;
  const amounts = { used: work(usedMs, locale), target: work(targetMs, locale) };
  const share = Math.min(1, usedMs / Math.max(targetMs, 1));
  return (
    <section>
      <h3 className="text-xs font-medium text-muted">{t(`sla.target.${target}`)}</h3>
      <p className="pt-0.5 text-sm font-medium">
        <PledgeWords pledge={pledge} now={now} />
      </p>
      <div aria-hidden="true" className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-strong">
        <div className={classNames('h-full rounded-full', fills[state])} style={{ width: `${share * 100}%` }} />
      </div>
      <p className="pt-1 text-xs text-muted tabular-nums">{t('sla.used', amounts)}</p>
    </section>
  );
}

function PledgeWords({ pledge, now }: { readonly pledge: Pledge; readonly now: number }) {
  const t = useT('desk');
  const locale = useLocale();
  const format = useFormat();
  const { target, state, targetMs, usedMs, dueAt } = pledge;
  switch (state) {
    case 'due':
    case 'late': {
      if (dueAt === null) return null;
      const at = format.moment(new Date(dueAt));
      return t(`sla.${state}.${target}`, { time: formatDuration(Math.abs(dueAt - now), locale, 'short'), at });
    }
    case 'paused':
      return t(`sla.waiting.${target}`, { time: work(Math.max(targetMs - usedMs, 0), locale) });
    case 'kept':
      return t(`sla.inTime.${target}`, { time: work(Math.max(usedMs, leastMs), locale) });
    case 'missed':
      return t(`sla.tooLate.${target}`, { time: work(Math.max(usedMs - targetMs, leastMs), locale) });
  }
}

/** The sentence about when the clock stood still. */
function Pauses({ story }: { readonly story: SlaStory }) {
  const t = useT('desk');
  const locale = useLocale();
  const format = useFormat();
  if (story.pauses.length === 0) return <p className="text-xs text-muted">{t('sla.neverStood')}</p>;
  const parts = story.pauses.map(({ reason, ms }) => t(`sla.stood.${reason}`, { time: spell(ms, locale) }));
  return <p className="text-xs text-muted">{t('sla.stoodStill', { parts: format.list(parts) })}</p>;
}

function spell(ms: number, locale: string): string {
  return formatDuration(ms, locale, 'short');
}

function work(ms: number, locale: string): string {
  return formatWork(ms, locale, 'short');
}
