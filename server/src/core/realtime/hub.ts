import type { Access, Directory } from '../conversations/directory.ts';
import { CROWD, type Message } from '../conversations/types.ts';
import type { CoreEvent, EventOf } from '../events.ts';
import { commentOf } from '../tickets/comment.ts';
import type { Tracing } from '../tracing.ts';
import { audienceOf, isPersonal } from './audience.ts';
import { type Channel, type Presenter, ViewChannel } from './channel.ts';
import type { CloseReason } from './connection.ts';
import { CrowdReceipts } from './crowd.ts';
import type { Moment } from './follow-store.ts';
import { ATTEMPTS, persist } from './persist.ts';
import type { RoomBoard } from './rooms.ts';
import { Streams } from './streams.ts';

export type HubStore = {
  /** Those of `among` who share a conversation with the user. */
  acquaintances(userId: string, among: readonly string[]): Promise<readonly string[]>;
  /** Who sent undeleted messages in (afterSeq, upToSeq]. */
  sendersBetween(conversationId: string, afterSeq: number, upToSeq: number): Promise<readonly string[]>;
  /** Messages past a number, ascending; with null the last one. */
  messagesAfter(conversationId: string, seq: number | null): Promise<readonly Message[]>;
  /** The messages right before this one that were sent up to `withinMs` earlier, ascending; not too many. */
  messagesBefore(message: Message, withinMs: number, since: Moment | null): Promise<readonly Message[]>;
};

export type HubOptions = {
  readonly rooms: RoomBoard;
  readonly directory: Directory;
  readonly store: HubStore;
  /** Told when a message was handed to a live connection of a member who is not its sender. */
  readonly onDelivered: (conversationId: string, userId: string, seq: number) => void;
  readonly onFault: (error: unknown) => void;
  readonly now: () => number;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  /** Whether other nodes send as well. */
  readonly alone: boolean;
};

/** How long a message may be on its way between nodes. */
const UNDER_WAY_MS = 1_500;
/** Members at most whose names go with an event to other nodes. */
const FEW = 16;

type ConversationEvent = CoreEvent & { readonly conversationId: string };

/**
 * The connections on this node. Takes core events from the bus, finds who of their audience is connected here, and has
 * each contract that has listeners show the event once per view. A node trusts only its own view of who is a member.
 */
