type ProgressProps = {
  readonly label: string;
  /** 0 to 1; null while nobody knows. */
  readonly value: number | null;
};

/** How far something is. */
export function Progress({ label, value }: ProgressProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className="h-1.5 w-full overflow-hidden rounded-full bg-strong"
    >
      <div
        className={
          percent === null
            ? 'h-full w-1/3 animate-pulse-soft rounded-full bg-accent'
            : 'h-full rounded-full bg-accent transition-[width]'
        }
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
