import type { Faq } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, FileX2, MoreHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuEntry } from '../../../ui/menu-entry.ts';

type EditorBarProps = {
  readonly base: Faq | null;
  readonly isDirty: boolean;
  readonly isBusy: boolean;
  readonly onSave: (status: Faq['status']) => void;
  readonly onDelete: () => void;
};

/** The line above an article that is being written: what state it is in, and what can be done with it. */
export function EditorBar({ base, isDirty, isBusy, onSave, onDelete }: EditorBarProps) {
  const t = useT('help');
  const common = useT('common');
  const [isDeleting, setDeleting] = useState(false);
  const isPublished = base?.status === 'published';
  const takeBack: MenuEntry = { label: t('takeBack'), icon: <FileX2 />, onSelect: () => onSave('draft') };
  const remove: MenuEntry = {
    label: t('delete'),
    icon: <Trash2 />,
    isDangerous: true,
    onSelect: () => setDeleting(true),
  };
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 border-b border-line px-2 py-1.5">
      <Link
        {...(base === null ? { to: '/help' } : { to: '/help/$id', params: { id: base.id } })}
        aria-label={common('back')}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink pointer-coarse:size-10"
      >
        <ArrowLeft aria-hidden="true" className="mirrored size-4" />
      </Link>
      <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">{base === null ? t('new') : t('edit')}</h1>
      <Badge tone={isPublished ? 'success' : 'warning'}>{isPublished ? t('published') : t('draft')}</Badge>
      <span aria-live="polite" className="text-xs text-muted max-sm:sr-only">
        {isDirty && t('unsaved')}
      </span>
      <div className="ms-auto flex items-center gap-1.5">
        {base !== null && (
          <Menu
            trigger={<IconButton label={common('more')} icon={<MoreHorizontal />} />}
            entries={isPublished ? [takeBack, { kind: 'separator' }, remove] : [remove]}
          />
        )}
        {isPublished ? (
          <Button variant="primary" isBusy={isBusy} disabled={!isDirty} onClick={() => onSave('published')}>
            {common('save')}
          </Button>
        ) : (
          <>
            <Button isBusy={isBusy} disabled={!isDirty} onClick={() => onSave('draft')}>
              {t('saveDraft')}
            </Button>
            <Button variant="primary" disabled={isBusy} onClick={() => onSave('published')}>
              {t('publish')}
            </Button>
          </>
        )}
      </div>
      <AlertDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={t('deleteTitle')}
        description={t('deleteDetail')}
        confirm={t('delete')}
        isDangerous
        onConfirm={onDelete}
      />
    </header>
  );
}
