import type { Faq } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import { excerptOf } from '../../common/markdown/excerpt.ts';
import { useRovingFocus } from '../../common/roving-focus.ts';
import { classNames } from '../../ui/class-names.ts';

type ArticleLinksProps = {
  readonly articles: readonly Faq[];
  readonly label: string;
  /** With the beginning of each. */
  readonly hasExcerpts?: boolean;
  /** In two columns where there is room. */
  readonly isWide?: boolean;
};

/** Articles to go to. */
export function ArticleLinks({ articles, label, hasExcerpts = false, isWide = false }: ArticleLinksProps) {
  const roving = useRovingFocus(
    articles.map(({ id }) => id),
    null,
  );
  return (
    <ul
      aria-label={label}
      onKeyDown={roving.onKeyDown}
      className={classNames(isWide ? 'grid gap-x-3 gap-y-1 md:grid-cols-2' : 'flex flex-col')}
    >
      {articles.map(({ id, question, answer }) => (
        <li key={id} className="-mx-3 min-w-0">
          <Link
            to="/help/$id"
            params={{ id }}
            {...roving.rowProps(id)}
            className="group flex items-start gap-3 rounded-lg px-3 py-2.5 hover:bg-subtle"
          >
            <FileText aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0 flex-1">
              <span dir="auto" className="block text-base font-medium group-hover:text-accent-text">
                {question}
              </span>
              {hasExcerpts && (
                <span dir="auto" className="line-clamp-2 text-sm text-muted">
                  {excerptOf(answer)}
                </span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
