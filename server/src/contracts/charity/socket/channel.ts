import { type Core, timeOf } from '../../../core/core.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import type { CloseReason } from '../../../core/realtime/connection.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import { Rooms } from '../../../wire/rooms.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import { frame } from '../frame.ts';
import { presentLive, shownRole, shownStatus } from '../present.ts';
import type { CharitySession } from './session.ts';

type Reached = ((userId: string) => void) | null;

type Update = EventOf<'conversation.changed' | 'conversation.affirmed'>;

function isUpdate(event: CoreEvent): event is Update {
  return event.type === 'conversation.changed' || event.type === 'conversation.affirmed';
}

/** What there is to know of a connection: whose it is, and who hears of a message of its own as early as all others do. */
export type Inhabitant = Pick<CharitySession, 'user' | 'userId' | 'conversationId' | 'connection' | 'inherited'> &
  Pick<CharitySession, 'announced' | 'claims'>;

/** Of coming and going so much is kept for somebody who is about to arrive. */
const MOST_MISSED = 1_000;

/** Who has which conversation open through this contract, and what they hear. A connection is in one conversation. */
export class CharityChannel extends Connections<WebSocketConnection> implements Channel {
  readonly #core: Core;
  readonly #rooms = new Rooms<WebSocketConnection, null>();
  /** What there is to know of each. */
  readonly #people = new Map<WebSocketConnection, Inhabitant>();
  /** Who is about to arrive, and the coming and going of others since. */
  readonly #arriving = new Map<WebSocketConnection, Buffer[]>();
  /** What a change of a conversation looks like, made once however many are told. */
  readonly #updates = new WeakMap<Update, Promise<readonly Buffer[]>>();
  readonly #listeners = new WeakMap<Update, readonly WebSocketConnection[]>();

  constructor(core: Core) {
    super();
    this.#core = core;
    core.bus.subscribe((event) => {
      if (this.size > 0 && isUpdate(event)) this.#listenersOf(event);
    });
  }

  /** Takes up a connection; what is committed from now on reaches it. */
  enter(connection: WebSocketConnection, conversationId: string, inhabitant: Inhabitant): void {
    this.add(connection);
    this.#people.set(connection, inhabitant);
    this.#arriving.set(connection, []);
    this.#rooms.enter(conversationId, connection, null);
  }

