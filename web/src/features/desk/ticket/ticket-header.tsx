import type { Ticket } from '@parley/client';
import { ArrowLeft, Check, ChevronDown, PanelRight, RotateCcw, X } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { StatusBadge } from '../../../ui/ticket-badges.tsx';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { useTicketActions } from '../data/actions.ts';
import { mainMove } from '../data/transitions.ts';
import { useCommand } from '../keys/commands.tsx';
import { keysOf } from '../keys/shortcuts.ts';
import { usePress } from '../keys/use-press.ts';
import { PresenceLine } from './presence-line.tsx';
import { useStatusEntries } from './status-entries.ts';
import { Subject } from './subject.tsx';
import { TicketMenu } from './ticket-menu.tsx';

type TicketHeaderProps = {
  readonly ticket: Ticket;
  readonly onClose: () => void;
  readonly isPanelOpen: boolean;
  readonly onPanel: () => void;
};

/** What a ticket is about, who else is at it, and what is done with it most. */
export function TicketHeader({ ticket, onClose, isPanelOpen, onPanel }: TicketHeaderProps) {
  const t = useT('desk');
  return (
    <header className="flex shrink-0 items-start gap-1 border-b border-line py-2 ps-2 pe-2 sm:ps-4">
      <IconButton
        label={t('ticket.back')}
        keys={keysOf('back')}
        icon={<ArrowLeft className="mirrored" />}
        className="sm:hidden"
        onClick={onClose}
      />
      <div className="min-w-0 flex-1">
        <div className="flex h-8 items-center">
          <Subject ticket={ticket} />
        </div>
        <p className="flex min-h-5 min-w-0 items-center gap-1.5 text-xs text-muted">
          <span className="shrink-0 tabular-nums">#{ticket.number}</span>
          <span aria-hidden="true">·</span>
          <bdi className="min-w-0 shrink truncate">{ticket.requester.name}</bdi>
          <span aria-hidden="true">·</span>
          <RelativeTime at={ticket.createdAt} className="shrink-0" />
          <span className="ms-1 hidden shrink-0 @max-md:flex">
            <StatusBadge status={ticket.status} />
          </span>
          <PresenceLine conversationId={ticket.conversationId} />
        </p>
      </div>
      <MainActions ticket={ticket} />
      <TicketMenu ticket={ticket} />
      <IconButton
        label={t(isPanelOpen ? 'ticket.hidePanel' : 'ticket.showPanel')}
        isPressed={isPanelOpen}
        icon={<PanelRight className="mirrored" />}
        onClick={onPanel}
      />
      <IconButton
        label={t('ticket.close')}
        keys={keysOf('back')}
        icon={<X />}
        className="max-sm:hidden"
        onClick={onClose}
      />
    </header>
  );
}

function MainActions({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const actions = useTicketActions();
  const { move, to } = mainMove(ticket.status);
  const status = usePress('status');
  useCommand('resolve', () => void actions.setStatus(ticket, to));
  const entries = useStatusEntries(ticket);
  return (
    <div className="flex items-center gap-1 @max-md:hidden">
      <Menu
        trigger={
          <button
            ref={status}
            type="button"
            data-tooltip={t('ticket.changeStatus')}
            data-tooltip-keys={keysOf('status')}
            className="inline-flex h-8 items-center gap-1 rounded-md px-1.5 transition-colors hover:bg-subtle aria-expanded:bg-subtle"
          >
            <StatusBadge status={ticket.status} />
            <ChevronDown aria-hidden="true" className="size-3.5 text-muted" />
          </button>
        }
        entries={entries}
      />
      <Button
        variant={move === 'resolve' ? 'primary' : 'secondary'}
        icon={move === 'resolve' ? <Check /> : <RotateCcw className="mirrored" />}
        data-tooltip={t(`ticket.${move}Hint`)}
        data-tooltip-keys={keysOf('resolve')}
        onClick={() => void actions.setStatus(ticket, to)}
      >
        {t(`ticket.${move}`)}
      </Button>
    </div>
  );
}
