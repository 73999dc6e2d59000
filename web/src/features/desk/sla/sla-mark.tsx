import type { Ticket } from '@parley/client';
import { CircleCheck, Clock, Flame, Pause, TriangleAlert } from 'lucide-react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { useNow } from '../../../ui/now.ts';
import { formatDuration } from '../data/duration.ts';
import { clockOf, type SlaClock } from './clock.ts';

type Tone = 'calm' | 'soon' | 'late' | 'done';

const tones: Readonly<Record<Tone, string>> = {
  calm: 'text-muted',
  soon: 'rounded-sm bg-warning-soft px-1 text-warning-text',
  late: 'rounded-sm bg-danger-soft px-1 text-danger-text',
  done: 'text-success-text',
};
const icons = { calm: Clock, soon: Clock, late: Flame, done: CircleCheck, paused: Pause, missed: TriangleAlert };

/** How long there is until a ticket is due, by word, form and colour; nothing where nothing is promised. */
export function SlaMark({ ticket, className }: { readonly ticket: Ticket; readonly className?: string }) {
  const now = useNow();
  const clock = clockOf(ticket, now);
  const words = useClockWords(clock, 'narrow');
  if (words === null) return null;
  const Icon = icons[iconOf(clock)];
  return (
    <span
      className={classNames(
        'inline-flex h-5 min-w-0 items-center gap-1 text-2xs font-medium whitespace-nowrap tabular-nums',
        tones[toneOf(clock)],
        className,
      )}
    >
      <Icon aria-hidden="true" className="size-3 shrink-0" />
      <span className="truncate">{words}</span>
    </span>
  );
}

/** What a clock says in a few words: "Answer in 42m"; null where nothing is promised. */
export function useClockWords(clock: SlaClock, style: 'narrow' | 'short'): string | null {
  const t = useT('desk');
  const locale = useLocale();
  switch (clock.state) {
    case 'none':
      return null;
    case 'paused':
      return t('sla.paused');
    case 'kept':
      return t('sla.kept');
    case 'missed':
      return t('sla.missed');
    case 'running': {
      const time = formatDuration(Math.abs(clock.leftMs), locale, style);
      return t(`sla.mark.${clock.urgency === 'late' ? 'late' : 'in'}.${clock.target}`, { time });
    }
  }
}

/** The colour of a clock. */
export function toneOf(clock: SlaClock): Tone {
  if (clock.state === 'running') return clock.urgency;
  return clock.state === 'kept' ? 'done' : clock.state === 'missed' ? 'late' : 'calm';
}

function iconOf(clock: SlaClock): keyof typeof icons {
  return clock.state === 'paused' || clock.state === 'missed' ? clock.state : toneOf(clock);
}
