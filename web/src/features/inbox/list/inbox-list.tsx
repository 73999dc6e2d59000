import type { Conversation } from '@parley/client';
import { MessagesSquare, Plus } from 'lucide-react';
import { lazy, type RefObject, Suspense, useMemo, useRef, useState } from 'react';
import { PageHeader } from '../../../app/page.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { Bell } from '../feed/bell.tsx';
import { Rows, type RowsHandle } from './rows.tsx';
import { SearchBox } from './search-box.tsx';
import { type Listing, useListing } from './use-listing.ts';
import { ViewChoice } from './view-choice.tsx';
import type { View } from './views.ts';

const FoundMessages = lazy(() => import('../found/found-messages.tsx'));
const HideDialog = lazy(() => import('../details/hide-dialog.tsx'));

type InboxListProps = {
  readonly openId: string | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onCreate: () => void;
};

/** All conversations: to look through, to search, to begin a new one. */
export function InboxList({ openId, field, onCreate }: InboxListProps) {
  const t = useT('inbox');
  const [view, setView] = useState<View>('all');
  const [text, setText] = useState('');
  const [hiding, setHiding] = useState<Conversation | null>(null);
  const wanted = useMemo(() => ({ view, name: text }), [view, text]);
  const listing = useListing(wanted, openId);
  const rows = useRef<RowsHandle>(null);
  const isSearching = text.trim() !== '';
  const newLabel = t('create.open');
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Bell />
            <IconButton label={newLabel} keys="C" icon={<Plus />} variant="primary" size="sm" onClick={onCreate} />
          </>
        }
      />
      <div className="flex flex-col gap-1.5 px-3 pt-3 pb-1.5">
        <SearchBox field={field} text={text} onChange={setText} onDown={() => rows.current?.focus()} />
        <ViewChoice view={view} onChange={setView} />
      </div>
      <div data-scroller className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2">
        {isSearching && <Heading>{t('search.conversations')}</Heading>}
        <Body listing={listing} view={view} isSearching={isSearching} onCreate={onCreate}>
          <Rows
            listing={listing}
            openId={openId}
            reason={`${view} ${text}`}
            handle={rows}
            onLeave={() => field.current?.focus()}
            onHide={setHiding}
          />
        </Body>
        {isSearching && (
          <section aria-labelledby="found-messages">
            <Heading id="found-messages">{t('search.messages')}</Heading>
            <Suspense fallback={<ListSkeleton label={t('search.loading')} rows={3} />}>
              <FoundMessages q={text.trim()} />
            </Suspense>
          </section>
        )}
      </div>
      {hiding && (
        <Suspense>
          <HideDialog conversation={hiding} onClose={() => setHiding(null)} />
        </Suspense>
      )}
    </>
  );
}

function Heading({ id, children }: { readonly id?: string; readonly children: string }) {
  return (
    <h2 id={id} className="px-4 pt-2 pb-1 text-xs font-medium text-muted">
      {children}
    </h2>
  );
}

type BodyProps = {
  readonly listing: Listing;
  readonly view: View;
  readonly isSearching: boolean;
  readonly onCreate: () => void;
  readonly children: React.ReactNode;
};

/** The rows, or why there are none. */
function Body({ listing, view, isSearching, onCreate, children }: BodyProps) {
  const t = useT('inbox');
  const { status, rows, retry } = listing;
  if (rows.length > 0) return children;
  if (status === 'loading') return <ListSkeleton label={t('list.loading')} rows={isSearching ? 2 : 9} />;
  if (status === 'failed') return <ErrorState title={t('list.failed')} onRetry={retry} />;
  if (isSearching) return <p className="px-4 py-2 text-sm text-muted">{t('search.nobody')}</p>;
  if (view !== 'all') return <p className="px-6 py-10 text-center text-sm text-muted">{t(`nothing.${view}`)}</p>;
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title={t('emptyTitle')}
      action={
        <Button variant="primary" icon={<Plus />} onClick={onCreate}>
          {t('create.open')}
        </Button>
      }
    >
      {t('empty')}
    </EmptyState>
  );
}
