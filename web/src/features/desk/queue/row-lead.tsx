import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { classNames } from '../../../ui/class-names.ts';
import type { ListedTicket } from '../data/cache.ts';

export type TicketRowProps = {
  readonly ticket: ListedTicket;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** Whether any is: then every row shows its box. */
  readonly isSelecting: boolean;
  readonly isUnread: boolean;
  readonly tabIndex: 0 | -1;
  readonly onFocus: (id: string) => void;
  readonly onSelect: (id: string, isRange: boolean) => void;
};

/** The requester's picture, which becomes a box to tick where one points, or while tickets are picked. */
export function RowLead({ ticket, isSelected, isSelecting, tabIndex, onFocus, onSelect }: TicketRowProps) {
  const t = useT('desk');
  const { requester } = ticket;
  return (
    <span className="relative z-10 row-span-3 flex size-8 items-center justify-center self-start @4xl:row-span-1 @4xl:row-start-1 @4xl:size-7 @4xl:self-center">
      <span
        className={classNames(
          'pointer-events-none',
          isSelecting ? 'invisible' : 'group-focus-within:invisible group-hover:invisible pointer-coarse:visible!',
        )}
      >
        <span className="@4xl:hidden">
          <Avatar id={requester.id} name={requester.name} image={requester.avatar} size={32} />
        </span>
        <span className="hidden @4xl:flex">
          <Avatar id={requester.id} name={requester.name} image={requester.avatar} size={24} />
        </span>
      </span>
      <label
        className={classNames(
          'absolute inset-0 flex items-center justify-center',
          !isSelecting && 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-0!',
          !isSelecting && 'pointer-coarse:pointer-events-none',
        )}
      >
        <span className="sr-only">{t('row.select', { number: ticket.number })}</span>
        <input
          type="checkbox"
          checked={isSelected}
          tabIndex={tabIndex}
          onFocus={() => onFocus(ticket.id)}
          onChange={(event) => {
            const { nativeEvent } = event;
            onSelect(ticket.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
          }}
          className="size-4 accent-accent"
        />
      </label>
    </span>
  );
}
