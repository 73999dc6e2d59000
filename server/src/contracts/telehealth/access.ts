import type { Actor } from '../../core/actor.ts';
import { accessConversation, type Seat } from '../../core/conversations/access.ts';
import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import { parseMessageId } from '../../core/ids.ts';
import { type Pair, type Pairs, sidesOf } from './pairs.ts';
import { mayTalk, type Person } from './people.ts';

type AccessPorts = { readonly core: Core; readonly pairs: Pairs };

/** A conversation that the caller is in, and who is on which side. */
export type Place = { readonly pair: Pair; readonly me: Person; readonly other: Person };

/** The error of an unknown conversation, and of one that this contract does not show. */
function noConversation(): ParleyError {
  return new ParleyError('not_found', 'Conversation not found');
}

/** The error of an unknown message. */
export function noMessage(): ParleyError {
  return new ParleyError('not_found', 'Message not found');
}

function placeIn(pair: Pair | null, actor: Actor): Place {
  if (!pair) throw noConversation();
  const sides = sidesOf(pair, actor.userId);
  if (!sides) throw new ParleyError('not_a_member', 'You are not a participant of this conversation');
  return { pair, ...sides };
}

/**
 * The caller's place in a conversation, from memory wherever that is possible. Who is in a direct conversation never
 * changes; that the caller deleted it for themselves is looked up only where it may be so.
 * @throws and rejects with `not_found`, `not_a_member`.
 */
export function findPlace(ctx: AccessPorts, actor: Actor, conversationId: string): Place | Promise<Place> {
  const pair = ctx.pairs.peek(conversationId);
  const hidden = ctx.core.directory.peek(conversationId)?.members.get(actor.userId)?.hidden;
  if (pair === undefined || hidden) return lookUpPlace(ctx, actor, conversationId);
  return placeIn(pair, actor);
}

async function lookUpPlace(ctx: AccessPorts, actor: Actor, conversationId: string): Promise<Place> {
  const place = placeIn(await ctx.pairs.get(conversationId), actor);
  const access = await ctx.core.directory.get(conversationId);
  if (access?.members.get(actor.userId)?.hidden) await accessConversation(ctx.core, actor, conversationId);
  return place;
}

/** The caller's place with what the store says of it now. @throws `not_found`, `not_a_member`. */
export async function takeSeat(
  ctx: AccessPorts,
  actor: Actor,
  conversationId: string,
): Promise<Place & { readonly seat: Seat }> {
  const place = placeIn(await ctx.pairs.get(conversationId), actor);
  return { ...place, seat: await accessConversation(ctx.core, actor, conversationId) };
}

/** The conversation of a message, by the message's id. @throws `not_found`, `not_a_member`. */
export async function findPlaceOfMessage(ctx: AccessPorts, actor: Actor, messageId: string): Promise<Place> {
  const address = parseMessageId(messageId);
  const pair = address && (await ctx.pairs.get(address.conversationId));
  if (!pair) throw noMessage();
  return placeIn(pair, actor);
}

/** @throws `forbidden` where two patients would talk. */
export function checkTypes(a: Person, b: Person): void {
  if (!mayTalk(a, b)) throw new ParleyError('forbidden', 'Patients may write to doctors only');
}
