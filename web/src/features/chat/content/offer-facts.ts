import type { Message } from '@parley/client';
import type { Translate } from '../../../i18n/use-t.ts';

/** What is offered, as the server wrote it into the message when it was sent. */
export type OfferFacts = {
  readonly packageId: string | null;
  readonly name: string;
  readonly price: number | null;
  readonly currency: string;
  readonly duration: number | string | null;
};

export function offerFacts({ metadata, content }: Pick<Message, 'metadata' | 'content'>): OfferFacts {
  const { servicePackageId, serviceName, price, currency, duration } = metadata;
  return {
    packageId: typeof servicePackageId === 'string' ? servicePackageId : null,
    name: typeof serviceName === 'string' ? serviceName : content,
    price: typeof price === 'number' ? price : null,
    currency: typeof currency === 'string' ? currency : '',
    duration: typeof duration === 'number' || typeof duration === 'string' ? duration : null,
  };
}

/** A price as the reader's language writes it; a currency that is none of ISO 4217 stands behind the number. */
export function priceText(price: number, currency: string, locale: string): string {
  if (/^[a-z]{3}$/i.test(currency))
    return new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() }).format(price);
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(price)} ${currency}`.trim();
}

/** How long a service takes; a number counts minutes, words stand as they are. */
export function durationText(duration: number | string, t: Translate<'chat'>): string {
  return typeof duration === 'number' ? t('minutes', { count: duration }) : duration;
}
