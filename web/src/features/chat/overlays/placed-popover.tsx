import * as Radix from 'radix-ui/popover';
import { type ReactNode, useMemo } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import type { Place } from '../room.ts';
import { useTurned } from './turned.ts';

type PlacedPopoverProps = {
  readonly place: Place;
  /** What it is, for readers of the screen. */
  readonly label: string;
  readonly onClose: () => void;
  readonly side?: 'top' | 'bottom';
  readonly className?: string;
  readonly children: ReactNode;
};

/** A small window beside a place of the page, for what was opened by something that may be gone meanwhile. */
export function PlacedPopover({ place, label, onClose, side = 'top', className, children }: PlacedPopoverProps) {
  useTurned(onClose);
  const anchor = useMemo(() => ({ current: { getBoundingClientRect: () => DOMRect.fromRect(place) } }), [place]);
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Anchor virtualRef={anchor} />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            'z-50 max-w-[calc(100vw-1rem)] rounded-xl border border-line bg-surface shadow-float motion-safe:animate-appear focus:outline-none',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
