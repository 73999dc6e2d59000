import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { EventLine } from '../message/event-line.tsx';
import { MessageRow, type MessageRowProps } from '../message/message-row.tsx';
import { useRowMenu } from '../message/row-menu.ts';
import { RowTabContext } from '../room.ts';
import { DayLine, UnreadLine } from './lines.tsx';
import type { Row } from './rows.ts';

type Shared = Omit<MessageRowProps, 'line' | 'isOwn' | 'opens' | 'closes'>;
type RowViewProps = Shared & {
  readonly index: number;
  readonly row: Row;
  readonly measure: (element: HTMLLIElement | null) => void;
  readonly isTabStop: boolean;
};

/** One row of the list, whatever it shows. Where it stands and how high it is belongs to the list. */
export function RowView({ index, row, measure, isTabStop, ...shared }: RowViewProps) {
  const isStop = row.kind !== 'day' && row.kind !== 'unread';
  const menu = useRowMenu(row.kind === 'message' && row.line.state === 'sent' ? row.line.message : null);
  return (
    <li
      ref={measure}
      data-index={index}
      data-row={row.key}
      tabIndex={isStop ? (isTabStop ? 0 : -1) : undefined}
      {...menu}
      className={classNames(
        'group/row absolute inset-x-0',
        row.kind === 'message' ? 'outline-none' : 'ring-inset-focus',
      )}
    >
      <RowTabContext value={isTabStop ? 0 : -1}>{contentOf(row, shared)}</RowTabContext>
    </li>
  );
}

function contentOf(row: Row, shared: Shared): ReactNode {
  switch (row.kind) {
    case 'day':
      return <DayLine at={row.at} />;
    case 'unread':
      return <UnreadLine />;
    case 'event':
      return <EventLine message={row.message} />;
    case 'between':
      return <div className="mx-auto max-w-4xl px-4 py-1.5">{row.node}</div>;
    case 'message': {
      const { line, isOwn, opens, closes } = row;
      return <MessageRow line={line} isOwn={isOwn} opens={opens} closes={closes} {...shared} />;
    }
  }
}
