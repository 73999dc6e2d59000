import { type Actor, isAgent } from '../../core/actor.ts';
import { accessConversation, type Seat } from '../../core/conversations/access.ts';
import type { Access } from '../../core/conversations/directory.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import { isConversationId } from '../../core/ids.ts';
import { missing } from './errors.ts';

/**
 * The caller's seat in a group whose looks and people they may change; `evenHidden`: also where they deleted it for themselves.
 * @throws `not_found`, `not_a_member`, `not_a_group`, `forbidden`.
 */
export async function accessGroup(core: Core, actor: Actor, conversationId: string, evenHidden = false): Promise<Seat> {
  const seat = await accessConversation(core, actor, conversationId, evenHidden);
  checkRuling(seat);
  return seat;
}

/** @throws `not_a_group`, `forbidden`. */
export function checkRuling({ type, own }: Seat): void {
  if (type !== 'group') throw new ParleyError('not_a_group', 'This conversation is not a group');
  if (own.role === 'member') throw new ParleyError('forbidden', 'Only the groupAdmin may change the group');
}

/**
 * A conversation of the caller's to write in, also one that they deleted for themselves: what they write brings it back. Whether
 * somebody blocked them is not looked at. @throws `not_found`, `not_a_member`.
 */
export async function accessWriting(core: Core, actor: Actor, conversationId: string): Promise<Access> {
  const access = isConversationId(conversationId) ? await core.directory.get(conversationId) : null;
  if (!access) throw missing('conversation');
  if (!access.members.has(actor.userId) && !(access.type === 'support' && isAgent(actor)))
    throw new ParleyError('not_a_member', 'You are not a participant of this conversation');
  return access;
}
