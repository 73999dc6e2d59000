import type { Actor } from '../core/actor.ts';
import { accessConversation } from '../core/conversations/access.ts';
import type { SendInput, Sent } from '../core/conversations/draft.ts';
import { findSent } from '../core/conversations/resend.ts';
import { prepareSend } from '../core/conversations/send.ts';
import type { Core } from '../core/core.ts';
import { type Counted, giveBackSend, type SendCounter, takeSend } from './throttle.ts';

/** A message that has its place in the order of things; `done` settles when it is durable. */
export type Placed = { readonly done: Promise<Sent> };

/**
 * Sends a message where nothing has to be known before; who is over the limit still hears of what they sent before.
 * @throws and rejects with what `prepareSend` does, and `rate_limited`.
 */
export function sendCounted(core: Core, actor: Actor, input: SendInput): Placed | Promise<Placed> {
  return countedSend(
    core,
    actor,
    undefined,
    () => prepareSend(core, actor, input),
    async (limit) => {
      const earlier = await orElse(limit, async () => {
        if (input.clientId === null) return null;
        await accessConversation(core, actor, input.conversationId, true);
        return findSent(core, actor, input);
      });
      return { done: Promise.resolve(earlier) };
    },
  );
}

/** Counts a comment, and what goes with one; who is over the limit gets what `find` knows of before. @throws `rate_limited`, and what both throw. */
export async function commentCounted<T extends { readonly duplicate: boolean }>(
  core: Pick<Core, 'rates' | 'settings'>,
  actor: Actor,
  comment: () => Promise<T>,
  find: () => Promise<T | null>,
): Promise<T> {
  try {
    await takeSend(core, actor);
  } catch (limit) {
    return orElse(limit, find);
  }
  let isNew = false;
  try {
    const said = await comment();
    isNew = !said.duplicate;
    return said;
  } finally {
    if (!isNew) giveBackSend(core, actor);
  }
}

/** What was sent before, as `find` knows it; the limit for everything else. @throws `limit`. */
async function orElse<T>(limit: unknown, find: () => Promise<T | null>): Promise<T> {
  const earlier = await find().catch(() => null);
  if (earlier === null) throw limit;
  return earlier;
}

/**
 * Counts a send and begins it, at once where the limit answers at once. What comes to nothing, or was sent before, does not count;
 * whoever is over the limit gets what `overLimit` finds, which throws what it is given where there is nothing.
 */
export function countedSend(
  core: Pick<Core, 'rates' | 'settings'>,
  actor: Actor,
  counter: SendCounter | undefined,
  begin: () => Placed | Promise<Placed>,
  overLimit: (limit: unknown) => Promise<Placed>,
): Placed | Promise<Placed> {
  let counted: Counted;
  try {
    counted = takeSend(core, actor, counter);
  } catch (error) {
    return overLimit(error);
  }
  const refused = (error: unknown): never => {
    giveBackSend(core, actor, counter);
    throw error;
  };
  const settled = ({ done }: Placed): Placed => ({
    done: done.then((sent) => {
      if (sent.duplicate) giveBackSend(core, actor, counter);
      return sent;
    }, refused),
  });
  const place = () => {
    let placed: Placed | Promise<Placed>;
    try {
      placed = begin();
    } catch (error) {
      return refused(error);
    }
    return placed instanceof Promise ? placed.then(settled, refused) : settled(placed);
  };
  return counted ? counted.then(place, overLimit) : place();
}
