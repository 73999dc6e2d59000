import pg from 'pg';
import { z } from 'zod';
import type { Clients } from './clients.ts';
import { CONVERSATIONS, makeDirect } from './factories.ts';
import type { Listener, Received } from './listener.ts';
import type { Person } from './person.ts';
import type { Conversation } from './shapes.ts';

/** Where webhooks of tests listen. */
export const HOOK = '/hook';

const eventShape = z.discriminatedUnion('eventType', [
  z.strictObject({
    eventType: z.literal('message.sent'),
    messageId: z.string(),
    conversationId: z.string(),
    senderId: z.string(),
    receiverId: z.string(),
    messageType: z.enum(['text', 'image', 'document', 'system']),
    timestamp: z.int(),
    isReceiverOnline: z.boolean(),
  }),
  z.strictObject({ eventType: z.literal('message.delivered'), messageId: z.string(), deliveredAt: z.int() }),
  z.strictObject({
    eventType: z.literal('message.read'),
    conversationId: z.string(),
    messageIds: z.array(z.string()),
    readBy: z.string(),
    readAt: z.int(),
  }),
]);
export type OutsideEvent = z.infer<typeof eventShape>;

/** An event as it came in. */
export function readOutsideEvent({ body }: Pick<Received, 'body'>): OutsideEvent {
  return eventShape.parse(JSON.parse(body.toString()));
}

/** The conversation of an event: all message ids of one have the same beginning. */
export function conversationOf(event: OutsideEvent): string {
  return 'conversationId' in event ? event.conversationId : `c${event.messageId.slice(1).split('-')[0]}`;
}

/** Events of one conversation as they came in, repeats included. */
export function eventsOf(listener: Listener, { id }: { readonly id: string }): OutsideEvent[] {
  return listener
    .at(HOOK)
    .map(readOutsideEvent)
    .filter((event) => conversationOf(event) === id);
}

/** Events without those that came again. */
export function once(received: readonly Received[]): OutsideEvent[] {
  const seen = new Set<unknown>();
  return received
    .filter(({ headers }) => {
      const id = headers['x-parley-delivery'];
      return !seen.has(id) && seen.add(id);
    })
    .map(readOutsideEvent);
}

export type Consultation = { readonly doctor: Person; readonly patient: Person; readonly chat: Conversation };

/** A doctor, a patient, and their conversation. */
export async function consult(clients: Pick<Clients, 'person'>, names = ['Dr. Smith', 'Pat']): Promise<Consultation> {
  const [one = 'Dr. Smith', two = 'Pat'] = names;
  const [doctor, patient] = await Promise.all([
    clients.person(one, { claims: { userType: 'doctor' } }),
    clients.person(two, { claims: { userType: 'patient' } }),
  ]);
  return { doctor, patient, chat: await makeDirect(patient, doctor) };
}

/** Moves somebody's read mark. */
export async function markRead(who: Person, where: { readonly id: string }, upToSeq: number): Promise<void> {
  const answer = await who.post(`${CONVERSATIONS}/${where.id}/read`, { upToSeq });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
}

/** Runs one statement on a test's own database. */
export async function sql(databaseUrl: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** How many rows of the outbox there are. */
export async function outboxSize(databaseUrl: string): Promise<number> {
  const [row] = await sql(
    databaseUrl,
    `SELECT (SELECT count(*) FROM event_facts)::int + (SELECT count(*) FROM event_deliveries)::int
       + (SELECT count(*) FROM event_queues)::int AS count`,
  );
  return z.object({ count: z.int() }).parse(row).count;
}
