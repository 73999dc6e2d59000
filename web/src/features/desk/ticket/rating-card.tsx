import type { Ticket } from '@parley/client';
import { Star } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { RelativeTime } from '../../../ui/timestamp.tsx';

const scores = [1, 2, 3, 4, 5] as const;

/** What the requester thought of how a ticket was dealt with. */
export function RatingCard({ rating }: { readonly rating: NonNullable<Ticket['rating']> }) {
  const t = useT('desk');
  const { score, comment, ratedAt } = rating;
  return (
    <figure className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <span role="img" aria-label={t('rating.score', { score })} className="flex gap-0.5">
          {scores.map((one) => (
            <Star
              key={one}
              aria-hidden="true"
              className={classNames('size-4', one <= score ? 'fill-away text-away' : 'text-control')}
            />
          ))}
        </span>
        <RelativeTime at={ratedAt} className="text-2xs text-muted" />
      </div>
      {comment && (
        <blockquote dir="auto" className="border-s-2 border-line ps-2 text-sm wrap-anywhere whitespace-pre-wrap">
          {comment}
        </blockquote>
      )}
    </figure>
  );
}
