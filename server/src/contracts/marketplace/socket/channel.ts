import { setImmediate } from 'node:timers/promises';
import type { Message } from '../../../core/conversations/types.ts';
import { type Core, timeOf } from '../../../core/core.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId, parseMessageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import { ATTEMPTS, persist } from '../../../core/realtime/persist.ts';
import { PendingWork } from '../../../wire/pending.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import type { Frame } from '../../../wire/socketio/frames.ts';
import type { MarketplaceContext } from '../context.ts';
import { previewOf } from '../present/conversations.ts';
import { presentMessage } from '../present/messages.ts';
import { nobody, presentPerson } from '../present/people.ts';
import { peekSender } from '../present/senders.ts';
import type { UserInfo } from '../schema/answers.ts';
import { frame, frameOf, jsonOf, messageJson } from './frames.ts';
import { lastFrame, personalFrames } from './personal.ts';
import { newlyRead } from './receipts.ts';
import { LeftRooms } from './rooms.ts';
import { isPersonalHere, isShown, type Shown } from './shown.ts';

/** How many people are handed frames of their own within one turn. */
const AT_ONCE = 20;

type Reached = ((userId: string) => void) | null;

/** Those who have a connection here; `only`: of their connections these. */
type Audience = { readonly people: readonly string[]; readonly only: ReadonlySet<string> | null };

/**
 * Who is connected through this contract, and what they hear: what is said in a conversation goes to its room, how it looks in
 * a list to everybody in it. Where something has to be looked up first, the conversation's next events wait for it.
 */
export class MarketplaceChannel extends Connections<SocketConnection> implements Channel {
  readonly rooms = new LeftRooms();
  readonly #ctx: MarketplaceContext;
  readonly #core: Core;
  readonly #pending: PendingWork;

  constructor(ctx: MarketplaceContext) {
    super();
    this.#ctx = ctx;
    this.#core = ctx.core;
    this.#pending = new PendingWork(ctx.core.onFault);
  }

  override remove(connection: SocketConnection): void {
    super.remove(connection);
    this.rooms.forget(connection);
  }

  deliver(event: CoreEvent, userIds: Iterable<string>, _exceptConnection: string | null, onReached: Reached): void {
    if (event.type === 'presence.changed') this.#presence(event, userIds);
    else if (isShown(event)) this.#inOrder(event, { people: this.#present(userIds), only: null }, onReached);
  }

  deliverTo(event: CoreEvent, userId: string, connectionIds: ReadonlySet<string>): void {
    if (isShown(event)) this.#inOrder(event, { people: this.#present([userId]), only: connectionIds }, null);
  }

  /** Nothing: desks are of other contracts. */
  deliverToDesk(): void {}

  async deliverPersonal(event: CoreEvent, userId: string, only: ReadonlySet<string> | null = null): Promise<void> {
    this.#personal(event, { people: this.#present([userId]), only });
  }

  async deliverPersonalToAll(event: CoreEvent, userIds: Iterable<string>): Promise<void> {
    this.#personal(event, { people: this.#present(userIds), only: null });
  }

