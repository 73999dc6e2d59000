import type { Message } from '@parley/client';
import { ExternalLink, MapPin } from 'lucide-react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import type { MetaFacts } from '../message/meta.tsx';
import { Meta } from '../message/meta.tsx';
import { useRowTab } from '../room.ts';
import { RichText } from './rich-text.tsx';

type LocationCardProps = { readonly message: Pick<Message, 'content' | 'metadata'>; readonly meta: MetaFacts };

/** A place, by its address and where that is. The map is elsewhere: nobody hears of the place until it is opened. */
export function LocationCard({ message: { content, metadata }, meta }: LocationCardProps) {
  const t = useT('chat');
  const tab = useRowTab();
  const locale = useLocale();
  const { latitude, longitude } = metadata;
  const address = typeof metadata.address === 'string' ? metadata.address : '';
  const isPlace = typeof latitude === 'number' && typeof longitude === 'number';
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 5 });
  return (
    <div className="flex w-72 max-w-full flex-col gap-1.5 py-0.5">
      <div className="flex items-start gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-surface/70 text-accent-text">
          <MapPin aria-hidden="true" className="size-5" />
        </span>
        <div className="min-w-0">
          <p dir="auto" className="text-sm font-medium wrap-anywhere">
            {address === '' ? t('kind.location') : address}
          </p>
          {isPlace && (
            <p dir="ltr" className="text-xs text-muted tabular-nums">
              {number.format(latitude)}, {number.format(longitude)}
            </p>
          )}
        </div>
      </div>
      {content.trim() !== '' && content !== address && (
        <p dir="auto" className="text-base wrap-anywhere whitespace-pre-wrap">
          <RichText text={content} />
        </p>
      )}
      <div className="flex items-end justify-between gap-3">
        {isPlace && (
          <a
            href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
            tabIndex={tab}
            target="_blank"
            rel="noopener noreferrer"
            className="inline-flex min-h-6 items-center gap-1 text-sm font-medium text-accent-text hover:underline"
          >
            {t('openMap')}
            <ExternalLink aria-hidden="true" className="size-3.5" />
          </a>
        )}
        <Meta {...meta} className="ms-auto" />
      </div>
    </div>
  );
}
