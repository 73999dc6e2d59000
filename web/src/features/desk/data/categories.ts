import { useCallback } from 'react';
import { categoryName } from '../../../common/tickets/categories.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useCategories } from './ticket.ts';

/** What a category is called: in the reader's language where it is one of the usual ones, else as the site calls it. */
export function useCategoryName(): (slug: string) => string {
  const t = useT('common/tickets');
  const categories = useCategories();
  return useCallback(
    (slug) => categoryName(slug, t, categories.find((category) => category.slug === slug)?.name),
    [t, categories],
  );
}
