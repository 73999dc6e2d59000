import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  Suspense,
  useId,
  useRef,
  useState,
} from 'react';

/** Where an open menu belongs, and what it tells the button that it was opened by. */
export type MenuPlace = {
  /** Id of the button. */
  readonly labelledBy: string;
  readonly side: 'top' | 'bottom' | 'left' | 'right';
  readonly align: 'start' | 'end';
  /** Opened by a key: the first entry has the keyboard at once. */
  readonly isByKey: boolean;
  readonly container: HTMLElement;
  readonly onClose: () => void;
  readonly onReturnFocus: () => void;
};

export type MenuButtonProps = {
  /** The button that opens it. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly side?: MenuPlace['side'];
  readonly align?: MenuPlace['align'];
  /** Of the place that the menu stands beside. */
  readonly className?: string;
  readonly onOpenChange?: (open: boolean) => void;
};

type Props = MenuButtonProps & {
  /** The menu is about to be opened: what is missing may be fetched. */
  readonly onReach: () => void;
  /** The open menu; may suspend. */
  readonly children: (place: MenuPlace) => ReactNode;
};

/** A button with a menu of whatever kind; most are a `Menu`. */
export function MenuButton(props: Props) {
  const { trigger, side = 'bottom', align = 'end', className = 'inline-flex', onOpenChange, onReach, children } = props;
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
        onPointerEnter: onReach,
        onFocus: onReach,
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
          {children({
            labelledBy: id,
            side,
            align,
            isByKey,
            container: landmarkOf(place.current),
            onClose: () => change(false),
            onReturnFocus: () => place.current?.querySelector('button')?.focus({ preventScroll: true }),
          })}
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
