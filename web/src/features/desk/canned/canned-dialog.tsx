import type { CannedResponse } from '@parley/client';
import { ArrowLeft, Lock, MessageSquareQuote, Plus, Search, Users } from 'lucide-react';
import { useState } from 'react';
import { LoadMore } from '../../../common/load-more.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useCannedList } from './canned.ts';
import { CannedForm } from './canned-form.tsx';

/** What is being written; null is a new one. It keeps its key when it is saved, and with it what was written meanwhile. */
type Chosen = { readonly key: number; readonly response: CannedResponse | null };

let lastKey = 0;

/** The ready answers of the team: to read, write, change and remove. */
export default function CannedDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('desk');
  const common = useT('common');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const choose = (response: CannedResponse | null) =>
    setChosen((now) => {
      if (now && now.response?.id === response?.id) return now;
      lastKey += 1;
      return { key: lastKey, response };
    });
  /** Of the one that was chosen when its request began: who has gone on to another is left there. */
  const settle = (key: number, response: CannedResponse | null) =>
    setChosen((now) => (now?.key === key ? response && { key, response } : now));
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t('canned.title')} description={t('canned.description')}>
      <div className="grid min-h-96 grid-cols-[minmax(0,1fr)] gap-4 pt-1 sm:h-[58dvh] sm:grid-cols-[16rem_minmax(0,1fr)]">
        <div className={classNames('flex min-h-0 flex-col gap-2', chosen !== null && 'max-sm:hidden')}>
          <CannedList chosen={chosen} onChoose={choose} />
        </div>
        <div className={classNames('min-h-0 sm:overflow-y-auto', chosen === null && 'max-sm:hidden')}>
          {chosen === null ? (
            <div className="flex h-full">
              <EmptyState icon={<MessageSquareQuote />} title={t('canned.noneChosen')}>
                {t('canned.slashHint')}
              </EmptyState>
            </div>
          ) : (
            <>
              <Button
                size="sm"
                variant="ghost"
                icon={<ArrowLeft className="mirrored" />}
                className="mb-2 sm:hidden"
                onClick={() => setChosen(null)}
              >
                {common('back')}
              </Button>
              <CannedForm
                key={chosen.key}
                response={chosen.response}
                onSaved={(response) => settle(chosen.key, response)}
                onRemoved={() => settle(chosen.key, null)}
              />
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

type CannedListProps = { readonly chosen: Chosen | null; readonly onChoose: (response: CannedResponse | null) => void };

function CannedList({ chosen, onChoose }: CannedListProps) {
  const t = useT('desk');
  const [q, setQ] = useState('');
  const pages = useCannedList(q);
  const chosenId = chosen?.response?.id ?? null;
  return (
    <>
      <div className="flex gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            type="search"
            label={t('canned.search')}
            isLabelHidden
            placeholder={t('canned.search')}
            icon={<Search />}
            value={q}
            onValueChange={setQ}
          />
        </div>
        <Button icon={<Plus />} onClick={() => onChoose(null)}>
          {t('canned.new')}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto rounded-lg border border-line">
        {pages.status === 'pending' && <ListSkeleton label={t('canned.loading')} rows={4} />}
        {pages.status === 'error' && <ErrorState onRetry={pages.retry} />}
        {pages.status === 'success' && pages.items.length === 0 && (
          <p className="p-4 text-center text-sm text-muted">{t(q === '' ? 'canned.empty' : 'canned.nothingFound')}</p>
        )}
        <ul>
          {pages.items.map((response) => (
            <li key={response.id}>
              <button
                type="button"
                aria-current={response.id === chosenId ? 'true' : undefined}
                className={classNames(
                  'ring-inset-focus flex w-full flex-col gap-0.5 border-b border-line px-3 py-2 text-start',
                  response.id === chosenId ? 'bg-accent-soft' : 'hover:bg-subtle',
                )}
                onClick={() => onChoose(response)}
              >
                <span className="flex w-full items-center gap-1.5 text-sm font-medium">
                  <bdi className="min-w-0 flex-1 truncate">{response.title}</bdi>
                  <Reach isShared={response.shared} />
                </span>
                <bdi className="w-full truncate text-xs text-muted">{response.body}</bdi>
              </button>
            </li>
          ))}
        </ul>
        <LoadMore pages={pages} />
      </div>
    </>
  );
}

function Reach({ isShared }: { readonly isShared: boolean }) {
  const t = useT('desk');
  const Icon = isShared ? Users : Lock;
  const words = t(isShared ? 'canned.shared' : 'canned.own');
  return (
    <span data-tooltip={words} className="shrink-0 text-muted">
      <Icon aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{words}</span>
    </span>
  );
}
