import type { Ticket } from '@parley/client';
import { useSession } from '../../../session/session.ts';
import { useTicketActions } from '../data/actions.ts';
import { mainMove } from '../data/transitions.ts';
import { useCommand, useCommands } from '../keys/commands.tsx';
import type { Command } from '../keys/shortcuts.ts';

/** Keys that do something to the row where the keyboard is, while no ticket is open and none is picked; null: there is no such row. */
export function useRowCommands(ticket: Ticket | null, onSelect: (id: string, isRange: boolean) => void): void {
  const commands = useCommands();
  const actions = useTicketActions();
  const me = useSession()?.me ?? null;
  const pickFor = (command: Command) =>
    ticket &&
    (() => {
      // Its menu is that of the bar for picked tickets, which comes with the first one.
      commands.runOnceTaken(command);
      onSelect(ticket.id, false);
    });
  useCommand('status', pickFor('status'));
  useCommand('priority', pickFor('priority'));
  useCommand('tag', pickFor('tag'));
  useCommand('assignToMe', ticket && me ? () => void actions.assign(ticket, me) : null);
  useCommand('resolve', ticket && (() => void actions.setStatus(ticket, mainMove(ticket.status).to)));
}
