import type { Message } from '../../../core/conversations/types.ts';
import { type Core, timeOf } from '../../../core/core.ts';
import type { CoreEvent, EventOf } from '../../../core/events.ts';
import { messageId, parseMessageId } from '../../../core/ids.ts';
import type { Channel } from '../../../core/realtime/channel.ts';
import { Connections } from '../../../core/realtime/connections.ts';
import { PendingWork } from '../../../wire/pending.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import type { Frame } from '../../../wire/socketio/frames.ts';
import { presentView } from '../conversations.ts';
import { previewOf } from '../present/conversations.ts';
import { presentMessage } from '../present/messages.ts';
import { nobody, presentPerson } from '../present/people.ts';
import { peekSender } from '../present/senders.ts';
import type { UserInfo } from '../schema/answers.ts';
import { frame, frameOf, jsonOf, messageJson } from './frames.ts';
import { newlyRead } from './receipts.ts';
import { LeftRooms } from './rooms.ts';

type Reached = ((userId: string) => void) | null;

/** Those who have a connection here; `only`: of their connections these. */
type Audience = { readonly people: readonly string[]; readonly only: ReadonlySet<string> | null };

/** Events of a conversation that have something to tell here, apart from personal ones. */
type Shown = EventOf<
  | 'message.sent'
  | 'message.edited'
  | 'message.deleted'
  | 'message.reacted'
  | 'message.hidden'
  | 'mark.read'
  | 'conversation.left'
  | 'typing.changed'
>;

function isShown(event: CoreEvent): event is Shown {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.hidden':
    case 'mark.read':
    case 'conversation.left':
      return true;
    case 'typing.changed':
      return event.turned !== null;
    default:
      return false;
  }
}

/**
 * Who is connected through this contract, and what they hear: what is said in a conversation goes to its room, how it looks in
 * a list to everybody in it. Where something has to be looked up first, the conversation's next events wait for it.
 */
export class MarketplaceChannel extends Connections<SocketConnection> implements Channel {
  readonly rooms = new LeftRooms();
  readonly #core: Core;
  readonly #pending: PendingWork;

  constructor(core: Core) {
    super();
    this.#core = core;
    this.#pending = new PendingWork(core.onFault);
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
    if (!this.has(userId) || !('conversationId' in event)) return;
    const { conversationId } = event;
    if (event.type === 'conversation.created') {
      for (const connection of this.of(userId)) this.rooms.join(connection, conversationId);
      if (event.reopened) return;
    }
    await this.#pending.of(conversationId);
    const [view] = await this.#core.conversations.views([conversationId], userId, only !== null);
    if (!view) return;
    const conversation = await presentView(this.#core, userId, view);
    const { lastMessage = '', lastMessageAt } = conversation;
    const one =
      event.type === 'conversation.created'
        ? frame('new_conversation', { conversation })
        : frame('conversation_updated', { conversationId, lastMessage, lastMessageAt, conversation });
    this.#tell({ people: [userId], only }, () => one);
  }

  /** Those of `userIds` who have a connection here. */
  #present(userIds: Iterable<string>): string[] {
    const present: string[] = [];
    for (const userId of userIds) if (this.has(userId)) present.push(userId);
    return present;
  }

  #inOrder(event: Shown, audience: Audience, onReached: Reached): void {
    if (audience.people.length === 0) return;
    const { conversationId } = event;
    const before = this.#pending.of(conversationId);
    const work = before
      ? before.then(() => this.#show(event, audience, onReached))
      : this.#show(event, audience, onReached);
    if (work) this.#pending.hold(conversationId, work);
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
        return event.reason === 'deleted' ? undefined : this.#left(event);
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
  async #left({ conversationId, userId }: EventOf<'conversation.left'>): Promise<void> {
    const [view] = await this.#core.conversations.views([conversationId], userId, 'left');
    if (!view) return;
    const conversation = await presentView(this.#core, userId, view);
    const { lastMessage = '', lastMessageAt } = conversation;
    const last = frame('conversation_updated', { conversationId, lastMessage, lastMessageAt, conversation });
    this.#tell({ people: [userId], only: null }, () => last);
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
