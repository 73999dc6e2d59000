import { BookOpen } from 'lucide-react';
import { useTitle } from '../../app/title.ts';
import { LoadMore } from '../../common/load-more.tsx';
import { useT } from '../../i18n/use-t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ArticleLinks } from './article-links.tsx';
import { AskTeam } from './ask-team.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { CategoryIcon } from './category-icon.tsx';
import { useArticles, useCategories } from './reading.ts';

type ListingProps = { readonly category: string | undefined; readonly tag: string | undefined };

/** The articles of a topic or with a tag; all of them without either. */
export function Listing({ category, tag }: ListingProps) {
  const t = useT('help');
  const categories = useCategories();
  const articles = useArticles({ ...(category && { category }), ...(tag && { tag }) });
  const topic = categories.data?.find(({ id, slug }) => slug === category || id === category);
  const title = category ? (topic?.name ?? '') : tag ? t('tagged', { tag }) : t('all');
  useTitle(title === '' ? t('title') : title);
  if (articles.status === 'error') return <ErrorState onRetry={articles.retry} />;
  if (articles.status === 'pending' || categories.isPending) return <ListingSkeleton />;
  const isGone = category !== undefined && topic === undefined && categories.isSuccess;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <Breadcrumb here={title} />
      {isGone ? (
        <h1 className="sr-only">{t('title')}</h1>
      ) : (
        <header className="flex items-start gap-4">
          {topic && (
            <span className="flex size-11 shrink-0 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-5.5">
              <CategoryIcon slug={topic.slug} />
            </span>
          )}
          <div className="min-w-0">
            <h1 dir="auto" className="text-2xl font-bold tracking-tight text-balance wrap-anywhere">
              {title}
            </h1>
            {topic?.description && (
              <p dir="auto" className="mt-1 text-base text-muted">
                {topic.description}
              </p>
            )}
            <p className="mt-1 text-sm text-muted">{t('articles', { count: articles.total ?? 0 })}</p>
          </div>
        </header>
      )}
      {articles.items.length === 0 ? (
        <EmptyState icon={<BookOpen />} title={isGone ? t('topicGone') : t('topicEmpty')}>
          {isGone ? t('topicGoneDetail') : t('topicEmptyDetail')}
        </EmptyState>
      ) : (
        <div className="divide-y divide-line">
          <ArticleLinks articles={articles.items} label={title} hasExcerpts />
        </div>
      )}
      <LoadMore pages={articles} />
      <AskTeam />
    </div>
  );
}

/** A list of articles that is on its way. */
export function ListingSkeleton() {
  const t = useT('common');
  return (
    <div role="status" aria-label={t('loading')} className="flex max-w-3xl flex-col gap-6">
      <Skeleton className="h-7 w-56" />
      {['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-2/5'].map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={row} className="flex flex-col gap-2">
          <Skeleton className={`h-4 ${width}`} />
          <Skeleton className="h-3.5 w-11/12" />
        </span>
      ))}
    </div>
  );
}