export class Hub {
  readonly rooms: RoomBoard;
  readonly #options: HubOptions;
  readonly #channels: Channel[] = [];
  readonly #streams: Streams;
  readonly #crowds: CrowdReceipts;
  /** Presence is announced in order per person; each chain ends with the last announcement under way. */
  readonly #presence = new Map<string, Promise<void>>();
  #begun: Moment | null = null;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.rooms = options.rooms;
    this.#streams = new Streams({
      deliver: (event) => this.#show(event),
      loadAfter: (id, seq) => options.store.messagesAfter(id, seq),
      loadRecent: options.alone ? null : (message) => options.store.messagesBefore(message, UNDER_WAY_MS, this.#begun),
      now: options.now,
    });
    this.#crowds = new CrowdReceipts((event) => void this.#toSenders(event).catch(options.onFault));
  }

  /** From this moment on connections may come: what was stored before is older than any of them. */
  begin(moment: Moment): void {
    this.#begun = moment;
  }

  /** Events reach the connections of `channel` from now on. */
  attach(channel: Channel): void {
    this.#channels.push(channel);
  }

  /** Attaches a channel that shows events by `presenter`. */
  open<F>(presenter: Presenter<F>): ViewChannel<F> {
    const channel = new ViewChannel(presenter);
    this.attach(channel);
    return channel;
  }

  /** True when somebody has a connection here through any contract. */
  has(userId: string): boolean {
    return this.#channels.some((channel) => channel.has(userId));
  }

  /** Whether a connection of somebody's is open here, through any contract. */
  holds(userId: string, connectionId: string): boolean {
    return this.#channels.some((channel) => channel.holds(userId, connectionId));
  }

  /** Connections on this node. */
  get size(): number {
    return this.#channels.reduce((sum, channel) => sum + channel.size, 0);
  }

  /** Ends somebody's connections, or everybody's when `userId` is null. */
  cut(userId: string | null, reason: CloseReason): void {
    for (const channel of this.#channels) channel.close(userId, reason);
  }

  /** Settles when what is known of anybody's presence is announced. */
  async presenceTold(): Promise<void> {
    await Promise.all(this.#presence.values());
  }

  close(): void {
    this.#closed = true;
    this.#streams.close();
  }

  /** Everybody with a connection on this node. */
  userIds(): Set<string> {
    const userIds = new Set<string>();
    for (const channel of this.#channels) for (const userId of channel.userIds()) userIds.add(userId);
    return userIds;
  }

  /** Conversations of which something was shown here not long ago, and those whose room somebody is in. */
  conversationIds(): Set<string> {
    return new Set([...this.#streams.ids(), ...this.rooms.ids()]);
  }

  /** The number of the last message of a conversation that was shown here, or that nobody here needed; 0 where that is not remembered. */
  lastSeq(conversationId: string): number {
    return this.#streams.lastSeq(conversationId);
  }

  /** See `BusInterest`. */
  audience(conversationId: string): readonly string[] | null {
    const access = this.#options.directory.peek(conversationId);
    return access && access.type !== 'support' && access.members.size <= FEW ? [...access.members.keys()] : null;
  }

  /** See `BusInterest`. */
  concerns(conversationId: string, userIds: readonly string[], seq: number): boolean {
    return userIds.some((userId) => this.has(userId)) || !this.#streams.pass(conversationId, seq);
  }

  /** The listener of the bus. */
  receive(event: CoreEvent): void {
    if (event.type === 'access.changed') {
      this.#options.directory.drop(event.conversationId);
      this.#streams.forgetPassed(event.conversationId);
      return;
    }
    if (event.type === 'user.changed') {
      if (event.suspended) this.cut(event.userId, 'suspended');
      else if (event.roleChanged === true) this.cut(event.userId, 'shutdown');
      return;
    }
    if (event.type === 'presence.changed') {
      this.#announcePresence(event);
      return;
    }
    if (event.type === 'notification.created') {
      void this.#toPeople(event, [event.notification.userId], null);
      return;
    }
    if (event.type === 'webhooks.changed') return;
    if (event.type === 'conversation.left') this.rooms.expel(event.conversationId, event.userId);
    this.#options.tracing?.note(event);
    this.#streams.accept(event);
  }

  /** See `Streams.heal`. */
  async heal(conversationId: string): Promise<void> {
    await this.#streams.heal(conversationId);
  }

  /** As `#deliver`, with a span of it where the event belongs to a trace. */
  #show(event: ConversationEvent): void | Promise<void> {
    const span = this.#options.tracing?.shown(event, `deliver ${event.type}`, { 'parley.event': event.type });
    if (!span) return this.#deliver(event);
    const pending = span.run(() => this.#deliver(event));
    if (pending) return pending.finally(() => span.end());
    span.end();
  }

  #deliver(event: ConversationEvent): void | Promise<void> {
    const audience = audienceOf(event);
    switch (audience.kind) {
      case 'members': {
        const access = this.#options.directory.peek(audience.conversationId);
        if (access) return this.#toMembers(event, access, audience.except, audience.exceptConnection);
        return this.#lookedUp(() => this.#options.directory.get(audience.conversationId))
          .then((loaded) => {
            if (loaded) return this.#toMembers(event, loaded, audience.except, audience.exceptConnection);
          })
          .catch(this.#options.onFault);
      }
      case 'people':
        return this.#toPeople(event, audience.userIds, audience.exceptConnection);
      case 'desk':
        for (const channel of this.#channels) channel.deliverToDesk(event, audience.userIds);
        return;
      case 'room':
        return this.#toPeople(
          event,
          this.rooms.present(audience.conversationId).filter((userId) => userId !== audience.except),
          null,
        );
      default:
        return;
    }
  }

  #toMembers(
    event: ConversationEvent,
    access: Access,
    except: string | null,
    exceptConnection: string | null,
  ): void | Promise<void> {
    const { members } = access;
    if (members.size > CROWD) {
      if (event.type === 'mark.delivered') return;
      if (event.type === 'mark.read') return this.#crowds.accept(event);
    }
    if (access.type === 'support') return this.#toSupport(event, access, except, exceptConnection);
    const userIds = except === null ? members.keys() : [...members.keys()].filter((userId) => userId !== except);
    return this.#toPeople(event, userIds, exceptConnection);
  }

  /** Members, agents who look on from the room, and for a comment on a ticket all agents and the requester. */
  #toSupport(
    event: ConversationEvent,
    { members, ticket }: Access,
    except: string | null,
    exceptConnection: string | null,
  ): void | Promise<void> {
    const userIds = except === null ? members.keys() : [...members.keys()].filter((userId) => userId !== except);
    const done = this.#toPeople(event, userIds, exceptConnection);
    const watching: (() => Promise<void>)[] = done ? [() => done] : [];
    for (const [userId, connectionIds] of this.rooms.connections(event.conversationId)) {
      if (members.has(userId) || userId === except) continue;
      for (const channel of this.#channels) {
        if (isPersonal(event)) watching.push(() => channel.deliverPersonal(event, userId, connectionIds));
        else channel.deliverTo(event, userId, connectionIds);
      }
    }
    if (event.type === 'message.sent' && ticket) {
      const { id, requesterId } = ticket;
      const comment = commentOf(id, event.message);
      const { conversationId, movesTicket = false } = event;
      void this.#deliver({ type: 'ticket.commented', conversationId, requesterId, comment, movesTicket });
    }
    if (watching.length > 0) return this.#all(watching);
  }

  #toPeople(
    event: ConversationEvent | EventOf<'notification.created'>,
    userIds: Iterable<string>,
    exceptConnection: string | null,
  ): void | Promise<void> {
    if (isPersonal(event)) {
      const people = [...userIds];
      const listening = this.#channels.filter((channel) => channel.size > 0);
      return this.#all(
        listening.flatMap((channel) =>
          channel.deliverPersonalToAll
            ? [async () => channel.deliverPersonalToAll?.(event, people)]
            : people.map((userId) => () => channel.deliverPersonal(event, userId)),
        ),
      );
    }
    const onReached = event.type === 'message.sent' ? this.#deliveryOf(event) : null;
    let listening = 0;
    for (const channel of this.#channels) if (channel.size > 0) listening += 1;
    // What can be walked through but once does for one contract; nothing is copied for those that nobody uses.
    const people = listening > 1 ? [...userIds] : userIds;
    for (const channel of this.#channels) {
      if (channel.size > 0) channel.deliver(event, people, exceptConnection, onReached);
    }
  }

  #deliveryOf(event: EventOf<'message.sent'>): (userId: string) => void {
    const { senderId, seq } = event.message;
    return (userId) => {
      if (userId !== senderId) this.#options.onDelivered(event.conversationId, userId, seq);
    };
  }

  /** Does all of it, each again where it fails for a while. What fails is reported, and keeps back nothing else than what waits for all. */
  async #all(works: readonly (() => Promise<void>)[]): Promise<void> {
    const { onFault } = this.#options;
    const goesOn = (_error: unknown, failures: number) => !this.#closed && failures < ATTEMPTS;
    await Promise.allSettled(works.map((work) => persist(work, onFault, goesOn)));
  }

  /** What is asked of the store, as soon as it answers: an event whose audience is not known would be heard by nobody. */
  async #lookedUp<T>(ask: () => Promise<T>): Promise<T | null> {
    return persist(ask, this.#options.onFault, () => !this.#closed).catch(() => null);
  }

  async #toSenders(event: EventOf<'mark.read'>): Promise<void> {
    const { directory, store } = this.#options;
    const { conversationId, fromSeq, seq } = event;
    const senders = await this.#lookedUp(() => store.sendersBetween(conversationId, fromSeq, seq));
    const access = await this.#lookedUp(() => directory.get(conversationId));
    const receivers = new Set([event.userId, ...(senders ?? []).filter((userId) => access?.members.has(userId))]);
    await this.#toPeople(event, receivers, event.connectionId);
  }

  #announcePresence(event: EventOf<'presence.changed'>): void {
    const { userId } = event.presence;
    const earlier = this.#presence.get(userId) ?? Promise.resolve();
    const announcement = earlier.then(() => this.#toAcquaintances(event)).catch(this.#options.onFault);
    this.#presence.set(userId, announcement);
    void announcement.then(() => {
      if (this.#presence.get(userId) === announcement) this.#presence.delete(userId);
    });
  }

  async #toAcquaintances(event: EventOf<'presence.changed'>): Promise<void> {
    const { userId } = event.presence;
    const known = await this.#lookedUp(async () => {
      const online = this.userIds();
      online.delete(userId);
      return online.size === 0 ? [] : this.#options.store.acquaintances(userId, [...online]);
    });
    for (const channel of this.#channels) channel.deliver(event, [userId, ...(known ?? [])], event.connectionId, null);
  }
}
