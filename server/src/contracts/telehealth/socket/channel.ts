import type { Message } from '../../../core/conversations/types.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import type { Connection } from '../../../core/realtime/connection.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import { PendingWork } from '../../../wire/pending.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import type { TelehealthContext } from '../context.ts';
import { type Pair, sidesOf } from '../pairs.ts';
import type { Person } from '../people.ts';
import { directionOf } from '../present/messages.ts';
import { MOST_IDS, wasAskedHere } from '../reading.ts';
import { fileMessageJson, messageJson, sentJson } from './message-json.ts';

/** Of a long backlog that reaches somebody at once, so many messages are told of one by one. */
const MOST_DELIVERED = 100;

type Reached = ((userId: string) => void) | null;

/** The events that have something to tell here. */
type Shown = EventOf<
  'message.sent' | 'message.edited' | 'message.deleted' | 'mark.read' | 'mark.delivered' | 'typing.changed'
>;

function isShown(event: CoreEvent): event is Shown {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.deleted':
    case 'mark.read':
    case 'mark.delivered':
    case 'typing.changed':
      return true;
    default:
      return false;
  }
}

function show(name: string, payload: object): Frame {
  return eventFrame(name, JSON.stringify(payload));
}

/**
 * This contract's connections and what they hear: each event goes to all connections of one of the two, or of both, the
 * asking one included. Frames are made once per event and side. Where something has to be looked up first, the
 * conversation's next events wait for it.
 */
export class TelehealthChannel extends Connections<Connection<Frame>> implements Channel {
  readonly #ctx: TelehealthContext;
  readonly #tempIds: TempIds;
  /** Of conversations whose events wait for something. */
  readonly #pending: PendingWork;
  /** The same for its marks, which wait for events and let them pass: no message is told of after its own delivery. */
  readonly #marks: PendingWork;

  /** Where each connection's client reached the server. */
  readonly #origins = new WeakMap<Connection<Frame>, string>();

  constructor(ctx: TelehealthContext, tempIds: TempIds) {
    super();
    this.#ctx = ctx;
    this.#tempIds = tempIds;
    this.#pending = new PendingWork(ctx.core.onFault);
    this.#marks = new PendingWork(ctx.core.onFault);
  }

  /** Takes up a connection; `origin` is where its client reached the server, as far as that is known. */
  enter(connection: Connection<Frame>, origin: string | null): void {
    if (origin !== null) this.#origins.set(connection, origin);
    this.add(connection);
  }

  /** Where a connection's client reached the server. */
  originOf(connection: Connection<Frame>): string | null {
    return this.#origins.get(connection) ?? null;
  }

  deliver(event: CoreEvent, userIds: Iterable<string>, _exceptConnection: string | null, onReached: Reached): void {
    if (event.type === 'presence.changed') {
      this.#showPresence(event, userIds);
      return;
    }
    if (!isShown(event)) return;
    let concerned = false;
    for (const userId of userIds) {
      if (this.has(userId)) {
        concerned = true;
        break;
      }
    }
    if (!concerned) return;
    const { conversationId } = event;
    const isMark = event.type === 'mark.read' || event.type === 'mark.delivered';
    const before = (isMark ? this.#marks.of(conversationId) : undefined) ?? this.#pending.of(conversationId);
    const work = before ? before.then(() => this.#show(event, onReached)) : this.#show(event, onReached);
    if (work) (isMark ? this.#marks : this.#pending).hold(conversationId, work);
  }

  /** Sends a frame to all connections of one person. */
  tell(userId: string, frame: Frame): void {
    for (const connection of this.of(userId)) connection.send(frame);
  }

  /** Desks, rooms and personal objects are of other contracts. */
  deliverToDesk(): void {}

  deliverTo(): void {}

  deliverPersonal(): Promise<void> {
    return Promise.resolve();
  }

  #show(event: Shown, onReached: Reached): void | Promise<void> {
    const pair = this.#ctx.pairs.peek(event.conversationId);
    if (pair === null) return;
    if (pair) return this.#present(event, pair, onReached);
    return this.#ctx.pairs.get(event.conversationId).then((found) => {
      if (found) return this.#present(event, found, onReached);
    });
  }

