import type { ReactNode } from 'react';
import { Skeleton } from '../../ui/skeleton.tsx';

type FigureProps = {
  readonly label: string;
  /** Null while it is on its way. */
  readonly value: ReactNode | null;
  readonly note?: string;
};

/** One number that counts. */
export function Figure({ label, value, note }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface p-4">
      <dt className="truncate text-xs font-medium text-muted">{label}</dt>
      <dd className="text-2xl font-semibold tracking-tight tabular-nums">
        {value ?? <Skeleton className="h-8 w-16" />}
      </dd>
      <dd className="text-xs text-muted">{note ?? ' '}</dd>
    </div>
  );
}
