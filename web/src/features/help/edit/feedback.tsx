import type { Faq } from '@parley/client';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useApi } from '../../../common/api.ts';
import { LoadMore } from '../../../common/load-more.tsx';
import { usePages } from '../../../common/pages.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { faqs } from '../reading.ts';

/** What readers made of an article, for those who write it. */
export default function Feedback({ faq }: { readonly faq: Faq }) {
  const t = useT('help');
  const format = useFormat();
  const api = useApi();
  const feedback = usePages({
    queryKey: [...faqs, 'feedback', faq.id],
    read: ({ signal, ...page }) =>
      api('get', '/api/faqs/{id}/feedback', { params: { id: faq.id }, query: page, signal }),
  });
  const figures = [
    [t('views'), faq.viewCount],
    [t('helpful'), faq.helpfulCount],
    [t('notHelpful'), faq.notHelpfulCount],
  ] as const;
  return (
    <section aria-label={t('feedback')} className="print:hidden">
      <h2 className="text-base font-semibold">{t('feedback')}</h2>
      <p className="text-xs text-muted">{t('feedbackFor')}</p>
      <dl className="mt-3 grid grid-cols-3 overflow-hidden rounded-lg border border-line">
        {figures.map(([label, count]) => (
          <div key={label} className="flex flex-col-reverse border-line p-3 not-first:border-s">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="text-lg font-semibold tabular-nums">{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {feedback.status === 'success' && feedback.items.length === 0 && (
        <p className="mt-3 text-sm text-muted">{t('noFeedback')}</p>
      )}
      <ul className="mt-1 divide-y divide-line">
        {feedback.items.map(({ userId, user, helpful, comment, updatedAt }) => (
          <li key={userId} className="flex gap-3 py-3">
            {helpful ? (
              <ThumbsUp role="img" aria-label={t('helpful')} className="mt-0.5 size-4 shrink-0 text-success-text" />
            ) : (
              <ThumbsDown role="img" aria-label={t('notHelpful')} className="mt-0.5 size-4 shrink-0 text-danger-text" />
            )}
            <div className="min-w-0 flex-1">
              <p dir="auto" className="text-sm wrap-anywhere whitespace-pre-wrap">
                {comment}
              </p>
              <p className="mt-0.5 text-xs text-muted">
                {user.name} · <RelativeTime at={updatedAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <LoadMore pages={feedback} />
    </section>
  );
}
