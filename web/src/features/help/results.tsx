import type { FoundFaq } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useTitle } from '../../app/title.ts';
import { LoadMore } from '../../common/load-more.tsx';
import { withoutSigns } from '../../common/markdown/excerpt.ts';
import { Marked } from '../../common/marked.tsx';
import { useRovingFocus } from '../../common/roving-focus.ts';
import { useT } from '../../i18n/use-t.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { AskTeam } from './ask-team.tsx';
import { ListingSkeleton } from './listing.tsx';
import { useCategories, useFound } from './reading.ts';

type ResultsProps = { readonly q: string; readonly category: string | undefined; readonly isAgent: boolean };

/** What a search finds, while it is still being typed. */
export function Results({ q, category, isAgent }: ResultsProps) {
  const t = useT('help');
  const found = useFound(q, category, isAgent);
  const topic = useCategories().data?.find(({ id, slug }) => slug === category || id === category);
  const roving = useRovingFocus(
    found.items.map(({ id }) => id),
    null,
  );
  useTitle(t('resultsFor', { q }));
  if (found.status === 'error') return <ErrorState onRetry={found.retry} />;
  if (found.status === 'pending') return <ListingSkeleton />;
  const count = found.items.length;
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">{t('resultsFor', { q })}</h1>
        <p aria-live="polite" className="text-sm text-muted">
          {count === 0 ? (
            <span className="sr-only">{t('nothingFound')}</span>
          ) : found.hasMore ? (
            t('moreThan', { count })
          ) : (
            t('articles', { count })
          )}
        </p>
      </div>
      {topic && (
        <p className="text-sm text-muted">
          {t('within', { name: topic.name })}{' '}
          <Link to="/help" search={{ q }} className="rounded-sm font-medium text-accent-text underline">
            {t('everywhere')}
          </Link>
        </p>
      )}
      {count === 0 ? (
        <EmptyState icon={<SearchX />} title={t('nothingFound')}>
          {t('nothingFoundDetail')}
        </EmptyState>
      ) : (
        <ul
          data-results=""
          aria-label={t('results')}
          aria-busy={found.isOutdated}
          onKeyDown={roving.onKeyDown}
          className={classNames('-mx-3 flex flex-col transition-opacity', found.isOutdated && 'opacity-60')}
        >
          {found.items.map((article) => (
            <li key={article.id}>
              <Result article={article} row={roving.rowProps(article.id)} />
            </li>
          ))}
        </ul>
      )}
      <LoadMore pages={found} />
      <AskTeam subject={q} />
    </div>
  );
}

type ResultProps = { readonly article: FoundFaq; readonly row: object };

function Result({ article: { id, status, categories, highlight }, row }: ResultProps) {
  const t = useT('help');
  return (
    <Link to="/help/$id" params={{ id }} {...row} className="group block rounded-lg px-3 py-3 hover:bg-subtle">
      <span className="flex items-center gap-2">
        <span dir="auto" className="text-base font-semibold text-accent-text group-hover:underline">
          <Marked highlight={highlight.question} />
        </span>
        {status === 'draft' && <Badge tone="warning">{t('draft')}</Badge>}
      </span>
      <span dir="auto" className="mt-0.5 line-clamp-2 text-sm text-muted">
        <Marked highlight={highlight.answer} simplify={withoutSigns} />
      </span>
      {categories.length > 0 && (
        <span className="mt-1 block text-xs text-muted">{categories.map(({ name }) => name).join(' · ')}</span>
      )}
    </Link>
  );
}
