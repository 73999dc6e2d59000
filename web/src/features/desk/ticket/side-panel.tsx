import type { Ticket } from '@parley/client';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { SlaBlock } from '../sla/sla-block.tsx';
import { History } from './history.tsx';
import { Properties } from './properties.tsx';
import { RatingCard } from './rating-card.tsx';
import { RequesterCard } from './requester-card.tsx';

/** What is known of a ticket beside what was said in it. */
export function SidePanel({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const [hasHistory, setHistory] = useState(false);
  return (
    <div className="flex flex-col divide-y divide-line">
      {ticket.sla && <SlaBlock ticket={ticket} />}
      <Section title={t('panel.properties')}>
        <Properties ticket={ticket} />
      </Section>
      <Section title={t('panel.requester')}>
        <RequesterCard ticket={ticket} />
      </Section>
      {ticket.rating && (
        <Section title={t('panel.rating')}>
          <RatingCard rating={ticket.rating} />
        </Section>
      )}
      <section>
        <h2>
          <button
            type="button"
            aria-expanded={hasHistory}
            className="ring-inset-focus flex h-10 w-full items-center gap-1.5 px-4 text-xs font-medium text-muted hover:text-ink"
            onClick={() => setHistory(!hasHistory)}
          >
            <ChevronRight
              aria-hidden="true"
              className={classNames('size-3.5 transition-transform', hasHistory ? 'rotate-90' : 'mirrored')}
            />
            {t('panel.history')}
          </button>
        </h2>
        {hasHistory && <History ticketId={ticket.id} />}
      </section>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="px-4 pt-3 pb-4">
      <h2 className="pb-1.5 text-xs font-medium text-muted">{title}</h2>
      {children}
    </section>
  );
}
