import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';

/** `plain` is nothing but what is in it; `frame` leaves pictures their edges. */
export type BubbleLook = 'words' | 'frame' | 'plain' | 'gone' | 'failed';

type BubbleProps = {
  readonly look: BubbleLook;
  readonly isOwn: boolean;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly children: ReactNode;
};

/** The shape around what somebody says. Those of one group lean on each other at the side of who speaks. */
export function Bubble({ look, isOwn, opens, closes, children }: BubbleProps) {
  return (
    <div
      data-bubble=""
      className={classNames(
        'relative max-w-full group-focus-visible/row:outline-2 group-focus-visible/row:outline-offset-2 group-focus-visible/row:outline-accent',
        look !== 'plain' && 'overflow-hidden rounded-2xl',
        look !== 'plain' && (isOwn ? ownCorners(opens, closes) : otherCorners(opens, closes)),
        (look === 'words' || look === 'frame') && (isOwn ? 'bg-own' : 'bg-other'),
        (look === 'words' || look === 'gone' || look === 'failed') && 'px-3 py-1.5',
        look === 'frame' && 'p-1',
        look === 'gone' && 'border border-line text-muted',
        look === 'failed' && 'border border-danger bg-danger-soft',
      )}
    >
      {children}
    </div>
  );
}

function ownCorners(opens: boolean, closes: boolean): string {
  return classNames(!opens && 'rounded-se-md', !closes && 'rounded-ee-md');
}

function otherCorners(opens: boolean, closes: boolean): string {
  return classNames(!opens && 'rounded-ss-md', !closes && 'rounded-es-md');
}
