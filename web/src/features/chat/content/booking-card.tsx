import type { Message } from '@parley/client';
import { CalendarCheck, CalendarDays } from 'lucide-react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import type { MetaFacts } from '../message/meta.tsx';
import { ServiceCard } from './offer-card.tsx';
import { offerFacts } from './offer-facts.ts';

type BookingCardProps = { readonly message: Pick<Message, 'content' | 'metadata'>; readonly meta: MetaFacts };

/** A service that somebody asks for, and when. */
export function BookingCard({ message, meta }: BookingCardProps) {
  const t = useT('chat');
  const locale = useLocale();
  const when = whenText(message.metadata, locale);
  return (
    <ServiceCard
      kind={t('kind.booking')}
      icon={<CalendarCheck />}
      facts={offerFacts(message)}
      note={message.content}
      meta={meta}
      details={
        when && (
          <p className="flex items-center gap-1.5 text-sm">
            <CalendarDays aria-hidden="true" className="size-4 shrink-0 text-muted" />
            {when}
          </p>
        )
      }
    />
  );
}

/** The day and time that were asked for. A day alone is that day wherever one reads it. */
function whenText({ requestedDate, requestedTime }: Message['metadata'], locale: string): string {
  if (typeof requestedDate !== 'string') return typeof requestedTime === 'string' ? requestedTime : '';
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(requestedDate);
  const at = new Date(isDay ? `${requestedDate}T12:00:00Z` : requestedDate);
  if (Number.isNaN(at.getTime())) return requestedDate;
  const options: Intl.DateTimeFormatOptions = isDay
    ? { dateStyle: 'full', timeZone: 'UTC' }
    : { dateStyle: 'full', timeStyle: 'short' };
  const day = new Intl.DateTimeFormat(locale, options).format(at);
  return typeof requestedTime === 'string' ? `${day}, ${requestedTime}` : day;
}
