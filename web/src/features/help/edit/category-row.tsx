import type { FaqCategory } from '@parley/client';
import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { CategoryIcon } from '../category-icon.tsx';

type CategoryRowProps = {
  readonly category: FaqCategory;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: 1 | -1) => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
};

/** One topic in the list where they are kept. */
export function CategoryRow({ category, isFirst, isLast, onMove, onEdit, onDelete }: CategoryRowProps) {
  const t = useT('help');
  const { id, name, slug, description, faqCount } = category;
  return (
    <li className="flex items-center gap-3 py-2.5 ps-4 pe-2">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-text max-sm:hidden [&_svg]:size-4.5">
        <CategoryIcon slug={slug} />
      </span>
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-base font-medium">
          {name}
        </p>
        <p dir="auto" className="truncate text-xs text-muted">
          {t('articles', { count: faqCount })}
          {description && <span className="max-sm:hidden"> · {description}</span>}
        </p>
      </div>
      <div className="flex shrink-0">
        <IconButton
          data-move={`up ${id}`}
          label={t('moveUp', { name })}
          icon={<ArrowUp />}
          aria-disabled={isFirst}
          className="aria-disabled:opacity-40"
          onClick={() => onMove(-1)}
        />
        <IconButton
          data-move={`down ${id}`}
          label={t('moveDown', { name })}
          icon={<ArrowDown />}
          aria-disabled={isLast}
          className="aria-disabled:opacity-40"
          onClick={() => onMove(1)}
        />
        <IconButton label={t('editTopic', { name })} icon={<Pencil />} onClick={onEdit} />
        <IconButton label={t('removeTopic', { name })} icon={<Trash2 />} onClick={onDelete} />
      </div>
    </li>
  );
}
