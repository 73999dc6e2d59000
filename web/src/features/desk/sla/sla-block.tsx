import type { Ticket } from '@parley/client';
import { ChevronDown, Timer } from 'lucide-react';
import { Suspense } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { useNow } from '../../../ui/now.ts';
import { Popover } from '../../../ui/popover.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { clockOf } from './clock.ts';
import { toneOf, useClockWords } from './sla-mark.tsx';

const SlaStoryView = lazyPart(() => import('./sla-story-view.tsx'));

const tones = { calm: 'text-ink', soon: 'text-warning-text', late: 'text-danger-text', done: 'text-success-text' };
const boxes = { calm: 'bg-subtle', soon: 'bg-warning-soft', late: 'bg-danger-soft', done: 'bg-success-soft' };

/** When a ticket is due; pressed, it explains how that comes about. */
export function SlaBlock({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const clock = clockOf(ticket, useNow());
  const words = useClockWords(clock, 'short');
  const tone = toneOf(clock);
  if (words === null) return null;
  return (
    <div className="p-3">
      <Popover
        label={t('sla.explained')}
        align="end"
        className="max-h-(--radix-popover-content-available-height) w-92 overflow-y-auto"
        trigger={
          <button
            type="button"
            className={classNames(
              'flex min-h-10 w-full items-center gap-2 rounded-lg px-3 py-1.5 text-start transition-shadow hover:ring-1 hover:ring-control',
              boxes[tone],
              tones[tone],
            )}
          >
            <Timer aria-hidden="true" className="size-4 shrink-0" />
            <span className="min-w-0 flex-1 text-sm font-medium tabular-nums">{words}</span>
            <span className="sr-only">{t('sla.explain')}</span>
            <ChevronDown aria-hidden="true" className="size-3.5 shrink-0" />
          </button>
        }
      >
        <Suspense fallback={<Skeleton className="h-40 w-full" />}>
          <SlaStoryView ticket={ticket} />
        </Suspense>
      </Popover>
    </div>
  );
}
