import { useFormat } from '../i18n/format.ts';
import { useNow } from './now.ts';

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
