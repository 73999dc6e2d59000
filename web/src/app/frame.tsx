import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { lazyExtra } from '../common/patient.ts';
import { useT } from '../i18n/use-t.ts';
import { useSession } from '../session/session.ts';
import { classNames } from '../ui/class-names.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { SideBar } from './side-bar.tsx';
import { TabBar } from './tab-bar.tsx';
import { useCurrentTitle } from './title.ts';

const Notices = lazyExtra(() => import('../features/inbox/arrivals/notices.tsx'));

/** What stands around every page that belongs to the app; around the open ones nothing, for who is not signed in. */
export function Frame() {
  const t = useT('app');
  const main = useRef<HTMLElement>(null);
  const session = useSession();
  const title = useCurrentTitle();
  const path = useRouterState({ select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname });
  const isDetail = /^\/(inbox|support|desk)\/./.test(path);
  useArrival(main, path);
  return (
    <div className="flex h-dvh flex-col">
      <button
        type="button"
        onClick={() => main.current?.focus()}
        className="absolute start-2 top-2 z-60 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-sm font-medium text-on-accent focus:translate-y-0"
      >
        {t('skip')}
      </button>
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1 max-sm:flex-col-reverse">
        {session && (
          <>
            <SideBar session={session} />
            <div className={classNames('contents', isDetail && 'max-sm:hidden')}>
              <TabBar session={session} />
            </div>
          </>
        )}
        <main ref={main} id="content" tabIndex={-1} aria-label={title} className="min-h-0 min-w-0 flex-1">
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {session && (
        <Suspense>
          <Notices />
        </Suspense>
      )}
    </div>
  );
}

/** Takes the keyboard to a page that was gone to, unless something in it has it already; not at the first one. */
function useArrival(main: { readonly current: HTMLElement | null }, path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const wait = requestAnimationFrame(() => {
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(wait);
  }, [main, path]);
}
