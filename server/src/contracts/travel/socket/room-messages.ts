import type { Message } from '../../../core/conversations/types.ts';
import type { Room } from '../../../wire/rooms.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { presentSupportMessage } from '../present/tickets.ts';
import { messageJson, tempIdJson, withSender } from './json.ts';

/** Whose support conversation a room is of; null stands for a conversation of two. */
export type RoomTicket = { readonly id: string; readonly ownerId: string };

/**
 * Tells a room of a message: one frame for its sender's connections, one for all others. Whoever heard of one in a ticket is
 * reached by that alone; in a conversation of two all are who are connected.
 */
export function tellRoom(
  { about: ticket, connections }: Room<SocketConnection, RoomTicket | null>,
  message: Message,
  tempIds: TempIds,
  onReached: ((userId: string) => void) | null,
): void {
  const name = ticket ? 'support-message-received' : 'message-received';
  const row = ticket ? JSON.stringify(presentSupportMessage(message, ticket.id, ticket.ownerId)) : messageJson(message);
  const [key, id] = ticket ? ['ticketId', ticket.id] : ['conversationId', message.conversationId];
  let own: Frame | null = null;
  let others: Frame | null = null;
  for (const connection of connections) {
    const mine = connection.userId === message.senderId;
    let one: Frame | null = mine ? own : others;
    if (one === null) {
      const tempId = mine ? tempIdJson(tempIds, message) : null;
      one = eventFrame(name, ...withSender(row, key, id, message.senderId, tempId));
      if (mine) own = one;
      else others = one;
    }
    connection.send(one);
    if (ticket && !mine) onReached?.(connection.userId);
  }
}
