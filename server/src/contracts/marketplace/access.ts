import type { Actor } from '../../core/actor.ts';
import { accessConversation, type Seat } from '../../core/conversations/access.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';

/**
 * The caller's seat in a group whose looks and people they may change.
 * @throws `not_found`, `not_a_member`, `not_a_group`, `forbidden`.
 */
export async function accessGroup(core: Core, actor: Actor, conversationId: string): Promise<Seat> {
  const seat = await accessConversation(core, actor, conversationId);
  checkRuling(seat);
  return seat;
}

/** @throws `not_a_group`, `forbidden`. */
export function checkRuling({ type, own }: Seat): void {
  if (type !== 'group') throw new ParleyError('not_a_group', 'This conversation is not a group');
  if (own.role === 'member') throw new ParleyError('forbidden', 'Only the groupAdmin may change the group');
}
