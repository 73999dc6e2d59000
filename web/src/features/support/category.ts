import type { Translate } from '../../i18n/use-t.ts';

const known = ['general', 'technical', 'billing', 'account', 'booking', 'destination', 'complaint', 'other'] as const;

/** What a category is called in the reader's language; one that this site has made up by its own `name`. */
export function categoryName(slug: string, t: Translate<'support'>, name = slug): string {
  const word = known.find((one) => one === slug);
  return word ? t(`category.${word}`) : name;
}
