import type { ReactNode } from 'react';

type SectionProps = { readonly title: string; readonly action?: ReactNode; readonly children: ReactNode };

/** A part of the panel with its heading. */
export function Section({ title, action, children }: SectionProps) {
  return (
    <section className="px-4 py-3">
      <header className="flex min-h-7 items-center justify-between gap-2 pb-1">
        <h3 className="text-xs font-medium text-muted">{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}
