import type { ReactNode } from 'react';

type EmptyStateProps = {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it. */
  readonly action?: ReactNode;
  /** 1 where it is the whole page. */
  readonly level?: 1 | 2;
};

/** Where there is nothing to show: why, and what to do. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-2 px-6 py-10 text-center">
      <span
        aria-hidden="true"
        className="mb-1 flex size-11 items-center justify-center rounded-xl border border-line bg-surface text-muted [&_svg]:size-5"
      >
        {icon}
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <p className="text-sm text-balance text-muted">{children}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
