import { type Actor, isAgent } from '../actor.ts';
import type { TicketMove } from '../conversations/writer.ts';
import { ParleyError } from '../errors.ts';
import { mayFollow, TICKET_STATUSES, type TicketStatus } from './types.ts';

type Obstacle = 'forbidden' | 'invalid_transition' | 'ticket_closed';

/** Requesters close their tickets, and reopen those that are resolved; agents go where the table of transitions leads. */
function obstacleTo(actor: Actor, from: TicketStatus, to: TicketStatus): Obstacle | null {
  if (!isAgent(actor) && to !== 'closed' && !(to === 'open' && from === 'resolved')) return 'forbidden';
  return mayFollow(from, to) ? null : 'invalid_transition';
}

/** As `obstacleTo`, for a message that leaves the ticket in a status (null: in the one it has). A closed one takes none. */
function obstacleToMessage(actor: Actor, from: TicketStatus, to: TicketStatus | null): Obstacle | null {
  if (to !== null && to !== from) return obstacleTo(actor, from, to);
  return from === 'closed' ? 'ticket_closed' : null;
}

function refusal(obstacle: Obstacle, from: TicketStatus, to: TicketStatus | null): ParleyError {
  switch (obstacle) {
    case 'forbidden':
      return new ParleyError(obstacle, 'Only agents give a ticket this status');
    case 'invalid_transition':
      return new ParleyError(obstacle, `A ticket does not go from ${from} to ${to}`);
    case 'ticket_closed':
      return new ParleyError(obstacle, 'The ticket of this conversation is closed');
  }
}

/** Whether somebody may take a ticket from one status to another. @throws `forbidden`, `invalid_transition`. */
export function checkStatus(actor: Actor, from: TicketStatus, to: TicketStatus): void {
  const obstacle = obstacleTo(actor, from, to);
  if (obstacle) throw refusal(obstacle, from, to);
}

/**
 * Whether somebody's message may leave a ticket in the status `to` (null: in the one it has).
 * @throws `forbidden`, `invalid_transition`, `ticket_closed`.
 */
export function checkMessageStatus(actor: Actor, from: TicketStatus, to: TicketStatus | null): void {
  const obstacle = obstacleToMessage(actor, from, to);
  if (obstacle) throw refusal(obstacle, from, to);
}

/** What the writer is to do about the ticket when it stores such a message. */
export function moveWithMessage(actor: Actor, to: TicketStatus | null): TicketMove {
  return { to, from: TICKET_STATUSES.filter((from) => obstacleToMessage(actor, from, to) === null) };
}
