import type { Actor } from '../actor.ts';
import { callRefusal } from '../addresses.ts';
import { iso } from '../clock.ts';
import { invalid, ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import { attemptOf, success } from '../outlets/sender.ts';
import type { Outlet } from '../outlets/types.ts';
import type { Bus } from '../realtime/bus.ts';
import { checkAdmin } from '../users/administration.ts';
import type { WebhookChanges, WebhookStore } from './store.ts';
import type { Webhook, WebhookDelivery, WebhookTarget } from './types.ts';

/** Webhooks that a site may have. */
const MAX_WEBHOOKS = 100;

export type WebhookPorts = {
  readonly webhooks: WebhookStore;
  /** Makes of a webhook what is sent with. */
  readonly hookOutlet: (target: WebhookTarget) => Outlet;
  /** Whether webhooks may be http and private addresses: for development, and where all admins may call everything. */
  readonly privateWebhooks: boolean;
  readonly bus: Bus;
  readonly now: () => number;
};

function checkUrl({ privateWebhooks }: WebhookPorts, url: string): void {
  const refusal = privateWebhooks ? null : callRefusal(url);
  if (refusal !== null) throw invalid('url', refusal);
}

/** @throws `not_found` for what no webhook could be called. */
function checkId(id: string): void {
  if (!/^w[0-9A-Za-z]{22}$/.test(id)) throw none();
}

/** Whether a delivery could be called so. */
export function isDeliveryId(id: string): boolean {
  return /^d[1-9]\d{0,17}$/.test(id);
}

function none(): ParleyError {
  return new ParleyError('not_found', 'There is no such webhook');
}

/**
 * Has events sent to an address. Without a secret one is made; either way it is handed out here and never again.
 * @throws `forbidden` for everybody but admins; `validation_failed` for an address that is not https or is private; `conflict`
 * where there are too many.
 */
export async function createWebhook(
  ctx: WebhookPorts,
  actor: Actor,
  input: {
    readonly url: string;
    readonly events: readonly string[];
    readonly isActive: boolean;
    readonly secret: string | null;
  },
): Promise<Webhook & { readonly secret: string }> {
  checkAdmin(actor);
  checkUrl(ctx, input.url);
  const at = iso(ctx.now());
  const secret = input.secret ?? makeId('whsec_');
  const made = { ...input, id: makeId('w'), createdBy: actor.userId, secret };
  if (!(await ctx.webhooks.create({ ...made, at }, MAX_WEBHOOKS)))
    throw new ParleyError('conflict', `There are ${MAX_WEBHOOKS} webhooks already`);
  ctx.bus.publish({ type: 'webhooks.changed' });
  return { ...made, createdAt: at, updatedAt: at };
}

/** Changes what is given of a webhook. @throws as `createWebhook`, `not_found`. */
export async function updateWebhook(
  ctx: WebhookPorts,
  actor: Actor,
  id: string,
  changes: WebhookChanges,
): Promise<Webhook> {
  checkAdmin(actor);
  checkId(id);
  if (changes.url !== undefined) checkUrl(ctx, changes.url);
  const webhook = await ctx.webhooks.update(id, changes, iso(ctx.now()));
  if (!webhook) throw none();
  ctx.bus.publish({ type: 'webhooks.changed' });
  return webhook;
}

/** Sends it nothing more, and forgets what was sent. @throws `forbidden`, `not_found`. */
export async function removeWebhook(ctx: WebhookPorts, actor: Actor, id: string): Promise<void> {
  checkAdmin(actor);
  checkId(id);
  if (!(await ctx.webhooks.remove(id))) throw none();
  ctx.bus.publish({ type: 'webhooks.changed' });
}

/** @throws `forbidden`, `not_found`. */
export async function getWebhook(ctx: Pick<WebhookPorts, 'webhooks'>, actor: Actor, id: string): Promise<Webhook> {
  checkAdmin(actor);
  checkId(id);
  const webhook = await ctx.webhooks.find(id);
  if (!webhook) throw none();
  return webhook;
}

/** In the order in which they were made. @throws `forbidden`. */
export async function listWebhooks(
  ctx: Pick<WebhookPorts, 'webhooks'>,
  actor: Actor,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<{ webhooks: Webhook[]; hasMore: boolean }> {
  checkAdmin(actor);
  const found = await ctx.webhooks.list(after, limit + 1);
  return { webhooks: found.slice(0, limit), hasMore: found.length > limit };
}

/**
 * Sends an event that tells of nothing, at once and once, whether the webhook is switched on or not; what came of it is in the answer.
 * @throws `forbidden`, `not_found`.
 */
export async function testWebhook(
  ctx: WebhookPorts,
  actor: Actor,
  id: string,
  bodyOf: (eventId: string, at: number) => string,
): Promise<WebhookDelivery> {
  checkAdmin(actor);
  checkId(id);
  const target = await ctx.webhooks.target(id);
  if (!target) throw none();
  const eventId = makeId('e');
  const delivery = { id: eventId, name: 'webhook.tested', key: eventId, payload: bodyOf(eventId, ctx.now()) };
  const attempt = await ctx
    .hookOutlet(target)
    .send(delivery)
    .then(
      (status) => success(eventId, status),
      (error: unknown) => attemptOf(eventId, error),
    );
  return ctx.webhooks.log(id, delivery, { status: attempt.status, error: attempt.error });
}

/** What was sent to a webhook and what is to be, the latest first. @throws `forbidden`, `not_found`. */
export async function listDeliveries(
  ctx: Pick<WebhookPorts, 'webhooks'>,
  actor: Actor,
  id: string,
  { status, before, limit }: { status: WebhookDelivery['status'] | null; before: string | null; limit: number },
): Promise<{ deliveries: WebhookDelivery[]; hasMore: boolean }> {
  await getWebhook(ctx, actor, id);
  const found = await ctx.webhooks.deliveries(id, status, before, limit + 1);
  return { deliveries: found.slice(0, limit), hasMore: found.length > limit };
}

/**
 * Sends an event again under its id; one that is pending is tried at once (`isNew` false).
 * @throws `forbidden`, `not_found`.
 */
export async function redeliver(
  ctx: WebhookPorts,
  actor: Actor,
  id: string,
  deliveryId: string,
): Promise<{ delivery: WebhookDelivery; isNew: boolean }> {
  await getWebhook(ctx, actor, id);
  const again = isDeliveryId(deliveryId) ? await ctx.webhooks.redeliver(id, deliveryId) : null;
  if (!again) throw new ParleyError('not_found', 'There is no such delivery');
  ctx.bus.publish({ type: 'webhooks.changed' });
  return again;
}