  #present(event: Shown, pair: Pair, onReached: Reached): void | Promise<void> {
    switch (event.type) {
      case 'message.sent':
        return this.#showSent(event, pair, onReached);
      case 'message.edited': {
        const { id, conversationId, content, editedAt } = event.message;
        return this.#tellBoth(pair, show('message_edited', { messageId: id, conversationId, content, editedAt }));
      }
      case 'message.deleted': {
        const { messageId: id, conversationId, deletedAt } = event;
        return this.#tellBoth(pair, show('message_deleted', { messageId: id, conversationId, deletedAt }));
      }
      case 'mark.read':
        return this.#showRead(event, pair);
      case 'mark.delivered':
        return this.#showDelivered(event, pair);
      case 'typing.changed':
        return this.#showTyping(event, pair);
    }
  }

  #showSent({ message }: EventOf<'message.sent'>, pair: Pair, onReached: Reached): void {
    this.#ctx.recent.add(message);
    const { sender, receiver } = directionOf(message, pair);
    if (this.has(sender.id)) {
      const tempId = this.#tempIds.formOf(message.conversationId, sender.id, message.clientId);
      this.#tellOf(message, pair, sender.id, (json) => eventFrame('message_sent', ...sentJson(message, tempId, json)));
    }
    if (this.has(receiver.id)) {
      this.#tellOf(message, pair, receiver.id, (json) =>
        eventFrame('new_message', json.slice(0, -1), ',"sender":', personJson(sender), '}'),
      );
      onReached?.(receiver.id);
    }
  }

  /** Tells one person of a message: all connections the same, but where the links of its files lead. */
  #tellOf(message: Message, pair: Pair, userId: string, frameOf: (json: string) => Frame): void {
    if (message.attachments.length === 0) {
      this.tell(userId, frameOf(messageJson(message, pair)));
      return;
    }
    const frames = new Map<string | null, Frame>();
    for (const connection of this.of(userId)) {
      const origin = this.originOf(connection);
      const frame = frames.get(origin) ?? frameOf(fileMessageJson(message, pair, this.#ctx.links.at(origin)));
      frames.set(origin, frame);
      connection.send(frame);
    }
  }

  #showRead(event: EventOf<'mark.read'>, pair: Pair): void | Promise<void> {
    const { conversationId, userId, fromSeq, seq, readAt, connectionId } = event;
    const sides = sidesOf(pair, userId);
    if (!sides) return;
    return this.#withSent(event, sides.other, Math.min(seq - fromSeq, MOST_IDS), (messageIds) => {
      if (messageIds.length === 0) return;
      if (this.has(sides.other.id))
        this.tell(sides.other.id, show('messages_read', { conversationId, messageIds, readBy: userId, readAt }));
      if (this.has(userId) && !wasAskedHere(connectionId))
        this.tell(userId, show('mark_as_read_success', { conversationId, messageIds }));
    });
  }

  #showDelivered(event: EventOf<'mark.delivered'>, pair: Pair): void | Promise<void> {
    const { conversationId, userId, deliveredAt } = event;
    const sender = sidesOf(pair, userId)?.other;
    if (!sender || !this.has(sender.id)) return;
    return this.#withSent(event, sender, MOST_DELIVERED, (messageIds) => {
      for (const id of messageIds)
        this.tell(sender.id, show('message_delivered', { messageId: id, deliveredAt, conversationId }));
    });
  }

  /** Hands on the ids of what `sender` sent in the stretch that a mark moved over. */
  #withSent(
    { conversationId, fromSeq, seq }: EventOf<'mark.read' | 'mark.delivered'>,
    sender: Person,
    most: number,
    use: (messageIds: string[]) => void,
  ): void | Promise<void> {
    const found = this.#ctx.recent.sentBetween(conversationId, sender.id, fromSeq, seq, most);
    const idsOf = (seqs: readonly number[]) => seqs.map((number) => messageId(conversationId, number));
    if (!(found instanceof Promise)) {
      use(idsOf(found));
      return;
    }
    return found.then(async (seqs) => {
      // What the store knows of may be on its way here still.
      await this.#pending.of(conversationId);
      use(idsOf(seqs));
    });
  }

  #showTyping({ conversationId, userId, isTyping }: EventOf<'typing.changed'>, pair: Pair): void {
    const sides = sidesOf(pair, userId);
    if (!sides || !this.has(sides.other.id)) return;
    const frame = isTyping
      ? show('user_typing', { conversationId, userId, userName: sides.me.name })
      : show('user_stopped_typing', { conversationId, userId });
    this.tell(sides.other.id, frame);
  }

  #showPresence({ presence: { userId }, turned }: EventOf<'presence.changed'>, userIds: Iterable<string>): void {
    if (turned === null) return;
    let frame: Frame | null = null;
    for (const id of userIds) {
      if (id === userId || !this.has(id)) continue;
      frame ??= show(`user_${turned}`, { userId, timestamp: this.#ctx.core.now() });
      this.tell(id, frame);
    }
  }

  #tellBoth(pair: Pair, frame: Frame): void {
    for (const { id } of pair.people) this.tell(id, frame);
  }
}

const texts = new WeakMap<Person, string>();

/** A person's JSON text, made once. */
function personJson(person: Person): string {
  let text = texts.get(person);
  if (text === undefined) {
    text = JSON.stringify(person);
    texts.set(person, text);
  }
  return text;
}
