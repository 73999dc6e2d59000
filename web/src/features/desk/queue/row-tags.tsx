import { Tag } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';

type TagsProps = { readonly tags: readonly string[] };

const shown = 2;

/** The first tags of a ticket, and how many more there are; all of them on pointing. Where the queue has the whole width. */
export function RowTags({ tags }: TagsProps) {
  const format = useFormat();
  if (tags.length === 0) return null;
  return (
    <span data-tooltip={format.list(tags)} className="hidden shrink-0 items-center gap-1 @5xl:flex">
      {tags.slice(0, shown).map((tag) => (
        <span
          key={tag}
          dir="auto"
          className="h-4.5 max-w-24 truncate rounded-sm border border-line px-1 text-2xs leading-4 text-muted"
        >
          {tag}
        </span>
      ))}
      {tags.length > shown && <span className="text-2xs text-muted">+{tags.length - shown}</span>}
    </span>
  );
}

/** How many tags a ticket has; which ones on pointing. Where the queue is narrow. */
export function TagCount({ tags }: TagsProps) {
  const t = useT('desk');
  const format = useFormat();
  if (tags.length === 0) return null;
  return (
    <span
      data-tooltip={format.list(tags)}
      className="hidden shrink-0 items-center gap-0.5 text-2xs text-muted tabular-nums @xs:inline-flex @4xl:hidden"
    >
      <Tag aria-hidden="true" className="size-3" />
      <span aria-hidden="true">{tags.length}</span>
      <span className="sr-only">{t('row.tags', { tags: format.list(tags) })}</span>
    </span>
  );
}
