import type { Actor } from '../../core/actor.ts';
import { accessMessageById } from '../../core/conversations/access.ts';
import { sourceOf } from '../../core/conversations/forward.ts';
import type { Message } from '../../core/conversations/types.ts';
import { ParleyError } from '../../core/errors.ts';
import type { MarketplaceContext } from './context.ts';

/** A message that the caller may send on. @throws `not_found`, `not_a_member`, `validation_failed` for what cannot be. */
export async function findSource(
  { core }: Pick<MarketplaceContext, 'core'>,
  actor: Actor,
  messageId: string,
): Promise<Message> {
  const { message } = await accessMessageById(core, actor, messageId);
  const { type, deletedAt } = message;
  if (deletedAt !== null) throw new ParleyError('message_deleted', 'Deleted messages cannot be forwarded');
  if (type === 'service_offer' || type === 'booking_request' || type === 'system')
    throw new ParleyError('validation_failed', `Messages of type ${type} cannot be forwarded`);
  return message;
}

/** What of a message goes on to others. */
export function passedOf(source: Message) {
  const { type, content, metadata } = source;
  return { type, content, metadata: type === 'location' ? metadata : null, forwardedFrom: sourceOf(source) };
}
