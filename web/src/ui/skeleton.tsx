import { classNames } from './class-names.ts';

type SkeletonProps = { readonly className: string; readonly isRound?: boolean };

/** A grey place where something will stand; give it a size. */
export function Skeleton({ className, isRound = false }: SkeletonProps) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        'block bg-subtle motion-safe:animate-pulse-soft',
        isRound ? 'rounded-full' : 'rounded-md',
        className,
      )}
    />
  );
}

/** Rows of a list that is on its way; `label` is what readers of the screen hear. */
export function ListSkeleton({ label, rows = 6 }: { readonly label: string; readonly rows?: number }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={row} className="flex items-center gap-3 px-4 py-3">
          <Skeleton isRound className="size-8" />
          <span className="flex flex-1 flex-col gap-1.5">
            <Skeleton className={classNames('h-3', row % 2 === 0 ? 'w-2/5' : 'w-1/3')} />
            <Skeleton className={classNames('h-3', row % 3 === 0 ? 'w-4/5' : 'w-3/5')} />
          </span>
        </span>
      ))}
    </div>
  );
}
