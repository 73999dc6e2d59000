import { ParleyProvider } from '@parley/client/react';
import { Outlet } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { lazyPart } from '../common/patient.ts';
import { useT } from '../i18n/use-t.ts';
import { useSession } from '../session/session.ts';
import { useToasts } from '../ui/toasts.ts';
import { TooltipLayer } from '../ui/tooltip.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { useDocumentTitle } from './title.ts';

const NotFoundPage = lazyPart(() => import('./not-found-page.tsx'));
const ToastList = lazyPart(() => import('../ui/toast-list.tsx'));

/** What is there on every page: the session's client for the hooks below, the title, and what lies above everything. */
export function Root() {
  return (
    <Around>
      <Outlet />
    </Around>
  );
}

/** The same for an address that leads nowhere. */
export function NotFoundRoot() {
  return (
    <Around>
      <main className="h-dvh">
        <Suspense fallback={<PageSkeleton />}>
          <NotFoundPage />
        </Suspense>
      </main>
    </Around>
  );
}

function Around({ children }: { readonly children: ReactNode }) {
  const t = useT('app');
  const session = useSession();
  const toasts = useToasts();
  useDocumentTitle();
  return (
    <>
      {session ? <ParleyProvider client={session.parley}>{children}</ParleyProvider> : children}
      <TooltipLayer />
      {toasts.length > 0 && (
        <Suspense>
          <ToastList label={t('notices')} />
        </Suspense>
      )}
    </>
  );
}
