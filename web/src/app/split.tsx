import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';

type SplitProps = {
  /** What there is to choose from. */
  readonly list: ReactNode;
  /** What was chosen. */
  readonly detail: ReactNode;
  /** Whether something was: on phones it then takes the list's place. */
  readonly isOpen: boolean;
};

/** A list beside what is open in it; on phones one or the other. */
export function Split({ list, detail, isOpen }: SplitProps) {
  return (
    <div className="flex h-full min-h-0 bg-surface">
      <div
        className={classNames(
          'flex min-h-0 min-w-0 flex-col border-line max-sm:flex-1 sm:w-76 sm:shrink-0 sm:border-e xl:w-88',
          isOpen && 'max-sm:hidden',
        )}
      >
        {list}
      </div>
      <div className={classNames('flex min-h-0 min-w-0 flex-1 flex-col', !isOpen && 'max-sm:hidden')}>{detail}</div>
    </div>
  );
}
