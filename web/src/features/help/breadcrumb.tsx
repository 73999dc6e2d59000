import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';

type BreadcrumbProps = {
  readonly topic?: { readonly name: string; readonly slug: string } | undefined;
  /** The name of the page itself, where its title does not stand right below. */
  readonly here?: string;
};

/** Where the page is, and the ways up. */
export function Breadcrumb({ topic, here }: BreadcrumbProps) {
  const t = useT('help');
  const link = 'rounded-sm py-1 hover:text-ink hover:underline';
  return (
    <nav aria-label={t('breadcrumb')} className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-sm text-muted [&_svg]:size-3.5 [&_svg]:shrink-0">
        <li className="shrink-0">
          <Link to="/help" activeOptions={{ exact: true }} className={link}>
            {t('title')}
          </Link>
        </li>
        {topic && (
          <li className="flex min-w-0 items-center gap-1">
            <ChevronRight aria-hidden="true" className="mirrored" />
            <Link
              to="/help"
              search={{ category: topic.slug }}
              activeOptions={{ exact: true }}
              dir="auto"
              className={`truncate ${link}`}
            >
              {topic.name}
            </Link>
          </li>
        )}
        {here && (
          <li className="flex min-w-0 items-center gap-1">
            <ChevronRight aria-hidden="true" className="mirrored" />
            <span aria-current="page" dir="auto" className="truncate">
              {here}
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}
