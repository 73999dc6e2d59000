import { Link } from '@tanstack/react-router';
import { useT } from '../i18n/use-t.ts';
import type { Session } from '../session/session.ts';
import { useUnreadTotal } from '../session/unread.ts';
import { CountBadge } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { Mark } from './mark.tsx';
import { type Section, sectionsFor } from './sections.ts';
import { UserMenu } from './user-menu.tsx';

/** The frame's start edge: where to go, and oneself. Icons alone on middling screens. */
export function SideBar({ session }: { readonly session: Session }) {
  const t = useT('app');
  return (
    <header className="flex w-14 shrink-0 flex-col border-e border-line bg-canvas p-2 max-sm:hidden lg:w-50">
      <div className="flex h-10 items-center gap-2 px-2 text-base font-semibold">
        <Mark />
        <span className="max-lg:sr-only">{t('name')}</span>
      </div>
      <nav aria-label={t('navigation')} className="mt-2 flex flex-1 flex-col gap-0.5">
        {sectionsFor(session.me).map((section) => (
          <SideLink key={section.name} section={section} />
        ))}
      </nav>
      <UserMenu session={session} side="top" align="start" />
    </header>
  );
}

const linkClass =
  'flex h-9 items-center gap-2.5 rounded-md px-3 text-sm font-medium text-muted transition-colors hover:bg-subtle hover:text-ink max-lg:justify-center max-lg:px-0 [&_svg]:size-4 [&_svg]:shrink-0';

function SideLink({ section: { name, icon: Icon } }: { readonly section: Section }) {
  const t = useT('app');
  return (
    <Link
      to={`/${name}`}
      className={classNames(linkClass, 'relative')}
      activeProps={{ className: 'bg-accent-soft text-accent-text! hover:bg-accent-soft', 'aria-current': 'page' }}
    >
      <Icon aria-hidden="true" />
      <span className="flex-1 truncate max-lg:sr-only">{t(name)}</span>
      {name === 'inbox' && (
        <span className="flex max-lg:absolute max-lg:end-0 max-lg:top-0">
          <UnreadBadge />
        </span>
      )}
    </Link>
  );
}

/** How much is unread in all conversations together. */
export function UnreadBadge() {
  const t = useT('app');
  const count = useUnreadTotal();
  return <CountBadge count={count} label={t('unread', { count })} />;
}
