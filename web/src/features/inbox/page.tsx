import { useParley, useReadable } from '@parley/client/react';
import { MessagesSquare } from 'lucide-react';
import { Suspense, useMemo, useRef, useState, useTransition } from 'react';
import { PageSkeleton } from '../../app/page-skeleton.tsx';
import { useOpenId } from '../../app/params.ts';
import { Split } from '../../app/split.tsx';
import { useTitle } from '../../app/title.ts';
import { Hush } from '../../common/hush.tsx';
import { lazyPart } from '../../common/patient.ts';
import { useT } from '../../i18n/use-t.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useShortcuts } from './keys/shortcuts.ts';
import { InboxList } from './list/inbox-list.tsx';
import { nameOf } from './naming.ts';
import { useMe } from './use-me.ts';

// Everything but the list comes when it is wanted: the list is the first thing that is seen of the app.
const OpenConversation = lazyPart(() => import('./open/open-conversation.tsx'));
const NewConversation = lazyPart(() => import('./create/new-conversation.tsx'));
const KeysDialog = lazyPart(() => import('./keys/keys-dialog.tsx'));
const SpokenArrivals = lazyPart(() => import('./arrivals/spoken-arrivals.tsx'));

/** Conversations, and the one that is open. */
export default function InboxPage() {
  const t = useT('inbox');
  const id = useOpenId();
  const field = useRef<HTMLInputElement>(null);
  const [dialog, setDialog] = useState<'new' | 'keys' | null>(null);
  // A transition shows it the moment that it is there; what comes in place of a fallback has to wait for a third of a second.
  const [isComing, startComing] = useTransition();
  const open = (next: typeof dialog) => startComing(() => setDialog(next));
  const close = () => setDialog(null);
  useTitle(useOpenName(id) || t('title'));
  useShortcuts({
    '/': () => field.current?.focus(),
    c: () => open('new'),
    '?': () => open('keys'),
  });
  return (
    <>
      <Split
        isOpen={id !== null}
        list={<InboxList openId={id} field={field} onCreate={() => open('new')} />}
        detail={
          id === null ? (
            <Nothing />
          ) : (
            <Suspense fallback={<PageSkeleton />}>
              <OpenConversation id={id} />
            </Suspense>
          )
        }
      />
      <Suspense>
        <SpokenArrivals openId={id} />
      </Suspense>
      {isComing && <Hush />}
      <Suspense>
        {dialog === 'new' && <NewConversation onClose={close} />}
        {dialog === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </>
  );
}

/** Where nothing was chosen yet. */
function Nothing() {
  const t = useT('inbox');
  return (
    <div className="flex h-full bg-canvas">
      <EmptyState icon={<MessagesSquare />} title={t('select.title')}>
        {t('select.text')}
        <span className="mt-3 flex flex-wrap justify-center gap-x-4 gap-y-2 text-xs whitespace-nowrap pointer-coarse:hidden">
          <Hint keys="C">{t('hints.create')}</Hint>
          <Hint keys="/">{t('hints.search')}</Hint>
          <Hint keys="?">{t('hints.all')}</Hint>
        </span>
      </EmptyState>
    </div>
  );
}

function Hint({ keys, children }: { readonly keys: string; readonly children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Kbd>{keys}</Kbd>
      {children}
    </span>
  );
}

const nobody = { get: () => null, subscribe: () => () => {} };

/** What the open conversation is called; empty while nobody knows. */
function useOpenName(id: string | null): string {
  const { conversations } = useParley();
  const me = useMe();
  const conversation = useReadable(useMemo(() => (id === null ? nobody : conversations.one(id)), [conversations, id]));
  return conversation === null ? '' : nameOf(conversation, me);
}