  /** Those of `userIds` who have a connection here. */
  #present(userIds: Iterable<string>): string[] {
    const present: string[] = [];
    for (const userId of userIds) if (this.has(userId)) present.push(userId);
    return present;
  }

  #inOrder(event: Shown, audience: Audience, onReached: Reached): void {
    if (audience.people.length > 0)
      this.#inTurn(event.conversationId, audience, () => this.#show(event, audience, onReached));
  }

  #personal(event: CoreEvent, audience: Audience): void {
    const { people, only } = audience;
    if (people.length === 0 || !isPersonalHere(event)) return;
    const { conversationId } = event;
    if (event.type === 'conversation.created') {
      for (const userId of people)
        for (const connection of this.of(userId)) this.rooms.join(connection, conversationId);
      if (event.reopened) return;
    }
    this.#inTurn(conversationId, audience, async () => {
      const frames = await personalFrames(this.#core, event, people, only !== null);
      await this.#tellEach(frames, only);
    });
  }

  /** Shows something after what is under way in its conversation. */
  #inTurn(conversationId: string, audience: Audience, show: () => void | Promise<void>): void {
    const before = this.#pending.of(conversationId);
    const begun = before ? before.then(show) : show();
    if (begun) this.#pending.hold(conversationId, this.#insist(begun, audience, show));
  }

  /**
   * Shows again what could not be looked up: until that works, as long as the database is away. Where something else is wrong
   * those who would have heard are cut off, so that they come back and look anew.
   */
  async #insist(begun: Promise<void>, { people }: Audience, show: () => void | Promise<void>): Promise<void> {
    const { core, isOutage } = this.#ctx;
    let attempt: Promise<void> | null = begun;
    const next = () => {
      const current = attempt ?? show();
      attempt = null;
      return current;
    };
    const goesOn = (error: unknown, failures: number) =>
      people.some((userId) => this.has(userId)) && (isOutage(error) || failures < ATTEMPTS);
    await persist(next, core.onFault, goesOn).catch(() => {
      for (const userId of people) this.close(userId, 'slow');
    });
  }

  #show(event: Shown, audience: Audience, onReached: Reached): void | Promise<void> {
    switch (event.type) {
      case 'message.sent':
        return this.#sent(event, audience, onReached);
      case 'message.edited':
        return this.#changed(event.message, audience);
      case 'message.deleted':
        return this.#withMessage(event.messageId, (message) => this.#changed(message, audience));
      case 'message.reacted':
        return this.#withMessage(event.messageId, (message) => this.#changed(message, audience, false));
      case 'message.hidden':
        return this.#withMessage(event.messageId, (message) => this.#hidden(message, event.userId));
      case 'mark.read':
        return this.#read(event, audience);
      case 'conversation.left':
        if (event.reason === 'deleted') return;
        return this.#left(event.conversationId, event.userId, event.upToSeq);
      case 'typing.changed':
        return this.#typed(event, audience);
    }
  }

  /** Hands a frame to each connection of the audience, as `frameFor` its person; null: nothing for them. */
  #tell({ people, only }: Audience, frameFor: (userId: string) => Frame | null, room: string | null = null): void {
    for (const userId of people) {
      let one: Frame | null | undefined;
      for (const connection of this.of(userId)) {
        if (only !== null && !only.has(connection.id)) continue;
        if (room !== null && !this.rooms.hears(connection, room)) continue;
        if (one === undefined) one = frameFor(userId);
        if (one === null) break;
        connection.send(one);
      }
    }
  }

  /** Hands each the frame that is theirs alone. They are large, and made a few at a time: others' work goes on meanwhile. */
  async #tellEach(frames: ReadonlyMap<string, () => Frame>, only: ReadonlySet<string> | null): Promise<void> {
    let told = 0;
    for (const [userId, make] of frames) {
      this.#tell({ people: [userId], only }, make);
      told += 1;
      if (told % AT_ONCE === 0) await setImmediate();
    }
  }

  /** A frame for the sender of a message and one for all others, each made when it is needed first. */
  #views(senderId: string, make: (own: boolean) => Frame): (userId: string) => Frame {
    let own: Frame | null = null;
    let others: Frame | null = null;
    return (userId) => {
      if (userId === senderId) own ??= make(true);
      else others ??= make(false);
      return (userId === senderId ? own : others) ?? make(false);
    };
  }

  /** Does something with a message's sender, at once where they are remembered. */
  #withSender(message: Message, use: (sender: UserInfo) => void | Promise<void>): void | Promise<void> {
    const known = peekSender(this.#core, message);
    if (known) return use(known);
    const { people, presence } = this.#core;
    return people
      .get(message.senderId)
      .then((found) => use(presentPerson(found ?? nobody(message.senderId), presence)));
  }

  async #withMessage(id: string, use: (message: Message) => void | Promise<void>): Promise<void> {
    const address = parseMessageId(id);
    const [message] = address ? await this.#core.messages.find([address]) : [];
    if (message) await use(message);
  }

  #sent({ message }: EventOf<'message.sent'>, audience: Audience, onReached: Reached): void | Promise<void> {
    return this.#withSender(message, (sender) => {
      const { conversationId, senderId, content, attachments, deletedAt, createdAt } = message;
      const json = messageJson(message, sender);
      const textFor = (own: boolean) => (own ? json.own : json.others);
      const id = JSON.stringify(conversationId);
      const lastMessage = previewOf({ content, fileName: attachments[0]?.name ?? null, deletedAt });
      const row = frame('conversation_updated', { conversationId, lastMessage, lastMessageAt: createdAt });
      const received = this.#views(senderId, (own) =>
        frameOf('message_received', '{"message":', textFor(own), `,"conversationId":${id}}`),
      );
      const fresh = this.#views(senderId, (own) =>
        frameOf('new_message', `{"conversationId":${id},"message":`, textFor(own), '}'),
      );
      this.#tell(audience, received);
      this.#tell(audience, fresh, conversationId);
      this.#tell(audience, () => row);
      if (onReached) for (const userId of audience.people) onReached(userId);
    });
  }

  /** Shows a message as it is now to the room, and in lists where it is the last; to nobody who does not see it any more. */
  async #changed(message: Message, audience: Audience, inLists = true): Promise<void> {
    const { conversationId, seq, senderId, content, attachments, deletedAt, createdAt } = message;
    const { messages, conversations } = this.#core;
    const [unseen, membership] = await Promise.all([
      messages.unseenBy(message, audience.people),
      inLists ? conversations.membership(conversationId, senderId) : null,
    ]);
    const people = audience.people.filter((userId) => !unseen.includes(userId));
    await this.#withSender(message, (sender) => {
      const json = jsonOf(message, sender);
      const id = JSON.stringify(conversationId);
      const updated = this.#views(senderId, (own) =>
        frameOf('message_updated', `{"conversationId":${id},"message":`, own ? json.own : json.others, '}'),
      );
      this.#tell({ ...audience, people }, updated, conversationId);
      if (membership?.lastSeq !== seq) return;
      const lastMessage = previewOf({ content, fileName: attachments[0]?.name ?? null, deletedAt });
      const row = frame('conversation_updated', { conversationId, lastMessage, lastMessageAt: createdAt });
      this.#tell({ ...audience, people }, () => row);
    });
  }

  /** Shows somebody that a message is gone for them alone. */
  async #hidden(message: Message, userId: string): Promise<void> {
    const { conversationId, seq } = message;
    const mine: Audience = { people: [userId], only: null };
    const [view] = await this.#core.conversations.views([conversationId], userId);
    await this.#withSender(message, (sender) => {
      const shown = { ...presentMessage(message, message.senderId === userId, sender), deletedFor: [userId] };
      const updated = frame('message_updated', { conversationId, message: shown });
      this.#tell(mine, () => updated, conversationId);
    });
    if (!view || (view.lastMessage?.seq ?? 0) > seq) return;
    const lastMessage = view.lastMessage ? previewOf(view.lastMessage) : '';
    const row = frame('conversation_updated', { conversationId, lastMessage, lastMessageAt: view.activityAt });
    this.#tell(mine, () => row);
  }

  /** Tells of each message that was named and is newly read; of what was not, the newest. */
  async #read(event: EventOf<'mark.read'>, audience: Audience): Promise<void> {
    const { conversationId, userId, readAt } = event;
    for (const seq of await newlyRead(this.#core, event)) {
      const about = { messageId: messageId(conversationId, seq), conversationId, readBy: userId, readAt, seq };
      const told = frame('message_read', about);
      this.#tell(audience, () => told, conversationId);
    }
  }

  /** The last that somebody hears of a group that they are out of. */
  async #left(conversationId: string, userId: string, upToSeq: number): Promise<void> {
    const last = await lastFrame(this.#core, conversationId, userId, upToSeq);
    if (last) this.#tell({ people: [userId], only: null }, () => last);
  }

  #typed({ conversationId, userId, isTyping }: EventOf<'typing.changed'>, audience: Audience): void | Promise<void> {
    const { people, presence } = this.#core;
    const tell = (user: UserInfo) => {
      const told = frame('user_typing', { conversationId, userId, isTyping, user });
      this.#tell({ ...audience, people: audience.people.filter((id) => id !== userId) }, () => told, conversationId);
    };
    const known = people.peek(userId);
    if (known) return tell(presentPerson(known, presence));
    return people.get(userId).then((found) => tell(presentPerson(found ?? nobody(userId), presence)));
  }

  #presence(
    { presence: { userId, isOnline, lastSeen }, turned }: EventOf<'presence.changed'>,
    userIds: Iterable<string>,
  ): void {
    if (turned === null) return;
    const people = this.#present(userIds).filter((id) => id !== userId);
    if (people.length === 0) return;
    const changed = { userId, isOnline, lastSeen: (isOnline ? null : lastSeen) ?? timeOf(this.#core) };
    const told = frame('user_online_status', changed);
    this.#tell({ people, only: null }, () => told);
  }
}
