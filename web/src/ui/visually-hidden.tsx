import type { ReactNode } from 'react';

/** Words for readers of the screen alone. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
