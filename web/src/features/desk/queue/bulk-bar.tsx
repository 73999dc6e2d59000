import type { Ticket } from '@parley/client';
import { CircleDot, SignalHigh, Tag, UserRound, X } from 'lucide-react';
import { type ComponentProps, type ReactElement, Suspense } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { type TicketStatus, ticketPriorities } from '../../../ui/ticket-states.ts';
import { isDone, reachableBySome } from '../data/transitions.ts';
import { useCommand } from '../keys/commands.tsx';
import { keysOf } from '../keys/shortcuts.ts';
import { usePress } from '../keys/use-press.ts';
import { PersonPicker } from '../ticket/person-picker.tsx';
import { TagPicker } from '../ticket/tag-picker.tsx';
import { useBulk } from './use-bulk.ts';

const BulkFailures = lazyPart(() => import('./bulk-failures.tsx'));

type BulkBarProps = {
  readonly tickets: readonly Ticket[];
  /** Whether keys do to these what they do to an open ticket elsewhere. */
  readonly takesKeys: boolean;
  readonly onDone: (changed: readonly string[]) => void;
  readonly onClear: () => void;
};

/** What can be done to the tickets that were picked. */
export function BulkBar({ tickets, takesKeys, onDone, onClear }: BulkBarProps) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const me = useSession()?.me.id ?? null;
  const { isBusy, failures, change, forgetFailures } = useBulk(tickets, onDone);
  const status = usePress('status', takesKeys);
  const priority = usePress('priority', takesKeys);
  const tag = usePress('tag', takesKeys);
  const statuses = reachableBySome(tickets.map((ticket) => ticket.status));
  const main: TicketStatus = tickets.every((ticket) => isDone(ticket.status)) ? 'open' : 'resolved';
  useCommand('assignToMe', takesKeys && me !== null ? () => void change({ assigneeId: me }) : null);
  useCommand('resolve', takesKeys && statuses.includes(main) ? () => void change({ status: main }) : null);
  useCommand('back', takesKeys ? onClear : null);
  return (
    <section
      aria-label={t('bulk.label')}
      className="flex min-h-12 shrink-0 items-center gap-1 border-t border-line bg-surface px-3 py-2 motion-safe:animate-rise"
    >
      <p role="status" className="me-auto flex min-w-0 items-center gap-2 text-sm font-medium">
        {isBusy && <Spinner />}
        <span className="truncate">{t('bulk.count', { count: tickets.length })}</span>
      </p>
      <Menu
        side="top"
        trigger={tool(<CircleDot aria-hidden="true" />, t('field.status'), keysOf('status'), { ref: status })}
        entries={statuses.map((to) => ({ label: words(`status.${to}`), onSelect: () => void change({ status: to }) }))}
      />
      <Menu
        side="top"
        trigger={tool(<SignalHigh aria-hidden="true" />, t('field.priority'), keysOf('priority'), { ref: priority })}
        entries={ticketPriorities.toReversed().map((to) => ({
          label: words(`priority.${to}`),
          onSelect: () => void change({ priority: to }),
        }))}
      />
      <PersonPicker
        label={t('bulk.assign')}
        hasNobody
        trigger={tool(<UserRound aria-hidden="true" />, t('field.assignee'))}
        onPick={(person) => void change({ assigneeId: person?.id ?? null })}
      />
      <TagPicker
        label={t('bulk.tag')}
        taken={[]}
        trigger={tool(<Tag aria-hidden="true" />, t('field.tag'), keysOf('tag'), { ref: tag })}
        onPick={(name) => void change({ addTags: [name] })}
      />
      <IconButton label={t('bulk.clear')} keys="Esc" icon={<X />} onClick={onClear} />
      {failures && (
        <Suspense>
          <BulkFailures failures={failures} onClose={forgetFailures} />
        </Suspense>
      )}
    </section>
  );
}

/** A tool with its word where there is room, and with the word as tooltip where there is not. */
function tool(
  icon: ReactElement,
  label: string,
  keys?: string,
  more: ComponentProps<'button'> = {},
): ReactElement<ComponentProps<'button'>> {
  return (
    <button
      type="button"
      {...more}
      aria-label={label}
      data-tooltip={label}
      data-tooltip-keys={keys}
      className={`${buttonClass('ghost', 'sm')} max-@3xl:px-1.5`}
    >
      {icon}
      <span className="hidden @3xl:inline">{label}</span>
    </button>
  );
}
