import type { Actor } from '../../core/actor.ts';
import { checkWritable } from '../../core/conversations/access.ts';
import type { SendInput, Sent } from '../../core/conversations/draft.ts';
import { findSent } from '../../core/conversations/resend.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { checkTypes, findPlace, type Place } from './access.ts';
import type { TelehealthContext } from './context.ts';

/** A send that has its place in the queue; `done` settles once it is durable. */
export type Begun = { readonly done: Promise<Sent>; readonly place: Place };

/**
 * Whether the caller may write where they want to, and to whom they say. The recipient is looked at last.
 * @throws `forbidden`, `blocked`, `validation_failed`.
 */
export function checkSend({ core }: TelehealthContext, actor: Actor, place: Place, receiverId: string): void {
  checkTypes(place.me, place.other);
  if (receiverId === place.other.id) return;
  checkWritable(core.directory.peek(place.pair.conversationId) ?? null, actor);
  throw invalid('receiverId', 'must be the other participant of the conversation');
}

/**
 * Begins to send a text. Where all is remembered that has to be known, the message is in the writer's queue when this
 * returns. @throws and rejects with what `findPlace`, `checkSend` and `prepareSend` throw.
 */
export function beginSend(
  ctx: TelehealthContext,
  actor: Actor,
  authorization: string,
  input: SendInput,
  receiverId: string,
): Begun | Promise<Begun> {
  const go = (place: Place) => {
    // A send waits for nobody else's service: what it says of the two counts from the next one on.
    void ctx.profiles.refresh([place.me.id, place.other.id], authorization);
    return begin(ctx, actor, place, input, receiverId);
  };
  const place = findPlace(ctx, actor, input.conversationId);
  return place instanceof Promise ? place.then(go) : go(place);
}

function begin(
  ctx: TelehealthContext,
  actor: Actor,
  place: Place,
  input: SendInput,
  receiverId: string,
): Begun | Promise<Begun> {
  try {
    checkSend(ctx, actor, place, receiverId);
  } catch (error) {
    return sentBefore(ctx, actor, place, input, error);
  }
  const prepared = prepareSend(ctx.core, actor, input);
  if (prepared instanceof Promise) return prepared.then(({ done }) => ({ done, place }));
  return { done: prepared.done, place };
}

/** What keeps somebody from writing now does not keep them from hearing again that something was sent before. */
async function sentBefore(
  ctx: TelehealthContext,
  actor: Actor,
  place: Place,
  input: SendInput,
  error: unknown,
): Promise<Begun> {
  const isShut = input.clientId !== null && error instanceof ParleyError && error.code === 'forbidden';
  const first = isShut ? await findSent(ctx.core, actor, input).catch(() => null) : null;
  if (!first) throw error;
  return { done: Promise.resolve(first), place };
}
