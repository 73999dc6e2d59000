import type { CoreEvent } from '../../core/events.ts';
import { createListenerSet } from '../../core/listeners.ts';
import type { Bus, BusFilter, BusInterest } from '../../core/realtime/bus.ts';
import type { Tracing } from '../../core/tracing.ts';
import type { Failpoints } from '../postgres/failpoints.ts';
import { createMarkGroups, readMarks, writeMarks } from './delivered-marks.ts';
import { readEvent } from './event-form.ts';
import type { Exchange } from './exchange.ts';

const KIND = 'event';
/** The same with the place in a trace that it comes from before it. */
const TRACED = 'traced';
/** Several people's delivery marks that are alike. */
const MARKS = 'marks';
/** Ends a message's number, and each name of those concerned; JSON and user ids have none. */
const END = '\t';

export type RedisBus = Bus & {
  /** Tells this node's listeners only, as if another node had published it. */
  announceHere(event: CoreEvent): void;
};

/**
 * The bus of a site. Its own listeners hear an event at once, the other nodes' soon after. Whom the frequent ones concern is written
 * before them, so that a node where nobody of those listens need not read on.
 */
export function createRedisBus(
  exchange: Exchange,
  interest: BusInterest,
  filter: BusFilter,
  tracing: Tracing | null,
  failpoints?: Failpoints,
): RedisBus {
  const all = createListenerSet<[event: CoreEvent]>();
  const own = createListenerSet<[event: CoreEvent]>();

  const groups = createMarkGroups((marks) => {
    const { conversationId } = marks[0];
    exchange.say(MARKS, conversationId, headOf(conversationId, 0) + writeMarks(marks));
  });

  /** What is written before an event that only connections need to hear of. */
  function headOf(conversationId: string, seq: number): string {
    const concerned = interest.audience(conversationId);
    return concerned ? [seq, ...concerned, ''].join(END) : '';
  }

  /** The text of what concerns anybody here; null where it concerns nobody. */
  function relevant(topic: string, text: string): string | null {
    const start = text.lastIndexOf(END) + 1;
    if (start > 1) {
      const [seq, ...names] = text.slice(0, start - 1).split(END);
      if (!interest.concerns(topic, names, Number(seq))) return null;
    }
    return text.slice(start);
  }

  function hear(topic: string, text: string, place: string | null): boolean {
    const json = relevant(topic, text);
    if (json === null) return true;
    const event = readEvent(json);
    if (!event || topicOf(event) !== topic) return false;
    const news = filter.arriving(event);
    if (!news) return true;
    if (place !== null) tracing?.note(news, place);
    all.tell(news);
    return true;
  }

  exchange.on(KIND, ({ topic, text }) => hear(topic, text, null));
  exchange.on(TRACED, ({ topic, text }) => {
    const end = text.indexOf(' ');
    return end > 0 && hear(topic, text.slice(end + 1), text.slice(0, end));
  });

  exchange.on(MARKS, ({ topic, text }) => {
    const json = relevant(topic, text);
    if (json === null) return true;
    const marks = readMarks(topic, json);
    for (const mark of marks ?? []) {
      const news = filter.arriving(mark);
      if (news) all.tell(news);
    }
    return marks !== null;
  });

  return {
    publish(published) {
      const event = filter.leaving(published);
      if (!event) return;
      all.tell(event);
      own.tell(event);
      if (failpoints && event.type === 'message.sent') void failpoints.hit('P5');
      const place = tracing === null ? null : tracing.place();
      if (event.type === 'mark.delivered' && place === null) {
        groups.add(event);
        return;
      }
      groups.flush(); // what was said before goes before
      const topic = topicOf(event);
      const seq = event.type === 'message.sent' ? event.message.seq : 0;
      const head = isFrequent(event) ? headOf(event.conversationId, seq) : '';
      if (place === null) exchange.say(KIND, topic, head + JSON.stringify(event));
      else exchange.say(TRACED, topic, `${place} ${head}${JSON.stringify(event)}`);
    },
    subscribe: (listener, part = 'all') => (part === 'own' ? own : all).add(listener),
    announceHere: (event) => all.tell(event),
  };
}

/** Those that nobody but connections needs to hear of. */
function isFrequent(event: CoreEvent): event is CoreEvent & { readonly conversationId: string } {
  return (
    event.type === 'message.sent' ||
    event.type === 'mark.read' ||
    event.type === 'mark.delivered' ||
    event.type === 'typing.changed'
  );
}

/** Events of one topic keep their order. */
function topicOf(event: CoreEvent): string {
  if ('conversationId' in event) return event.conversationId;
  if (event.type === 'presence.changed') return encodeURIComponent(event.presence.userId);
  if (event.type === 'notification.created') return encodeURIComponent(event.notification.userId);
  return event.type === 'webhooks.changed' ? 'webhooks' : encodeURIComponent(event.userId);
}
