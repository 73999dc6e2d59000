import type { ReactNode } from 'react';

/** A key, or several pressed together. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-current/30 px-1 font-sans text-2xs font-medium">
      {children}
    </kbd>
  );
}
