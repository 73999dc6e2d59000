import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type EngineEvent, engineEvent } from '../../src/contracts/helpdesk/schema/outside.ts';
import type { Clients } from './clients.ts';
import type { Listener, Received } from './listener.ts';
import type { Person } from './person.ts';

export const WEBHOOKS = '/api/webhooks';

const webhookShape = z.strictObject({
  id: z.string().regex(/^w\w{22}$/),
  url: z.string(),
  events: z.array(z.string()),
  isActive: z.boolean(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const createdShape = webhookShape.extend({ secret: z.string() });
export const webhookList = z.strictObject({
  data: z.array(webhookShape),
  page: z.strictObject({ next: z.string().nullable() }),
});
export const deliveryShape = z.strictObject({
  id: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  responseStatus: z.int().nullable(),
  error: z.string().nullable(),
  lastAttemptAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().nullable(),
  body: z.string(),
});
export const deliveryList = z.strictObject({
  data: z.array(deliveryShape),
  page: z.strictObject({ next: z.string().nullable() }),
});
export { webhookShape };
export type Created = z.infer<typeof createdShape>;

/** An admin. */
export function anAdmin(clients: Pick<Clients, 'person'>, name = 'Root'): Promise<Person> {
  return clients.person(name, { role: 'admin' });
}

/** Has events sent to `path` of a listener. */
export async function makeHook(
  admin: Person,
  listener: Pick<Listener, 'url'>,
  path: string,
  more: Record<string, unknown> = {},
): Promise<Created> {
  const answer = await admin.post(WEBHOOKS, { url: `${listener.url}${path}`, ...more });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return createdShape.parse(JSON.parse(answer.text));
}

/** Changes a webhook. */
export async function changeHook(admin: Person, { id }: { readonly id: string }, body: unknown): Promise<void> {
  const answer = await admin.put(`${WEBHOOKS}/${id}`, body);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
}

/** What was sent to a webhook, the latest first. */
export async function deliveriesOf(admin: Person, { id }: { readonly id: string }, query = '') {
  const answer = await admin.get(`${WEBHOOKS}/${id}/deliveries?limit=100${query}`);
  return deliveryList.parse(JSON.parse(answer.text)).data;
}

/** A body as it came in, as the schema has it. */
export function readEvent({ body }: Pick<Received, 'body'>): EngineEvent {
  return engineEvent.parse(JSON.parse(body.toString()));
}

/** Everything that came in at `path`, in order, without repeats. */
export function engineEvents(listener: Listener, path: string): EngineEvent[] {
  return [...new Map(listener.at(path).map((one) => [readEvent(one).id, readEvent(one)])).values()];
}

/** Whether a request is signed with `secret`. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['parley-signature'])) ?? [];
  if (seconds === undefined || Math.abs(Date.now() / 1_000 - Number(seconds)) > 60) return false;
  return createHmac('sha256', secret).update(`${seconds}.${body.toString()}`).digest('hex') === given;
}
