import type { Actor } from '../../core/actor.ts';
import { accessForWriting } from '../../core/conversations/access.ts';
import type { Access } from '../../core/conversations/directory.ts';
import { passOn } from '../../core/conversations/forward.ts';
import { hashOf } from '../../core/conversations/resend.ts';
import type { Message } from '../../core/conversations/types.ts';
import { ParleyError } from '../../core/errors.ts';
import { giveBackSend, takeSend } from '../../wire/throttle.ts';
import type { MarketplaceContext } from './context.ts';
import type { Asked } from './schema/messages.ts';
import { beginSend, earlierSend, inputOf, SENDS } from './sending.ts';
import { findSource, passedOf } from './source.ts';

/** What was sent on, in the order of the conversations; `fresh` of the messages were not there before. */
export type Forwarded = { readonly messages: readonly Message[]; readonly fresh: number };

/**
 * Sends a message on to several conversations, to all of them or to none; each counts that has not had it with the same
 * client id before.
 * @throws as `findSource` and `accessForWriting` do; `conflict` for a client id of another message; `rate_limited`.
 */
export async function forwardTo(
  ctx: MarketplaceContext,
  actor: Actor,
  messageId: string,
  conversationIds: readonly string[],
  clientId: string | null,
  again = true,
): Promise<Forwarded> {
  const subject = { kind: 'forward', messageId } as const;
  const asked: Asked = { type: 'text', content: '', subject, replyToId: null, clientId };
  const targets = [...new Set(conversationIds)];
  const had = new Map<string, Message>();
  for (const target of clientId === null ? [] : targets) {
    const earlier = await earlierSend(ctx.core, actor, inputOf(target, asked));
    if (earlier) had.set(target, earlier.message);
  }
  const rest = targets.filter((target) => !had.has(target));
  try {
    const { messages, fresh } = await forwardAnew(ctx, actor, rest, asked, messageId);
    for (const [index, message] of messages.entries()) had.set(rest[index] ?? '', message);
    return { messages: targets.flatMap((target) => had.get(target) ?? []), fresh };
  } catch (error) {
    // The same was asked at the same time: it is there by now.
    if (!again || clientId === null || !(error instanceof ParleyError && error.code === 'conflict')) throw error;
    return forwardTo(ctx, actor, messageId, conversationIds, clientId, false);
  }
}

async function forwardAnew(
  ctx: MarketplaceContext,
  actor: Actor,
  targets: readonly string[],
  asked: Asked,
  messageId: string,
): Promise<Forwarded> {
  const { core } = ctx;
  const [only] = targets;
  if (only === undefined) return { messages: [], fresh: 0 };
  const source = await findSource(ctx, actor, messageId);
  if (targets.length === 1) {
    const { done } = await beginSend(ctx, actor, only, asked);
    const { message, duplicate } = await done;
    return { messages: [message], fresh: duplicate ? 0 : 1 };
  }
  const open: Access[] = [];
  for (const target of targets) open.push(await accessForWriting(core, actor, target, false, true));
  await takeSend(core, actor, SENDS, open.length);
  try {
    const own = { clientId: asked.clientId, requestHash: hashOf(inputOf(only, asked)) };
    const messages = await passOn(core, actor, open, passedOf(source), source.attachments, own);
    return { messages, fresh: messages.length };
  } catch (error) {
    giveBackSend(core, actor, SENDS, open.length);
    throw error;
  }
}
