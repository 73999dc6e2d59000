import type { Translate } from '../../i18n/use-t.ts';

const usual = ['general', 'technical', 'billing', 'account', 'booking', 'destination', 'complaint', 'other'] as const;

/** What a category of tickets is called: in the reader's language where it is one of the usual ones, else by its own `name`. */
export function categoryName(slug: string, t: Translate<'common/tickets'>, name = slug): string {
  const word = usual.find((one) => one === slug);
  return word ? t(`category.${word}`) : name;
}
