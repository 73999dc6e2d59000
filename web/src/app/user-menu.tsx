import { lazyPart } from '../common/patient.ts';
import { useT } from '../i18n/use-t.ts';
import { useOwnPresence } from '../session/presence.ts';
import type { Session } from '../session/session.ts';
import { Avatar } from '../ui/avatar.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import type { Section } from './sections.ts';

const load = () => import('./user-menu-list.tsx');
const UserMenuList = lazyPart(load);

type UserMenuProps = {
  readonly session: Session;
  readonly side: 'top' | 'bottom';
  readonly align: 'start' | 'end';
  /** Pages that are not in view otherwise. */
  readonly pages?: readonly Section[];
};

/** Oneself, and behind it what one can set for oneself. */
export function UserMenu({ session, side, align, pages = [] }: UserMenuProps) {
  const t = useT('app');
  const common = useT('common');
  const [presence] = useOwnPresence(session);
  const { me } = session;
  return (
    <MenuButton
      side={side}
      align={align}
      className="flex"
      onReach={() => void load()}
      trigger={
        <button
          type="button"
          className="ring-inset-focus flex min-w-0 flex-1 items-center gap-2 rounded-md p-1.5 text-start hover:bg-subtle max-lg:justify-center max-sm:px-4"
        >
          <span aria-hidden="true" className="flex">
            <Avatar id={me.id} name={me.name} image={me.avatar} size={24} presence={presence} />
          </span>
          <span className="min-w-0 flex-1 truncate text-sm font-medium max-lg:sr-only">{me.name}</span>
          <span className="sr-only">{t('menu.open', { presence: common(`presence.${presence}`) })}</span>
        </button>
      }
    >
      {(place) => <UserMenuList session={session} pages={pages} place={place} />}
    </MenuButton>
  );
}
