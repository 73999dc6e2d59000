import { type ComponentProps, cloneElement, type ReactElement, Suspense, useId, useRef, useState } from 'react';
import { lazyPart } from '../common/patient.ts';
import type { MenuEntry } from './menu-entry.ts';

/** Loaded when a menu is first reached for: positions and roving focus weigh more than the first screen may. */
const load = () => import('./menu-list.tsx');
const MenuList = lazyPart(load);

type MenuProps = {
  /** The button that opens it. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly entries: readonly MenuEntry[];
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly align?: 'start' | 'end';
  /** Of the place that the menu stands beside. */
  readonly className?: string;
  readonly onOpenChange?: (open: boolean) => void;
};

/** A button with a menu. Arrow keys, first letters and Escape do what they do elsewhere. */
export function Menu(props: MenuProps) {
  const { trigger, entries, side = 'bottom', align = 'end', className = 'inline-flex', onOpenChange } = props;
  const [isOpen, setOpen] = useState(false);
  const [isByKey, setByKey] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  // A press on the button closes the menu before it becomes a click: that click must not open it again.
  const wasOpen = useRef(false);
  const id = useId();
  const change = (open: boolean) => {
    setOpen(open);
    onOpenChange?.(open);
  };
  return (
    <span ref={place} className={`relative ${className}`}>
      {cloneElement(trigger, {
        id,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        onPointerEnter: () => void load(),
        onFocus: () => void load(),
        onPointerDown: () => {
          wasOpen.current = isOpen;
        },
        onClick: ({ detail }) => {
          setByKey(detail === 0); // a click that no pointer made
          if (!wasOpen.current) change(true);
          wasOpen.current = false;
        },
        onKeyDown: (event) => {
          trigger.props.onKeyDown?.(event);
          if (event.key !== 'ArrowDown' && !(event.key === 'ArrowUp' && side === 'top')) return;
          event.preventDefault();
          setByKey(true);
          change(true);
        },
      })}
      {isOpen && (
        <Suspense>
          <MenuList
            entries={entries}
            labelledBy={id}
            side={side}
            align={align}
            isByKey={isByKey}
            container={landmarkOf(place.current)}
            onClose={() => change(false)}
            onReturnFocus={() => place.current?.querySelector('button')?.focus({ preventScroll: true })}
          />
        </Suspense>
      )}
    </span>
  );
}

/** Where the menu is put: in the dialog that it is part of, which lets nothing outside be reached, else among the page's content. */
function landmarkOf(place: Element | null): HTMLElement {
  return (
    place?.closest<HTMLElement>('[role=dialog], [role=alertdialog]') ??
    document.querySelector<HTMLElement>('main') ??
    document.body
  );
}
