import type { Actor } from '../actor.ts';
import { invalid, ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import type { UserDirectory } from './directory.ts';
import type { UserRef } from './types.ts';

/** The direct conversation whose rights a block changed. */
export type AccessChange = { readonly conversationId: string; readonly accessVersion: number };

/** Who blocked whom. One way: `blockerId` takes no direct messages from `blockedId`. */
export type BlockStore = {
  /** Blocks and moves the pair's direct conversation to a new access version in one transaction; null when there is none or nothing changed. */
  block(blockerId: string, blockedId: string): Promise<AccessChange | null>;
  /** The way back, on the same terms. */
  unblock(blockerId: string, blockedId: string): Promise<AccessChange | null>;
  has(blockerId: string, blockedId: string): Promise<boolean>;
  /** Whom somebody blocked, by id, those after `after`; at most `limit`. */
  list(blockerId: string, after: string | null, limit: number): Promise<UserRef[]>;
};

export type BlockContext = { readonly blocks: BlockStore; readonly people: UserDirectory; readonly bus: Bus };

/**
 * Takes no more direct messages from somebody; again changes nothing. What changed for their direct conversation; null when
 * there is none, or they were blocked.
 * @throws `validation_failed` for oneself, `not_found` for somebody who does not exist.
 */
export async function block(ctx: BlockContext, actor: Actor, userId: string): Promise<AccessChange | null> {
  await checkOther(ctx, actor, userId);
  const change = await ctx.blocks.block(actor.userId, userId);
  announce(ctx, change);
  return change;
}

/** Takes direct messages again, on the terms of `block`. */
export async function unblock(ctx: BlockContext, actor: Actor, userId: string): Promise<void> {
  await checkOther(ctx, actor, userId);
  announce(ctx, await ctx.blocks.unblock(actor.userId, userId));
}

/** Whom the caller blocked, by id, those after the id `after`; at most `limit`. */
export function listBlocks(
  ctx: Pick<BlockContext, 'blocks'>,
  actor: Actor,
  after: string | null,
  limit: number,
): Promise<UserRef[]> {
  return ctx.blocks.list(actor.userId, after, limit);
}

async function checkOther(ctx: BlockContext, actor: Actor, userId: string): Promise<void> {
  if (userId === actor.userId) throw invalid('id', 'must be somebody else');
  if ((await ctx.people.get(userId)) === null) throw new ParleyError('not_found', 'There is no such user');
}

function announce(ctx: BlockContext, change: AccessChange | null): void {
  if (change !== null) ctx.bus.publish({ type: 'access.changed', ...change });
}
