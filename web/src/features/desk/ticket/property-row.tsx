import type { ReactNode } from 'react';

/** How a value looks that opens what changes it. */
export const valueClass =
  'ring-inset-focus flex min-h-7 w-full min-w-0 items-center gap-2 rounded-md px-2 py-0.5 text-start text-sm transition-colors hover:bg-subtle aria-expanded:bg-subtle pointer-coarse:min-h-9';

/** A property of a ticket: what it is called, and its value. */
export function PropertyRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-start">
      <dt className="flex min-h-7 items-center px-2 text-xs text-muted pointer-coarse:min-h-9">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
