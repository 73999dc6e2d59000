import type { Message } from '../../../core/conversations/types.ts';
import { type Core, timeOf } from '../../../core/core.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import type { CloseReason } from '../../../core/realtime/connection.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import type { UserRef } from '../../../core/users/types.ts';
import { Rooms } from '../../../wire/rooms.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import { frame } from '../frame.ts';
import { presentLive, shownRole, shownStatus } from '../present.ts';

type Reached = ((userId: string) => void) | null;

/** Whose a connection is, as they came, and who hears of a message of its own as early as all others do. */
export type Inhabitant = { readonly user: UserRef; onOwn(message: Message): void };

/** Who has which conversation open through this contract, and what they hear. A connection is in one conversation. */
export class CharityChannel extends Connections<WebSocketConnection> implements Channel {
  readonly #core: Core;
  readonly #rooms = new Rooms<WebSocketConnection, null>();
  /** What there is to know of each. */
  readonly #people = new Map<WebSocketConnection, Inhabitant>();
  /** What a change of a conversation looks like, made once however many are told. */
  readonly #updates = new WeakMap<CoreEvent, Promise<readonly Buffer[]>>();

  constructor(core: Core) {
    super();
    this.#core = core;
  }

  /** Takes up a connection; what is committed from now on reaches it. */
  enter(connection: WebSocketConnection, conversationId: string, inhabitant: Inhabitant): void {
    this.add(connection);
    this.#people.set(connection, inhabitant);
    this.#rooms.enter(conversationId, connection, null);
  }

  override remove(connection: WebSocketConnection): void {
    super.remove(connection);
    this.#people.delete(connection);
    this.#rooms.leaveAll(connection);
  }

  /** Somebody who got another role keeps their connections: each goes by the token that it was opened with. */
  override close(userId: string | null, reason: CloseReason): void {
    if (userId === null || reason !== 'shutdown') super.close(userId, reason);
  }

  deliver(event: CoreEvent, userIds: Iterable<string>, exceptConnection: string | null, onReached: Reached): void {
    switch (event.type) {
      case 'message.sent':
        this.#message(event, onReached);
        return;
      case 'mark.read':
        this.#read(event, new Set(userIds), exceptConnection);
        return;
      case 'typing.changed':
        this.#typed(event);
        return;
      case 'room.changed':
        this.#turned(event);
        return;
      case 'conversation.left':
        this.#left(event);
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
    if (event.type !== 'conversation.changed' && event.type !== 'conversation.affirmed') return;
    const { conversationId } = event;
    if (!this.#rooms.get(conversationId) || !this.has(userId)) return;
    let update = this.#updates.get(event);
    if (!update) {
      update = this.#updateOf(conversationId, event.type === 'conversation.changed' ? event.became : undefined);
      this.#updates.set(event, update);
    }
    const frames = await update;
    for (const connection of this.#rooms.get(conversationId)?.connections ?? [])
      if (connection.userId === userId) for (const one of frames) connection.send(one);
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

  #message({ conversationId, message, connectionId }: EventOf<'message.sent'>, onReached: Reached): void {
    const room = this.#rooms.get(conversationId);
    if (!room) return;
    let received: Buffer | null = null;
    for (const connection of room.connections) {
      if (connection.id === connectionId) this.#people.get(connection)?.onOwn(message);
      else {
        received ??= frame({ type: 'message_received', ...presentLive(message) });
        connection.send(received);
        onReached?.(connection.userId);
      }
    }
  }

  #read(
    { conversationId, userId, seq, readAt }: EventOf<'mark.read'>,
    told: ReadonlySet<string>,
    except: string | null,
  ): void {
    const room = this.#rooms.get(conversationId);
    if (!room) return;
    const receipt = frame({ type: 'read_receipt', messageId: messageId(conversationId, seq), userId, readAt });
    for (const connection of room.connections)
      if (connection.id !== except && told.has(connection.userId)) connection.send(receipt);
  }

  #typed({ conversationId, userId, turned }: EventOf<'typing.changed'>): void {
    if (turned === null) return;
    this.#toOthers(conversationId, userId, { type: turned === 'started' ? 'typing_start' : 'typing_stop', userId });
  }

  #turned({ conversationId, user, action }: EventOf<'room.changed'>): void {
    this.#toOthers(conversationId, user.id, { type: `user_${action}`, userId: user.id, role: shownRole(user.role) });
  }

  #toOthers(conversationId: string, userId: string, content: Parameters<typeof frame>[0]): void {
    const room = this.#rooms.get(conversationId);
    if (!room) return;
    const one = frame(content);
    for (const connection of room.connections) if (connection.userId !== userId) connection.send(one);
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
