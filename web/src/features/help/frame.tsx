import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Mark } from '../../app/mark.tsx';
import { useT } from '../../i18n/use-t.ts';
import { useSession } from '../../session/session.ts';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { AgentMenu } from './agent-menu.tsx';
import { SearchField } from './search-field.tsx';

type HelpFrameProps = {
  /** The first page, which says welcome. */
  readonly isHome: boolean;
  readonly isAgent: boolean;
  /** What is in view; it begins at its top when that changes. */
  readonly place: string;
  readonly children: ReactNode;
};

/** What stands above every page to read: the way home, the search, and what this reader may do. */
export function HelpFrame({ isHome, isAgent, place, children }: HelpFrameProps) {
  const t = useT('help');
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is the occasion
  useEffect(() => {
    if (location.hash === '') scroller.current?.scrollTo({ top: 0 });
  }, [place]);
  return (
    <div ref={scroller} className="relative h-full overflow-y-auto bg-surface">
      <header className={isHome ? 'bg-linear-to-b from-accent-soft to-surface' : 'border-b border-line bg-canvas'}>
        <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-4 px-4 sm:px-6">
          <Home />
          <div className="order-2 ms-auto flex h-14 items-center sm:order-3">
            {isAgent ? <AgentMenu /> : <SignIn />}
          </div>
          {isHome && (
            <div className="order-3 w-full pt-6 pb-5 text-center sm:pt-10">
              <h1 className="text-2xl font-bold tracking-tight text-balance sm:text-4xl">{t('welcome')}</h1>
              <p className="mt-2 text-base text-muted sm:text-lg">{t('welcomeDetail')}</p>
            </div>
          )}
          <div
            className={classNames(
              isHome
                ? 'order-4 mx-auto w-full max-w-2xl pb-8 sm:pb-10'
                : 'order-3 w-full pb-3 sm:order-2 sm:max-w-md sm:flex-1 sm:pb-0',
            )}
          >
            <SearchField isLarge={isHome} />
          </div>
        </div>
      </header>
      <div className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">{children}</div>
    </div>
  );
}

function Home() {
  const t = useT('help');
  const session = useSession();
  return (
    <Link
      to="/help"
      activeOptions={{ exact: true }}
      className="order-1 -ms-1 flex h-10 items-center gap-2.5 rounded-md px-1 text-base font-semibold"
    >
      {session === null && <Mark />}
      {t('title')}
    </Link>
  );
}

/** The door for those who are not signed in. */
function SignIn() {
  const t = useT('help');
  if (useSession() !== null) return null;
  return (
    <Link to="/sign-in" search={{ to: location.pathname + location.search }} className={buttonClass()}>
      {t('signIn')}
    </Link>
  );
}
