import type { Actor } from '../core/actor.ts';
import type { Sent } from '../core/conversations/draft.ts';
import type { Core } from '../core/core.ts';
import { type Counted, giveBackSend, type SendCounter, takeSend } from './throttle.ts';

/** A message that has its place in the order of things; `done` settles when it is durable. */
export type Placed = { readonly done: Promise<Sent> };

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
