import { lazyPart } from '../common/patient.ts';
import { MenuButton, type MenuButtonProps } from './menu-button.tsx';
import type { MenuEntry } from './menu-entry.ts';

/** Loaded when a menu is first reached for: positions and roving focus weigh more than the first screen may. */
const load = () => import('./menu-list.tsx');
const MenuList = lazyPart(load);

type MenuProps = MenuButtonProps & { readonly entries: readonly MenuEntry[] };

/** A button with a menu. Arrow keys, first letters and Escape do what they do elsewhere. */
export function Menu({ entries, ...button }: MenuProps) {
  return (
    <MenuButton {...button} onReach={() => void load()}>
      {(place) => <MenuList entries={entries} {...place} />}
    </MenuButton>
  );
}
