import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { accessConversation, accessMessageById, checkWritable } from '../../core/conversations/access.ts';
import { ParleyError } from '../../core/errors.ts';
import { accessWriting } from './access.ts';
import type { MarketplaceContext } from './context.ts';
import { hasOwnId } from './schema/messages.ts';

type Ports = Pick<MarketplaceContext, 'core'>;
type First<P> = { readonly actor: Actor; readonly params: P; readonly request: FastifyRequest };
type ById = First<{ readonly id: string }>;

/** What of a route's path comes before its body: the conversation. @throws `not_found`, `not_a_member`. */
export function conversationFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    await accessConversation(core, actor, params.id);
  };
}

/**
 * The same for a send: somebody who was blocked is told before what they sent is looked at, unless it may be a repeat, which
 * is answered. @throws `blocked` as well.
 */
export function writingFirst({ core }: Ports) {
  return async ({ actor, params, request }: ById): Promise<void> => {
    const access = await accessWriting(core, actor, params.id);
    const mayRepeat = request.headers['idempotency-key'] !== undefined || hasOwnId(request.body);
    if (access.blocked.has(actor.userId) && !mayRepeat) checkWritable(access, actor);
  };
}

/** The message that a path names. @throws `not_found`, `not_a_member`. */
export function messageFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    await accessMessageById(core, actor, params.id);
  };
}

/** The same for what only the message's sender may do. @throws `forbidden` as well. */
export function ownMessageFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    const { message } = await accessMessageById(core, actor, params.id);
    if (message.senderId !== actor.userId || message.type === 'system')
      throw new ParleyError('forbidden', 'Only its sender may edit a message');
  };
}
