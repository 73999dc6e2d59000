import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { currentEmbedding } from '../session/embedding.ts';
import type { Session } from '../session/session.ts';
import { sectionsFor } from './sections.ts';
import { UnreadBadge } from './side-bar.tsx';
import { UserMenu } from './user-menu.tsx';

/** The frame's bottom edge on phones. */
export function TabBar({ session }: { readonly session: Session }) {
  const t = useT('app');
  const sections = sectionsFor(session.me);
  return (
    <header className="flex h-[calc(3.5rem+env(safe-area-inset-bottom))] shrink-0 items-stretch border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] sm:hidden">
      <nav aria-label={t('navigation')} className="flex flex-1">
        {sections
          .filter((section) => !section.isMinor)
          .map(({ name, icon: Icon }) => (
            <Link
              key={name}
              to={`/${name}`}
              className={tabClass}
              activeProps={{ className: 'text-accent-text!', 'aria-current': 'page' }}
            >
              <span className="relative">
                <Icon aria-hidden="true" />
                {name === 'inbox' && (
                  <span className="absolute -top-2 start-3 flex">
                    <UnreadBadge />
                  </span>
                )}
              </span>
              <span className="max-w-full truncate px-0.5">{t(name)}</span>
            </Link>
          ))}
      </nav>
      <CloseWidget />
      <UserMenu session={session} side="top" align="end" pages={sections.filter((section) => section.isMinor)} />
    </header>
  );
}

const tabClass =
  'ring-inset-focus flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-2xs font-medium text-muted [&_svg]:size-5';

/** On a phone the panel of a widget covers the page that it belongs to. */
function CloseWidget() {
  const t = useT('app');
  const { kind, host } = currentEmbedding();
  if (kind !== 'widget' || host === null) return null;
  return (
    <button type="button" onClick={host.close} className={`${tabClass} max-w-16`}>
      <X aria-hidden="true" />
      {t('close')}
    </button>
  );
}
