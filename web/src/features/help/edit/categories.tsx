import type { FaqCategory } from '@parley/client';
import { FolderTree, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Page } from '../../../app/page.tsx';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCategories } from '../reading.ts';
import { BackToHelp } from './back.tsx';
import { useCategoryChanges } from './category-changes.ts';
import { CategoryDialog } from './category-dialog.tsx';
import { CategoryRow } from './category-row.tsx';

/** The topics of the help centre: made, named, put in order and removed. */
export default function Categories() {
  const t = useT('help');
  const common = useT('common');
  const trouble = useTrouble();
  const categories = useCategories();
  const { reorder, remove } = useCategoryChanges();
  const [edited, setEdited] = useState<FaqCategory | 'new' | null>(null);
  const [doomed, setDoomed] = useState<FaqCategory | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef<{ readonly id: string; readonly way: string } | null>(null);
  const rows = categories.data ?? [];
  // Where the list changed under it, the keyboard stays at the button that was pressed.
  useEffect(() => {
    const { id, way } = moved.current ?? {};
    moved.current = null;
    if (id) list.current?.querySelector<HTMLElement>(`[data-move="${CSS.escape(`${way} ${id}`)}"]`)?.focus();
  });
  const fail = (error: unknown) => showToast({ tone: 'danger', title: common('failed'), detail: trouble(error) });
  const move = (from: number, to: number) => {
    const row = rows[from];
    if (!row || to < 0 || to >= rows.length) return;
    moved.current = { id: row.id, way: to < from ? 'up' : 'down' };
    setSaid(t('moved', { name: row.name, place: to + 1, count: rows.length }));
    reorder.mutate(rows.toSpliced(from, 1).toSpliced(to, 0, row), { onError: fail });
  };
  const create = (
    <Button variant="primary" icon={<Plus />} onClick={() => setEdited('new')}>
      {t('newTopic')}
    </Button>
  );
  return (
    <Page title={t('categories')} width="text" actions={create}>
      <BackToHelp />
      {categories.isPending && <ListSkeleton label={common('loading')} />}
      {categories.isError && <ErrorState onRetry={() => void categories.refetch()} />}
      {categories.isSuccess && rows.length === 0 && (
        <EmptyState icon={<FolderTree />} title={t('noTopics')}>
          {t('noTopicsDetail')}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul ref={list} aria-label={t('categories')} className="divide-y divide-line rounded-lg border border-line">
          {rows.map((category, place) => (
            <CategoryRow
              key={category.id}
              category={category}
              isFirst={place === 0}
              isLast={place === rows.length - 1}
              onMove={(by) => move(place, place + by)}
              onEdit={() => setEdited(category)}
              onDelete={() => setDoomed(category)}
            />
          ))}
        </ul>
      )}
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {edited && (
        <CategoryDialog
          category={edited === 'new' ? null : edited}
          order={rows.length}
          onClose={() => setEdited(null)}
        />
      )}
      <AlertDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title={t('deleteTopic', { name: doomed?.name ?? '' })}
        description={t('deleteTopicDetail', { count: doomed?.faqCount ?? 0 })}
        confirm={t('delete')}
        isDangerous
        onConfirm={() => {
          // The button that was pressed goes with its row: the keyboard stays in the page.
          const onSuccess = () => document.getElementById('content')?.focus();
          if (doomed) remove.mutate(doomed.id, { onSuccess, onError: fail });
        }}
      />
    </Page>
  );
}
