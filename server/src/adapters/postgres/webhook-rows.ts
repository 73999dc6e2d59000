import type { WebhookDelivery } from '../../core/webhooks/types.ts';

/** What a delivery to a webhook is read from, and its columns. */
export const DELIVERY_FROM = 'event_deliveries d LEFT JOIN event_queues q ON q.outlet = d.outlet AND q.key = d.key';
export const DELIVERY_COLUMNS = `d.id, d.event_id, d.name, d.payload, d.created_at, d.attempts, d.last_at, d.last_status, d.last_error,
  d.done_at, d.parked_at, q.next_at`;

export type DeliveryRow = {
  readonly id: string;
  readonly event_id: string;
  readonly name: string;
  readonly payload: string;
  readonly created_at: Date;
  readonly attempts: number;
  readonly last_at: Date | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly done_at: Date | null;
  readonly parked_at: Date | null;
  readonly next_at: Date | null;
};

/** A delivery as its row has it. */
export function toDelivery(webhookId: string, row: DeliveryRow): WebhookDelivery {
  const status = row.done_at ? 'delivered' : row.parked_at ? 'failed' : 'pending';
  return {
    id: `d${row.id}`,
    webhookId,
    eventId: row.event_id,
    type: row.name,
    status,
    attempts: row.attempts,
    responseStatus: row.last_status,
    error: row.last_error,
    lastAttemptAt: row.last_at?.toISOString() ?? null,
    nextAttemptAt: status === 'pending' ? (row.next_at?.toISOString() ?? null) : null,
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.done_at?.toISOString() ?? null,
    body: row.payload,
  };
}

/** The row that a delivery's id names. */
export function rowOf(deliveryId: string): string {
  return deliveryId.slice(1);
}
