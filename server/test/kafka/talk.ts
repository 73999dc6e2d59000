import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { say } from '../support/factories.ts';
import { eventOf, firstOnes, type ReadRecord } from '../support/kafka.ts';
import { type Consultation, conversationOf, markRead } from '../support/outlets.ts';

/** A beginning of topics that nobody else uses. */
export function makePrefix(): string {
  return `t${randomBytes(4).toString('hex')}.`;
}

/** Where telehealth's events go. */
export function telehealthTopics(prefix: string): string[] {
  return ['message.sent', 'message.delivered', 'message.read'].map((name) => prefix + name);
}

/** Where the engine's own events go. */
export function engineTopic(prefix: string): string {
  return `${prefix}parley.events`;
}

/** Says `count` things in each conversation, all at once, some of them read; resolves with each one's message ids in their order. */
export async function chatter(consultations: readonly Consultation[], count: number): Promise<Map<string, string[]>> {
  const said = await Promise.all(
    consultations.map(async ({ patient, doctor, chat }) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        ids.push((await say(index % 3 === 2 ? doctor : patient, chat, `number ${index}`)).id);
        if (index % 4 === 1) await markRead(doctor, chat, index + 1);
      }
      return [chat.id, ids] as const;
    }),
  );
  return new Map(said);
}

/**
 * Expects that the records have exactly these messages of each conversation, in their order, under its key; that each delivery is there once and
 * after those before it; and that whatever was read was delivered. Repeats are left out.
 */
export function expectRecords(records: readonly ReadRecord[], said: ReadonlyMap<string, readonly string[]>): void {
  const byKey = Map.groupBy(firstOnes(records), ({ key }) => key);
  for (const [id, messages] of said) {
    const events = (byKey.get(id) ?? []).map(eventOf);
    for (const event of events) expect(conversationOf(event)).toBe(id);
    const sent = events.flatMap((event) => (event.eventType === 'message.sent' ? event.messageId : []));
    expect(sent).toEqual(messages);
    const delivered = events.flatMap((event) => (event.eventType === 'message.delivered' ? event.messageId : []));
    expect(new Set(delivered).size).toBe(delivered.length);
    const read = events.flatMap((event) => (event.eventType === 'message.read' ? event.messageIds : []));
    expect(read.filter((message) => !delivered.includes(message))).toEqual([]);
    expect(new Set(read).size).toBe(read.length);
    expect(read.length).toBeGreaterThan(0);
  }
}
