import type { Conversation } from '@parley/client';
import { Plus } from 'lucide-react';
import { type RefObject, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';
import { PageHeader } from '../../../app/page.tsx';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { Body, type BodyProps } from './body.tsx';
import { useListed } from './listing.ts';
import type { RowsHandle } from './rows.tsx';
import { SearchBox } from './search-box.tsx';
import { ViewChoice } from './view-choice.tsx';
import { isNamed, type View, type Wanted } from './views.ts';

const loadFound = () => import('../found/found-rows.tsx');
const FoundRows = lazyPart(loadFound);
const HideDialog = lazyPart(() => import('../details/hide-dialog.tsx'));
const Bell = lazyPart(() => import('../feed/bell.tsx'));

type InboxListProps = {
  readonly openId: string | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onCreate: () => void;
};

/** All conversations: to look through, to search, to begin a new one. */
export function InboxList({ openId, field, onCreate }: InboxListProps) {
  const t = useT('inbox');
  const [view, setView] = useState<View>('all');
  const [name, setName] = useState('');
  const [hiding, setHiding] = useState<Conversation | null>(null);
  const rows = useRef<RowsHandle>(null);
  // What finds them is loaded when it is first wanted: until then the rows of before stay.
  const wanted = useDeferredValue(useMemo<Wanted>(() => ({ view, name }), [view, name]));
  const shared: BodyProps = {
    wanted,
    openId,
    onCreate,
    handle: rows,
    onLeave: () => field.current?.focus(),
    onHide: setHiding,
  };
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Suspense fallback={<span className="size-7 pointer-coarse:size-9" />}>
              <Bell />
            </Suspense>
            <IconButton
              label={t('create.open')}
              keys="C"
              icon={<Plus />}
              variant="primary"
              size="sm"
              onClick={onCreate}
            />
          </>
        }
      />
      <div className="flex flex-col gap-1.5 px-3 pt-3 pb-1.5">
        <SearchBox
          field={field}
          text={name}
          onReach={() => void loadFound()}
          onChange={setName}
          onDown={() => rows.current?.focus()}
        />
        <ViewChoice view={view} onChange={setView} />
      </div>
      <div data-scroller className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2">
        {wanted.view === 'all' && !isNamed(wanted) ? (
          <Listed {...shared} />
        ) : (
          <Suspense fallback={<ListSkeleton label={t('list.loading')} rows={6} />}>
            <FoundRows {...shared} />
          </Suspense>
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

function Listed(props: BodyProps) {
  return <Body listing={useListed()} {...props} />;
}
