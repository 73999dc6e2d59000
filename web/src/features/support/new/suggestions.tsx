import type { Faq } from '@parley/client';
import { useParley } from '@parley/client/react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronRight, Lightbulb } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';

const Suggestion = lazyPart(() => import('./suggestion.tsx'));

const pauseMs = 400;
/** Less says too little to be looked for. */
const leastLength = 4;

type SuggestionsProps = { readonly subject: string; readonly description: string; readonly onSolved: () => void };

/** Articles that may answer what is being asked, while it is being written. */
export function Suggestions({ subject, description, onSolved }: SuggestionsProps) {
  const t = useT('support');
  const [read, setRead] = useState<Faq | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const articles = useSuggested(`${subject}\n${description}`.trim());
  if (articles.length === 0) return null;
  const close = () => {
    // The window gives the keyboard back to nobody: it goes where it came from.
    const id = read?.id ?? '';
    setRead(null);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus());
  };
  return (
    <section aria-label={t('suggest.title')} className="rounded-xl border border-line bg-canvas p-3">
      <h2 className="flex items-center gap-2 px-1 text-sm font-semibold">
        <Lightbulb aria-hidden="true" className="size-4 text-accent-text" />
        {t('suggest.title')}
      </h2>
      <p aria-live="polite" className="sr-only">
        {t('suggest.count', { count: articles.length })}
      </p>
      <ul ref={list} className="mt-1.5 flex flex-col">
        {articles.map((article) => (
          <li key={article.id}>
            <button
              type="button"
              data-id={article.id}
              aria-haspopup="dialog"
              onClick={() => setRead(article)}
              className="flex w-full items-center gap-2 rounded-md px-1 py-1.5 text-start text-sm hover:bg-subtle hover:text-accent-text"
            >
              <span dir="auto" className="min-w-0 flex-1">
                {article.question}
              </span>
              <ChevronRight aria-hidden="true" className="mirrored size-4 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
      {read && (
        <Suspense>
          <Suggestion article={read} onClose={close} onSolved={onSolved} />
        </Suspense>
      )}
    </section>
  );
}

/** What the server suggests for a text, a moment after it stopped changing; a question that is outdated is cancelled. */
function useSuggested(text: string): readonly Faq[] {
  const parley = useParley();
  const [q, setQ] = useState('');
  useEffect(() => {
    const wanted = text.length < leastLength ? '' : text.slice(0, 10_000);
    const timer = setTimeout(() => setQ(wanted), wanted === '' ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useQuery({
    queryKey: ['suggestions', q],
    enabled: q !== '',
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => parley.request('get', '/api/faqs/suggest', { query: { q, limit: 4 }, signal }),
  });
  return q === '' ? [] : (data?.data ?? []);
}
