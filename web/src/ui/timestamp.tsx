import { useSyncExternalStore } from 'react';
import { useFormat } from '../i18n/format.ts';

type TimeProps = {
  /** ISO 8601 */
  readonly at: string;
  readonly className?: string;
};

/** How long ago, or how soon, kept true while it is looked at; the exact time as tooltip. */
export function RelativeTime({ at, className }: TimeProps) {
  const format = useFormat();
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} data-tooltip={format.moment(date)} className={className}>
      {format.relative(date.getTime(), now)}
    </time>
  );
}

/** The time of the day; the exact moment as tooltip. */
export function Timestamp({ at, className }: TimeProps) {
  const format = useFormat();
  const date = new Date(at);
  return (
    <time dateTime={at} data-tooltip={format.moment(date)} className={className}>
      {format.time(date)}
    </time>
  );
}

const tickMs = 30_000;
const listeners = new Set<() => void>();
let now = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since 1970, moved on twice a minute; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = Date.now();
    ticking = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(ticking);
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
