import type { Message } from '@parley/client';
import { Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import type { MetaFacts } from '../message/meta.tsx';
import { Meta } from '../message/meta.tsx';
import { useRoom, useRowTab } from '../room.ts';
import { durationText, type OfferFacts, offerFacts, priceText } from './offer-facts.ts';

type OfferCardProps = {
  readonly message: Pick<Message, 'content' | 'metadata' | 'senderId'>;
  readonly isOwn: boolean;
  readonly meta: MetaFacts;
};

/** A service that somebody offers; whom it is offered to can ask for it. */
export function OfferCard({ message, isOwn, meta }: OfferCardProps) {
  const t = useT('chat');
  const room = useRoom();
  const tab = useRowTab();
  const facts = offerFacts(message);
  const book = () => room.open({ kind: 'booking', offered: facts.packageId, ownerId: message.senderId });
  return (
    <ServiceCard kind={t('kind.offer')} icon={<Tag />} facts={facts} note={message.content} meta={meta}>
      {!isOwn && room.canWrite && (
        <Button variant="primary" size="sm" tabIndex={tab} onClick={book}>
          {t('requestBooking')}
        </Button>
      )}
    </ServiceCard>
  );
}

type ServiceCardProps = {
  readonly kind: string;
  readonly icon: ReactNode;
  readonly facts: OfferFacts;
  readonly note: string;
  readonly meta: MetaFacts;
  /** Between the price and the time. */
  readonly details?: ReactNode;
  readonly children?: ReactNode;
};

/** What offers and bookings have in common: which service, at what price. */
export function ServiceCard({ kind, icon, facts, note, meta, details, children }: ServiceCardProps) {
  const t = useT('chat');
  const locale = useLocale();
  const { name, price, currency, duration } = facts;
  return (
    <div className="flex w-72 max-w-full flex-col gap-2 py-0.5">
      <p className="flex items-center gap-1.5 text-xs font-medium text-accent-text [&_svg]:size-3.5">
        <span aria-hidden="true">{icon}</span>
        {kind}
      </p>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p dir="auto" className="text-base leading-snug font-semibold wrap-anywhere">
            {name}
          </p>
          {duration !== null && duration !== '' && <p className="text-xs text-muted">{durationText(duration, t)}</p>}
        </div>
        {price !== null && (
          <p className="shrink-0 text-base font-semibold tabular-nums">{priceText(price, currency, locale)}</p>
        )}
      </div>
      {details}
      {note.trim() !== '' && note !== name && (
        <p dir="auto" className="text-sm wrap-anywhere whitespace-pre-wrap">
          {note}
        </p>
      )}
      <div className="flex items-end justify-between gap-3">
        {children}
        <Meta {...meta} className="ms-auto" />
      </div>
    </div>
  );
}
