import type { Actor } from '../actor.ts';
import { callRefusal } from '../addresses.ts';
import { iso } from '../clock.ts';
import { invalid } from '../errors.ts';
import { makeId } from '../ids.ts';
import type { PushSubscription, PushSubscriptionStore } from './channels.ts';

/** Browsers that one person may have; the oldest makes room. */
const MAX_SUBSCRIPTIONS = 20;

export type SubscriptionPorts = {
  readonly pushSubscriptions: PushSubscriptionStore;
  /** Whether endpoints may be http and private addresses: for push services of one's own, and for development. */
  readonly privateEndpoints: boolean;
  readonly now: () => number;
};

/**
 * Lets a browser of the caller's take notices. The same endpoint again gets the new keys (`created` false).
 * @throws `validation_failed` for an endpoint that is not https, or that is a private address.
 */
export async function subscribePush(
  ctx: SubscriptionPorts,
  actor: Actor,
  input: { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } },
): Promise<{ subscription: PushSubscription; created: boolean }> {
  const refusal = ctx.privateEndpoints ? null : callRefusal(input.endpoint);
  if (refusal !== null) throw invalid('endpoint', refusal);
  const { p256dh, auth } = input.keys;
  return ctx.pushSubscriptions.put(
    { id: makeId('p'), userId: actor.userId, endpoint: input.endpoint, p256dh, auth, createdAt: iso(ctx.now()) },
    MAX_SUBSCRIPTIONS,
  );
}

/** Ends a subscription of the caller's; one that is not there changes nothing. */
export async function unsubscribePush(ctx: SubscriptionPorts, actor: Actor, endpoint: string): Promise<void> {
  await ctx.pushSubscriptions.remove(actor.userId, endpoint);
}
