import { iso } from '../../../core/clock.ts';
import { Turns } from '../../../core/conversations/turns.ts';
import type { Core } from '../../../core/core.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import type { Ticket } from '../../../core/tickets/types.ts';
import { PendingWork } from '../../../wire/pending.ts';
import { Rooms } from '../../../wire/rooms.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { publicId } from '../ids.ts';
import { presentRow, type Row } from '../present/conversations.ts';
import { presentTicket } from '../present/tickets.ts';
import type { RowEvent } from './known-row.ts';
import { type RoomTicket, tellRoom } from './room-messages.ts';
import { RowUpdates } from './rows.ts';

/** Events of a conversation that have something to tell here. */
type Shown = EventOf<
  | 'message.sent'
  | 'message.edited'
  | 'message.deleted'
  | 'message.hidden'
  | 'mark.read'
  | 'conversation.left'
  | 'typing.changed'
>;

type Reached = ((userId: string) => void) | null;

/** The fields of a ticket of which this contract tells. */
const TOLD = new Set(['status', 'category', 'priority']);

const NOBODY: readonly string[] = [];

function frame(name: string, payload: unknown): Frame {
  return eventFrame(name, JSON.stringify(payload));
}

/**
 * Who is connected through this contract, and what they hear: what is said in a conversation goes to its room, how it looks in
 * a list to everybody whose list it is in.
 */
export class TravelChannel extends Connections<SocketConnection> implements Channel {
  readonly rooms = new Rooms<SocketConnection, RoomTicket | null>();
  readonly #core: Core;
  readonly #tempIds: TempIds;
  readonly #rows: RowUpdates;
  /** Announcements about a ticket, and about a person, leave in order. */
  readonly #turns = new Turns();
  /** Conversations whose events wait until it is known whether they are of two. */
  readonly #pending: PendingWork;

