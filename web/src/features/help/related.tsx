import type { Faq } from '@parley/client';
import { useT } from '../../i18n/use-t.ts';
import { ArticleLinks } from './article-links.tsx';
import { useRelated } from './reading.ts';

/** Articles like this one; nothing where there are none. */
export function Related({ faq }: { readonly faq: Faq }) {
  const t = useT('help');
  const related = useRelated(faq);
  if (!related.data || related.data.length === 0) return null;
  return (
    <section aria-label={t('related')}>
      <h2 className="mb-1 text-sm font-semibold">{t('related')}</h2>
      <ArticleLinks articles={related.data} label={t('related')} />
    </section>
  );
}
