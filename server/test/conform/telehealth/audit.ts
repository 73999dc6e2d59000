import type { Frame, Wire } from '../support/wire.ts';
import type { Facts } from './facts.ts';
import { type Events, events } from './shapes.ts';

/*
 * What holds for all that is heard, whatever a case is about: each event came to somebody who may hear it, to all of their
 * connections, once. A case never has to remember it.
 */

type Heard = {
  [E in keyof Events]: { readonly event: E; readonly payload: ReturnType<Events[E]['parse']> };
}[keyof Events];

/** The frame as its event; null for one that is reported already because its form is wrong. */
function readHeard(frame: Frame): Heard | null {
  if (!Object.hasOwn(events, frame.event)) return null;
  const read = events[frame.event as keyof Events].safeParse(frame.payload);
  return read.success ? ({ event: frame.event, payload: read.data } as Heard) : null;
}

/** Why `me` should not have heard this; null where it was theirs. */
function whyNot({ event, payload }: Heard, me: string, said: readonly string[], facts: Facts): string | null {
  if (event === 'error')
    return said.some((said) => said.startsWith(payload.event))
      ? null
      : 'an error about what this connection never said';
  if (event === 'user_online' || event === 'user_offline') {
    if (payload.userId === me) return 'their own presence';
    return facts.share(me, payload.userId) ? null : 'the presence of somebody whom they share nothing with';
  }
  const partner = facts.partner(payload.conversationId, me);
  if (partner === null) return 'an event of a conversation that is not theirs';
  switch (event) {
    case 'message_sent':
      return payload.message.senderId === me && payload.message.receiverId === partner ? null : 'sent by somebody else';
    case 'new_message':
      return payload.receiverId === me && payload.senderId === partner ? null : 'not written to them';
    case 'message_delivered':
      return (facts.senderOf(payload.messageId) ?? me) === me ? null : 'the delivery of what they did not send';
    case 'messages_read':
      if (payload.readBy !== partner) return 'a reader who is not the other person';
      return payload.messageIds.every((id) => (facts.senderOf(id) ?? me) === me)
        ? null
        : 'readings of others’ messages';
    case 'mark_as_read_success':
      return payload.messageIds.every((id) => (facts.senderOf(id) ?? partner) === partner)
        ? null
        : 'marks on their own';
    case 'user_typing':
    case 'user_stopped_typing':
      return payload.userId === partner ? null : 'typing that is not the other person’s';
    default:
      return null;
  }
}

/** Typing, and answers to questions that were asked again, here or over HTTP. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'user_typing',
  'user_stopped_typing',
  'error',
  'mark_as_read_success',
]);

/** What may come to a connection again in the same words. */
function mayRepeat({ event }: Heard, said: readonly string[]): boolean {
  return REPEATABLE.has(event) || (event === 'message_sent' && said.filter((one) => one === 'send_message').length > 1);
}

function isSent(heard: Heard | null, messageId: string): boolean {
  return heard?.event === 'message_sent' && heard.payload.messageId === messageId;
}

function auditOne(wire: Wire<Events>, facts: Facts): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const sent = new Set<string>();
  const last = new Map<string, number>();
  let errors = 0;
  for (const frame of wire.history) {
    const heard = readHeard(frame);
    if (!heard) continue;
    const why = whyNot(heard, wire.userId, wire.said, facts);
    const words = JSON.stringify(heard);
    if (why !== null) wrong.push(`${wire.label} heard ${why}: ${words.slice(0, 400)}`);
    if (seen.has(words) && !mayRepeat(heard, wire.said))
      wrong.push(`${wire.label} heard twice: ${words.slice(0, 400)}`);
    seen.add(words);
    if (heard.event === 'error') errors += 1;
    if (heard.event === 'message_sent') sent.add(heard.payload.messageId);
    if (heard.event === 'message_delivered' && !sent.has(heard.payload.messageId)) {
      const later = wire.history.map(readHeard).some((other) => isSent(other, heard.payload.messageId));
      if (later) wrong.push(`${wire.label} heard of a delivery before the message was sent`);
    }
    if (heard.event === 'new_message') {
      const { conversationId, seq } = heard.payload;
      if (seq <= (last.get(conversationId) ?? 0)) wrong.push(`${wire.label} heard message ${seq} out of order`);
      last.set(conversationId, seq);
    }
  }
  if (errors > wire.said.length) wrong.push(`${wire.label} heard ${errors} errors after ${wire.said.length} events`);
  return wrong;
}

/** What tells one frame from another. A message that was sent is one, however often a resend asks for it again. */
function keyOf(frame: Frame): string {
  const heard = readHeard(frame);
  return heard?.event === 'message_sent' ? `message_sent ${heard.payload.messageId}` : JSON.stringify(frame);
}

/** What `one` has heard lately that `other`, of the same person, never did. Errors are the asking connection's alone. */
function missing(one: Wire<Events>, other: Wire<Events>): string[] {
  const known = new Set(other.history.map(keyOf));
  const heard = one.frames.filter(({ event }) => event !== 'error').map(keyOf);
  return [...new Set(heard)].filter((key) => !known.has(key)).map((key) => `${other.label} missed ${key}`);
}

/**
 * What is wrong about what these connections heard. Those in `together` were open over the same time, so those of one
 * person among them must have heard the same.
 */
export function audit(
  wires: readonly Wire<Events>[],
  together: readonly Wire<Events>[],
  facts: Facts,
): readonly string[] {
  for (const wire of wires) for (const { payload } of wire.history) facts.learn(payload, null);
  const wrong = wires.flatMap((wire) => auditOne(wire, facts));
  const open = together.filter((wire) => wire.socket.connected);
  for (const wire of open) {
    const first = open.find((other) => other.userId === wire.userId);
    if (!first || first === wire) continue;
    wrong.push(...[...missing(first, wire), ...missing(wire, first)].map((words) => words.slice(0, 400)));
  }
  return wrong;
}
