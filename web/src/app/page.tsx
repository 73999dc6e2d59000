import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import { useTitle } from './title.ts';

type PageProps = {
  readonly title: string;
  /** Buttons at the end of the title's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** `text` for what is read (720 px), `wide` for tables and charts. */
  readonly width?: 'text' | 'wide';
};

/** A page that scrolls as a whole: its title, and what it is about below. */
export function Page({ title, actions, children, width = 'wide' }: PageProps) {
  useTitle(title);
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <PageHeader title={title} actions={actions} />
      <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
        <div
          className={classNames(
            'mx-auto flex w-full flex-1 flex-col p-4 sm:p-6',
            width === 'text' ? 'max-w-3xl' : 'max-w-6xl',
          )}
        >
          {children}
        </div>
      </div>
    </div>
  );
}

/** The line with the title that all pages and panes begin with; 48 px high. */
export function PageHeader({ title, actions }: { readonly title: ReactNode; readonly actions?: ReactNode }) {
  return (
    <header className="flex h-12 shrink-0 items-center justify-between gap-2 border-b border-line ps-4 pe-2">
      <h1 className="truncate text-lg font-semibold tracking-tight">{title}</h1>
      {actions && <div className="flex shrink-0 items-center gap-1">{actions}</div>}
    </header>
  );
}
