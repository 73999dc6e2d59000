import './article.css';
import { type Faq, ParleyError } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { FileQuestion, Pencil } from 'lucide-react';
import { Suspense } from 'react';
import { useTitle } from '../../app/title.ts';
import { excerptOf } from '../../common/markdown/excerpt.ts';
import { Markdown } from '../../common/markdown/markdown.tsx';
import { lazyPart } from '../../common/patient.ts';
import { useFormat } from '../../i18n/format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { AskTeam } from './ask-team.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { ListingSkeleton } from './listing.tsx';
import { Rating } from './rating.tsx';
import { useArticle } from './reading.ts';
import { Related } from './related.tsx';
import { Tags } from './tags.tsx';

const Feedback = lazyPart(() => import('./edit/feedback.tsx'));

/** One article to read, and what follows it: whether it helped, others like it, and the way to people. */
export function Article({ id, isAgent }: { readonly id: string; readonly isAgent: boolean }) {
  const t = useT('help');
  const article = useArticle(id);
  useTitle(article.data?.question ?? t('title'));
  if (article.isError) {
    const isGone = article.error instanceof ParleyError && article.error.code === 'not_found';
    return isGone ? <Gone /> : <ErrorState onRetry={() => void article.refetch()} />;
  }
  if (article.isPending) return <ListingSkeleton />;
  const faq = article.data;
  return (
    <div className="grid gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,1fr)_15rem]">
      <meta name="description" content={excerptOf(faq.answer, 150)} />
      <div className="flex w-full max-w-3xl min-w-0 flex-col gap-8">
        <article className="article">
          <Head faq={faq} isAgent={isAgent} />
          <Markdown text={faq.answer} />
          <Tags tags={faq.tags} />
        </article>
        {faq.status === 'published' && <Rating faq={faq} />}
        {isAgent && (
          <Suspense>
            <Feedback faq={faq} />
          </Suspense>
        )}
        <div className="xl:hidden">
          <Related faq={faq} />
        </div>
        <AskTeam />
      </div>
      <div className="sticky top-8 self-start max-xl:hidden">
        <Related faq={faq} />
      </div>
    </div>
  );
}

function Head({ faq, isAgent }: { readonly faq: Faq; readonly isAgent: boolean }) {
  const t = useT('help');
  const format = useFormat();
  return (
    <header className="mb-7 flex flex-col gap-2.5">
      <div className="flex items-start justify-between gap-4">
        <Breadcrumb topic={faq.categories[0]} />
        {isAgent && (
          <Link
            to="/help/$id"
            params={{ id: faq.id }}
            search={{ view: 'edit' }}
            className={buttonClass('secondary', 'sm')}
          >
            <Pencil aria-hidden="true" />
            {t('edit')}
          </Link>
        )}
      </div>
      <h1 dir="auto" className="text-2xl font-bold tracking-tight text-balance wrap-anywhere sm:text-3xl">
        {faq.question}
      </h1>
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        {faq.status === 'draft' && <Badge tone="warning">{t('draft')}</Badge>}
        <time dateTime={faq.updatedAt}>{t('updated', { day: format.day(new Date(faq.updatedAt)) })}</time>
      </p>
    </header>
  );
}

function Gone() {
  const t = useT('help');
  return (
    <>
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState
        icon={<FileQuestion />}
        title={t('gone')}
        action={
          <Link to="/help" className={buttonClass()}>
            {t('toStart')}
          </Link>
        }
      >
        {t('goneDetail')}
      </EmptyState>
    </>
  );
}