  constructor(core: Core, tempIds: TempIds) {
    super();
    this.#core = core;
    this.#tempIds = tempIds;
    this.#pending = new PendingWork(core.onFault);
    this.#rows = new RowUpdates({
      load: async (conversationId, userId) => (await core.conversations.views([conversationId], userId))[0],
      show: (userId, row) => this.#showRow(userId, row),
      onFault: core.onFault,
    });
    core.bus.subscribe((event) => {
      if (event.type === 'user.changed') this.#rows.forgetOther(event.userId);
    });
  }

  override remove(connection: SocketConnection): void {
    super.remove(connection);
    this.rooms.leaveAll(connection);
    // What happens while somebody is away is not heard of here.
    if (!this.has(connection.userId)) this.#rows.forgetOwner(connection.userId);
  }

  deliver(event: CoreEvent, userIds: Iterable<string>, _exceptConnection: string | null, onReached: Reached): void {
    switch (event.type) {
      case 'presence.changed':
        this.#turned(event, [...userIds]);
        return;
      case 'message.sent':
      case 'message.edited':
      case 'message.deleted':
      case 'message.hidden':
      case 'mark.read':
      case 'conversation.left':
      case 'typing.changed':
        break;
      default:
        return;
    }
    const { conversationId } = event;
    const before = this.#pending.of(conversationId);
    const direct = before ? undefined : this.#isDirect(conversationId);
    if (direct !== undefined) this.#show(event, direct, userIds, onReached);
    else this.#showLater(event, before, userIds, onReached);
  }

  deliverToDesk(event: CoreEvent, userIds: readonly string[]): void {
    switch (event.type) {
      case 'ticket.created':
        this.#ticket(event.ticket.id, event.ticket.requesterId, () => event.ticket);
        return;
      case 'ticket.updated':
        if (event.changes.some(({ field }) => TOLD.has(field)))
          this.#ticket(event.ticket.id, event.ticket.requesterId, () => event.ticket);
        return;
      case 'ticket.commented': {
        const [ownerId] = userIds;
        if (event.comment.internal || event.movesTicket || ownerId === undefined) return;
        const { ticketId } = event.comment;
        this.#ticket(ticketId, ownerId, async () => (await this.#core.tickets.find([ticketId]))[0]);
        return;
      }
      default:
        return;
    }
  }

  /** Nothing: an agent who looks on hears through the room. */
  deliverTo(): void {}

  async deliverPersonal(event: CoreEvent, userId: string): Promise<void> {
    if (event.type !== 'conversation.created' || !this.has(userId)) return;
    const type = this.#core.directory.peek(event.conversationId)?.type;
    if (type !== undefined && type !== 'direct') return;
    await this.#rows.announce(event, userId);
  }

  /** Those of `userIds` who have a connection here. */
  #present(userIds: Iterable<string>): string[] {
    const present: string[] = [];
    for (const userId of userIds) if (this.has(userId)) present.push(userId);
    return present;
  }

  /** Whether a conversation is one of two; undefined when that has to be looked up. */
  #isDirect(conversationId: string): boolean | undefined {
    const type = this.#core.directory.peek(conversationId)?.type;
    if (type !== undefined) return type === 'direct';
    const room = this.rooms.get(conversationId);
    return room && room.about === null;
  }

  /** Looks up what kind of conversation it is, after what is under way there; its later events wait. */
  #showLater(event: Shown, before: Promise<void> | undefined, userIds: Iterable<string>, onReached: Reached): void {
    const { conversationId } = event;
    const people = this.#present(userIds);
    if (!before && people.length === 0 && !this.rooms.get(conversationId)) return;
    const look = async () => {
      const direct =
        this.#isDirect(conversationId) ?? (await this.#core.directory.get(conversationId))?.type === 'direct';
      this.#show(event, direct, people, onReached);
    };
    this.#pending.hold(conversationId, before ? before.then(look) : look());
  }

  #show(event: Shown, direct: boolean, userIds: Iterable<string>, onReached: Reached): void {
    switch (event.type) {
      case 'message.sent':
        this.#message(event, direct ? this.#present(userIds) : NOBODY, onReached);
        return;
      case 'mark.read':
        if (direct) this.#read(event, userIds);
        return;
      case 'message.edited':
      case 'message.deleted':
      case 'message.hidden':
        if (direct) this.#announceRows(event, this.#present(userIds));
        return;
      case 'conversation.left':
        this.#left(event);
        return;
      case 'typing.changed':
        this.#typed(event);
        return;
    }
  }

  #toPeople(userIds: readonly string[], one: Frame): void {
    for (const userId of userIds) for (const connection of this.of(userId)) connection.send(one);
  }

  #announceRows(event: RowEvent, userIds: readonly string[]): void {
    for (const userId of userIds) void this.#rows.announce(event, userId);
  }

  #showRow(userId: string, row: Row): void {
    const connections = this.of(userId);
    if (connections.size === 0) return;
    const conversation = presentRow(row, this.#core.presence);
    const one = frame('conversation-updated', { conversationId: conversation.id, conversation });
    for (const connection of connections) connection.send(one);
  }

  #message(event: EventOf<'message.sent'>, reached: readonly string[], onReached: Reached): void {
    const { conversationId, message } = event;
    const room = this.rooms.get(conversationId);
    if (room) tellRoom(room, message, this.#tempIds, onReached);
    if (reached.length === 0) return;
    this.#announceRows(event, reached);
    if (onReached) for (const userId of reached) onReached(userId);
  }

  #read(event: EventOf<'mark.read'>, userIds: Iterable<string>): void {
    const { conversationId, userId, seq, readAt } = event;
    const present = this.#present(userIds);
    if (present.length === 0) return;
    const payload = {
      conversationId: publicId(conversationId),
      messageId: publicId(messageId(conversationId, seq)),
      userId: publicId(userId),
      readAt,
    };
    this.#toPeople(present, frame('message-read', payload));
    this.#announceRows(event, present);
  }

  /** Nobody leaves a conversation of two: who deletes it for themselves is in it again, and in its room, with the next message. */
  #left({ conversationId, userId }: EventOf<'conversation.left'>): void {
    this.#rows.forget(conversationId, userId);
  }

  #typed({ conversationId, userId, userName, isTyping, turned }: EventOf<'typing.changed'>): void {
    if (turned === null) return;
    const room = this.rooms.get(conversationId);
    if (!room || room.about) return;
    const listeners = [...room.connections].filter((connection) => connection.userId !== userId);
    if (listeners.length === 0) return;
    const who = { conversationId: publicId(conversationId), userId: publicId(userId), userName };
    const frames = [
      frame('typing', { ...who, isTyping }),
      frame(isTyping ? 'user-typing' : 'user-stopped-typing', who),
    ];
    for (const connection of listeners) for (const one of frames) connection.send(one);
  }

  #turned({ presence, turned }: EventOf<'presence.changed'>, userIds: readonly string[]): void {
    const { userId, lastSeen } = presence;
    if (turned === null) return;
    if (turned === 'offline' && lastSeen !== null) this.#rows.lastSeen(userId, lastSeen);
    const known = this.#present(userIds).filter((id) => id !== userId);
    if (known.length === 0) return;
    const timestamp = iso(this.#core.now());
    const announce = async () => {
      const username = (await this.#core.people.get(userId))?.name ?? userId;
      const id = publicId(userId);
      const news = { userId: id, username, timestamp };
      this.#toPeople(known, frame(`user-${turned}`, turned === 'offline' ? { ...news, lastSeen } : news));
      this.#toPeople(known, frame('user-status-changed', { userId: id, status: turned }));
    };
    this.#turns.run(`u${userId}`, announce).catch(this.#core.onFault);
  }

  /** Shows a ticket as it is to its owner and to everybody who answers tickets. */
  #ticket(id: string, ownerId: string, load: () => Ticket | undefined | Promise<Ticket | undefined>): void {
    if (this.agents.size === 0 && !this.has(ownerId)) return;
    const announce = async () => {
      const ticket = await load();
      if (!ticket) return;
      const one = frame('support-ticket-updated', { ticketId: publicId(id), ticket: presentTicket(ticket) });
      for (const connection of new Set([...this.agents, ...this.of(ownerId)])) connection.send(one);
    };
    this.#turns.run(`t${id}`, announce).catch(this.#core.onFault);
  }
}
