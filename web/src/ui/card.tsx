import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A box with a border; `title` is its heading. */
export function Card({
  title,
  action,
  children,
  className,
}: {
  readonly title?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={classNames('rounded-lg border border-line bg-surface', className)}>
      {title && (
        <header className="flex min-h-11 items-center justify-between gap-2 border-b border-line px-4">
          <h2 className="text-sm font-semibold">{title}</h2>
          {action}
        </header>
      )}
      <div className="p-4">{children}</div>
    </section>
  );
}
