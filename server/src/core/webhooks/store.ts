import type { Attempt } from '../outlets/store.ts';
import type { Delivery } from '../outlets/types.ts';
import type { Webhook, WebhookDelivery, WebhookTarget } from './types.ts';

export type NewWebhook = Omit<Webhook, 'createdAt' | 'updatedAt'> & { readonly secret: string; readonly at: string };

export type WebhookChanges = {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly isActive?: boolean | undefined;
  readonly secret?: string | undefined;
};

/**
 * Webhooks and what was sent to them. From the commit on in which a webhook is made or switched on every process puts down what
 * happens; what happened before is not sent to it. While it is switched off nothing is, and what waits goes on waiting.
 */
export type WebhookStore = {
  /** False where there are `max` already. */
  create(webhook: NewWebhook, max: number): Promise<boolean>;
  /** Null where there is none. */
  update(id: string, changes: WebhookChanges, at: string): Promise<Webhook | null>;
  /** With all that waits for it, and its log. False where there is none. */
  remove(id: string): Promise<boolean>;
  find(id: string): Promise<Webhook | null>;
  /** Where it is, and what signs; null where there is none. */
  target(id: string): Promise<WebhookTarget | null>;
  /** In the order in which they were made, after one of them. */
  list(after: { readonly at: string; readonly id: string } | null, limit: number): Promise<Webhook[]>;
  /** Those that are switched on, and a mark that differs after each change. */
  active(): Promise<readonly (WebhookTarget & { readonly mark: string })[]>;
  /** The latest first, before one of them. */
  deliveries(
    id: string,
    status: WebhookDelivery['status'] | null,
    before: string | null,
    limit: number,
  ): Promise<WebhookDelivery[]>;
  findDelivery(id: string, deliveryId: string): Promise<WebhookDelivery | null>;
  /** Puts what was sent apart from all others into the log: it is not tried again. */
  log(id: string, delivery: Delivery, attempt: Omit<Attempt, 'row'>): Promise<WebhookDelivery>;
  /**
   * Sends an event again, under its id and not behind others; one that is pending is tried at once. Null where there is none such,
   * else the delivery, and whether it is a new one.
   */
  redeliver(id: string, deliveryId: string): Promise<{ delivery: WebhookDelivery; isNew: boolean } | null>;
};
