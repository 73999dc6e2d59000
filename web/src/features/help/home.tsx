import type { FaqCategory } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { ArrowRight, BookOpen } from 'lucide-react';
import { useTitle } from '../../app/title.ts';
import { useT } from '../../i18n/use-t.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ArticleLinks } from './article-links.tsx';
import { AskTeam } from './ask-team.tsx';
import { CategoryIcon } from './category-icon.tsx';
import { useCategories, usePopular } from './reading.ts';

/** The first page: topics, and what most people read. */
export function Home({ isAgent }: { readonly isAgent: boolean }) {
  const t = useT('help');
  const categories = useCategories();
  const popular = usePopular(6);
  useTitle(t('title'));
  if (categories.isError && popular.isError) {
    return <ErrorState onRetry={() => void Promise.all([categories.refetch(), popular.refetch()])} />;
  }
  if (categories.isPending || popular.isPending) return <HomeSkeleton />;
  const topics = (categories.data ?? []).filter(({ faqCount }) => isAgent || faqCount > 0);
  const articles = popular.data ?? [];
  if (topics.length === 0 && articles.length === 0) return <Nothing isAgent={isAgent} />;
  return (
    <div className="flex flex-col gap-10">
      <meta name="description" content={t('welcomeDetail')} />
      {topics.length > 0 && (
        <section aria-labelledby="help-topics">
          <h2 id="help-topics" className="text-lg font-semibold">
            {t('topics')}
          </h2>
          <ul className="mt-3 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {topics.map((topic) => (
              <li key={topic.id} className="flex">
                <TopicCard topic={topic} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {articles.length > 0 && (
        <section aria-labelledby="help-popular">
          <div className="flex items-baseline justify-between gap-4">
            <h2 id="help-popular" className="text-lg font-semibold">
              {t('popular')}
            </h2>
            <Link
              to="/help"
              search={{ view: 'all' }}
              className="inline-flex items-center gap-1 rounded-sm text-sm font-medium text-accent-text hover:underline"
            >
              {t('all')}
              <ArrowRight aria-hidden="true" className="mirrored size-3.5" />
            </Link>
          </div>
          <div className="mt-3">
            <ArticleLinks articles={articles} label={t('popular')} hasExcerpts isWide />
          </div>
        </section>
      )}
      <AskTeam />
    </div>
  );
}

function TopicCard({ topic: { name, slug, description, faqCount } }: { readonly topic: FaqCategory }) {
  const t = useT('help');
  return (
    <Link
      to="/help"
      search={{ category: slug }}
      className="group flex flex-1 flex-col rounded-xl border border-line bg-surface p-4 transition-colors hover:border-control focus-visible:rounded-xl"
    >
      <span className="mb-3 flex size-10 items-center justify-center rounded-lg bg-accent-soft text-accent-text [&_svg]:size-5">
        <CategoryIcon slug={slug} />
      </span>
      <h3 dir="auto" className="text-base font-semibold group-hover:text-accent-text">
        {name}
      </h3>
      {description && (
        <p dir="auto" className="mt-0.5 line-clamp-2 text-sm text-muted">
          {description}
        </p>
      )}
      <p className="mt-auto pt-3 text-xs text-muted">{t('articles', { count: faqCount })}</p>
    </Link>
  );
}

function Nothing({ isAgent }: { readonly isAgent: boolean }) {
  const t = useT('help');
  return (
    <EmptyState
      icon={<BookOpen />}
      title={t('emptyTitle')}
      action={
        isAgent && (
          <Link to="/help" search={{ view: 'new' }} className={buttonClass('primary')}>
            {t('new')}
          </Link>
        )
      }
    >
      {isAgent ? t('emptyAgent') : t('empty')}
    </EmptyState>
  );
}

function HomeSkeleton() {
  const t = useT('common');
  return (
    <div role="status" aria-label={t('loading')} className="grid gap-3 pt-9 sm:grid-cols-2 lg:grid-cols-3">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} className="h-38 rounded-xl" />
      ))}
    </div>
  );
}
