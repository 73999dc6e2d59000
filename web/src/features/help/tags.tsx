import { Link } from '@tanstack/react-router';
import { Tag } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';

/** What an article is about, in single words that lead to others. */
export function Tags({ tags }: { readonly tags: readonly string[] }) {
  const t = useT('help');
  if (tags.length === 0) return null;
  return (
    <ul aria-label={t('tags')} className="mt-8 flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag}>
          <Link
            to="/help"
            search={{ tag }}
            className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-xs text-muted hover:border-control hover:text-ink"
          >
            <Tag aria-hidden="true" className="size-3" />
            <span dir="auto">{tag}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
