import { useCallback } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { useCategories } from './ticket.ts';

const known = ['general', 'technical', 'billing', 'account', 'booking', 'destination', 'complaint', 'other'] as const;

/** What a category is called: in the reader's language where it is one of the usual ones, else as the site calls it. */
export function useCategoryName(): (slug: string) => string {
  const t = useT('desk');
  const categories = useCategories();
  return useCallback(
    (slug) => {
      const usual = known.find((one) => one === slug);
      if (usual) return t(`category.${usual}`);
      return categories.find((category) => category.slug === slug)?.name ?? slug;
    },
    [t, categories],
  );
}
