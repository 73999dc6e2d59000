import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { type TicketPriority, ticketPriorities } from '../../ui/ticket-states.ts';

const heights = ['h-1.25', 'h-2.25', 'h-3.25'] as const;

/** A priority as rising bars; the highest is a red sign. For eyes alone: the word stands beside it, or is given as tooltip. */
export function PriorityBars({ priority }: { readonly priority: TicketPriority }) {
  if (priority === 'urgent')
    return (
      <span
        aria-hidden="true"
        className="flex size-3.5 shrink-0 items-center justify-center rounded-sm bg-danger text-2xs leading-none font-bold text-on-danger"
      >
        !
      </span>
    );
  const rank = ticketPriorities.indexOf(priority);
  return (
    <span aria-hidden="true" className="flex size-3.5 shrink-0 items-end justify-center gap-0.5">
      {heights.map((height, place) => (
        <span
          key={height}
          className={classNames(
            'w-0.75 rounded-[1px]',
            height,
            place > rank ? 'bg-strong' : priority === 'high' ? 'bg-warning-text' : 'bg-muted',
          )}
        />
      ))}
    </span>
  );
}

/** A priority by form and colour, with its word for those who do not see it and on pointing. */
export function PriorityMark({ priority }: { readonly priority: TicketPriority }) {
  const t = useT('common/tickets');
  return (
    <span data-tooltip={t(`priority.${priority}`)} className="inline-flex shrink-0 items-center">
      <PriorityBars priority={priority} />
      <span className="sr-only">{t(`priority.${priority}`)}</span>
    </span>
  );
}
