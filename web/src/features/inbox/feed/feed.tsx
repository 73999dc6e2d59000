import { useParley, useReadable } from '@parley/client/react';
import { BellOff } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FeedEntry } from './feed-entry.tsx';

/** What one was notified of, in a window beside the bell; it is open at first. */
export default function Feed({ trigger }: { readonly trigger: ReactElement }) {
  const t = useT('inbox/open');
  const [isOpen, setOpen] = useState(true);
  return (
    <Popover
      trigger={trigger}
      label={t('feed.title')}
      open={isOpen}
      onOpenChange={setOpen}
      className="flex max-h-[min(36rem,80dvh)] w-96 flex-col p-0!"
    >
      <Entries onDone={() => setOpen(false)} />
    </Popover>
  );
}

function Entries({ onDone }: { readonly onDone: () => void }) {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const { notifications } = useParley();
  const { status, value } = useReadable(notifications.feed.state);
  const [isBusy, setBusy] = useState(false);
  const attempt = (change: Promise<void>) => {
    setBusy(true);
    change
      .catch((error: unknown) => showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) }))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <div className="flex min-h-11 items-center justify-between gap-2 border-b border-line ps-4 pe-2">
        <h2 className="text-sm font-semibold">{t('feed.title')}</h2>
        {value !== null && value.unreadCount > 0 && (
          <Button size="sm" variant="ghost" isBusy={isBusy} onClick={() => attempt(notifications.markAllRead())}>
            {t('feed.readAll')}
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1">
        {value === null && status !== 'failed' && <ListSkeleton label={t('feed.loading')} rows={4} />}
        {value === null && status === 'failed' && (
          <ErrorState title={t('feed.failed')} onRetry={() => void notifications.feed.load()} />
        )}
        {value?.items.length === 0 && (
          <EmptyState icon={<BellOff />} title={t('feed.nothing')}>
            {t('feed.nothingText')}
          </EmptyState>
        )}
        <ul aria-label={t('feed.title')}>
          {value?.items.map((item) => (
            <FeedEntry key={item.id} notification={item} onDone={onDone} />
          ))}
        </ul>
        {value?.next && (
          <Button
            size="sm"
            variant="ghost"
            className="w-full"
            isBusy={isBusy}
            onClick={() => attempt(notifications.loadMore())}
          >
            {t('feed.more')}
          </Button>
        )}
      </div>
    </>
  );
}
