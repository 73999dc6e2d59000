import type { Message } from '@parley/client';
import { actionsFor } from '../message/actions.ts';
import type { Room } from '../room.ts';

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };
/** Further up nobody means it. */
const REACH = 50;

/** The last message of one's own that can be changed, where it is among the newest; none while a later one is on its way. */
export function lastEditable(room: Room): Message | undefined {
  const { messages, hasNewer } = room.chat.state.get();
  if (hasNewer || room.chat.messages.get().at(-1)?.state === 'pending') return undefined;
  return messages
    .slice(-REACH)
    .findLast((message) => actionsFor(message, room, NOWHERE).some(({ name }) => name === 'edit'));
}
