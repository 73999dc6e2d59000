/** An address to which an admin has events sent. The secret that signs them is shown once, when it is set. */
export type Webhook = {
  readonly id: string;
  readonly url: string;
  /** Types of events; `*`: all. */
  readonly events: readonly string[];
  readonly isActive: boolean;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** What is sent to. */
export type WebhookTarget = Pick<Webhook, 'id' | 'url'> & { readonly secret: string };

/** What became of an event on its way to a webhook. */
export type WebhookDelivery = {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly type: string;
  /** `pending`: not taken so far; `failed`: given up. */
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  /** Of the last attempt; null where there was none, or no answer to it. */
  readonly responseStatus: number | null;
  readonly error: string | null;
  readonly lastAttemptAt: string | null;
  /** Of what is pending; null for the rest. */
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  /** The request's body, as it was or will be sent. */
  readonly body: string;
};