  /** It was looked at once more, and is known to be in the conversation's room: it hears of others' coming and going as well. */
  arrived(connection: WebSocketConnection): void {
    for (const missed of this.#arriving.get(connection) ?? []) connection.send(missed);
    this.#arriving.delete(connection);
  }

  /** Another connection of the same person to the same conversation; null where there is none. */
  another({ userId, conversationId, connection }: Inhabitant): Inhabitant | null {
    for (const one of this.of(userId)) {
      const other = one === connection ? undefined : this.#people.get(one);
      if (other?.conversationId === conversationId && !one.ended) return other;
    }
    return null;
  }

  override remove(connection: WebSocketConnection): void {
    super.remove(connection);
    this.#people.delete(connection);
    this.#arriving.delete(connection);
    this.#rooms.leaveAll(connection);
  }

  /** Somebody who got another role keeps their connections: each goes by the token that it was opened with. */
  override close(userId: string | null, reason: CloseReason): void {
    if (userId === null || reason !== 'shutdown') super.close(userId, reason);
  }

  deliver(event: CoreEvent, userIds: Iterable<string>, exceptConnection: string | null, onReached: Reached): void {
    if (event.type === 'conversation.left') {
      this.#left(event);
      return;
    }
    if (!('conversationId' in event) || !this.#rooms.get(event.conversationId)) return;
    // Who was taken out may still have a connection here that was let in before.
    const told = new Set(userIds);
    switch (event.type) {
      case 'message.sent':
        this.#message(event, told, onReached);
        return;
      case 'mark.read':
        this.#read(event, told, exceptConnection);
        return;
      case 'typing.changed':
        this.#typed(event, told);
        return;
      case 'room.changed':
        this.#turned(event, told);
        return;
      default:
        return;
    }
  }

  /** Nothing: tickets are no matter of this contract. */
  deliverToDesk(): void {}

  /** Nothing: whoever has a conversation open is in it. */
  deliverTo(): void {}

  async deliverPersonal(event: CoreEvent, userId: string): Promise<void> {
    if (!isUpdate(event)) return;
    const mine = this.#listenersOf(event).filter((connection) => connection.userId === userId);
    if (mine.length === 0) return;
    let update = this.#updates.get(event);
    if (!update) {
      update = this.#updateOf(event.conversationId, event.type === 'conversation.changed' ? event.became : undefined);
      this.#updates.set(event, update);
    }
    const frames = await update;
    for (const connection of mine) for (const one of frames) connection.send(one);
  }

  /** Who had the conversation open when it changed: whoever came with the change, or since, finds it as it is. */
  #listenersOf(event: Update): readonly WebSocketConnection[] {
    const known = this.#listeners.get(event);
    if (known) return known;
    const listeners = [...(this.#rooms.get(event.conversationId)?.connections ?? [])];
    this.#listeners.set(event, listeners);
    return listeners;
  }

  async #updateOf(
    conversationId: string,
    became: EventOf<'conversation.changed'>['became'],
  ): Promise<readonly Buffer[]> {
    const inquiry = await this.#core.inquiries.find(conversationId);
    if (!inquiry) return [];
    const updated = frame({
      type: 'conversation_updated',
      conversationId,
      status: shownStatus(became ?? inquiry.status),
      participants: inquiry.participants.map(({ userId, role }) => ({ userId, role: shownRole(role) })),
      ...(inquiry.title !== null && { subject: inquiry.title }),
    });
    if (became === undefined) return [updated];
    const message = `Conversation status changed to ${shownStatus(became)}`;
    return [updated, frame({ type: 'system', message, timestamp: timeOf(this.#core) })];
  }

  #message(
    { conversationId, message, connectionId }: EventOf<'message.sent'>,
    told: ReadonlySet<string>,
    onReached: Reached,
  ): void {
    let received: Buffer | null = null;
    for (const connection of this.#in(conversationId)) {
      if (!told.has(connection.userId)) continue;
      const inhabitant = this.#people.get(connection);
      if (connection.id === connectionId) inhabitant?.announced(message);
      // One that was announced for want of its own announcement bears no name of a connection.
      else if (connectionId !== null || !inhabitant?.claims(message)) {
        received ??= frame({ type: 'message_received', ...presentLive(message) });
        connection.send(received);
        if (!connection.ended) onReached?.(connection.userId);
      }
    }
  }

  #read(
    { conversationId, userId, seq, readAt }: EventOf<'mark.read'>,
    told: ReadonlySet<string>,
    except: string | null,
  ): void {
    const receipt = frame({ type: 'read_receipt', messageId: messageId(conversationId, seq), userId, readAt });
    for (const connection of this.#in(conversationId))
      if (connection.id !== except && told.has(connection.userId)) connection.send(receipt);
  }

  #typed({ conversationId, userId, turned }: EventOf<'typing.changed'>, told: ReadonlySet<string>): void {
    if (turned === null) return;
    const typed = frame({ type: turned === 'started' ? 'typing_start' : 'typing_stop', userId });
    for (const connection of this.#in(conversationId))
      if (connection.userId !== userId && told.has(connection.userId)) connection.send(typed);
  }

  #turned({ conversationId, user, action }: EventOf<'room.changed'>, present: ReadonlySet<string>): void {
    const turned = frame({ type: `user_${action}`, userId: user.id, role: shownRole(user.role) });
    for (const connection of this.#in(conversationId)) {
      if (connection.userId === user.id) continue;
      const missed = this.#arriving.get(connection);
      if (!missed) {
        if (present.has(connection.userId)) connection.send(turned);
      } else if (missed.length < MOST_MISSED) missed.push(turned);
    }
  }

  #in(conversationId: string): Iterable<WebSocketConnection> {
    return this.#rooms.get(conversationId)?.connections ?? [];
  }

  /** Who is out of a conversation is cut from it; who deleted it for themselves is still in it. */
  #left({ conversationId, userId, reason }: EventOf<'conversation.left'>): void {
    if (reason === 'deleted') return;
    const out = [...(this.#rooms.get(conversationId)?.connections ?? [])].filter((one) => one.userId === userId);
    for (const connection of out) connection.close('suspended');
    const user = out[0] && this.#people.get(out[0])?.user;
    // They are in no room any more that they could leave, as far as the hub is concerned.
    if (user)
      this.#core.bus.publish({ type: 'room.changed', conversationId, user, action: 'left', at: timeOf(this.#core) });
  }
}
