import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { accessConversation, accessMessageById, checkWritable } from '../../core/conversations/access.ts';
import { ParleyError } from '../../core/errors.ts';
import { accessWriting } from './access.ts';
import type { MarketplaceContext } from './context.ts';
import { ownIdIn } from './schema/messages.ts';

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
 * The same for a send: somebody who was blocked is told before what they sent is looked at, unless it may be a repeat of
 * what they sent before, which is answered. @throws `blocked` as well.
 */
export function writingFirst(ctx: Ports) {
  const mayWrite = createMayWrite(ctx);
  return ({ actor, params, request }: ById): Promise<void> =>
    mayWrite(params.id, actor, ownIdIn(request.body) ?? headerOf(request));
}

/** The client id in a request's header, whatever form it has. */
function headerOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key : null;
}

/** The same for a send that comes any way, with the id that its client gave it. @throws as `writingFirst` does. */
export function createMayWrite({ core }: Ports) {
  return async (conversationId: string, actor: Actor, clientId: string | null): Promise<void> => {
    const access = await accessWriting(core, actor, conversationId);
    if (!access.blocked.has(actor.userId)) return;
    const earlier = clientId === null ? null : await core.writer.find(conversationId, actor.userId, clientId);
    if (!earlier) checkWritable(access, actor);
  };
}

/** The message that a path names. @throws `not_found`, `not_a_member`. */
export function messageFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    await accessMessageById(core, actor, params.id);
  };
}

/** The same for a reaction. @throws `blocked` as well. */
export function reactingFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    const { seat } = await accessMessageById(core, actor, params.id);
    await checkNotBlocked(core, actor, seat.conversationId);
  };
}

/** The same for what only the message's sender may do. @throws `forbidden` and `blocked` as well. */
export function ownMessageFirst({ core }: Ports) {
  return async ({ actor, params }: ById): Promise<void> => {
    const { message, seat } = await accessMessageById(core, actor, params.id);
    if (message.senderId !== actor.userId || message.type === 'system')
      throw new ParleyError('forbidden', 'Only its sender may edit a message');
    await checkNotBlocked(core, actor, seat.conversationId);
  };
}

async function checkNotBlocked({ directory }: Ports['core'], actor: Actor, conversationId: string): Promise<void> {
  const access = await directory.get(conversationId);
  if (access?.blocked.has(actor.userId)) checkWritable(access, actor);
}
