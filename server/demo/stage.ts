import { setTimeout as sleep } from 'node:timers/promises';
import { expectEvent } from './entries.ts';
import type { Narrator } from './narrator.ts';
import type { Person } from './person.ts';
import { acks, answers, type WireEvent, type WireMessage } from './wire.ts';

const HEARD_WITHIN_MS = 5_000;

/** A conversation of the story and the people in it. */
export type Room = { readonly id: string; readonly members: readonly Person[]; readonly typing: Set<Person> };

export type StageOptions = {
  readonly baseUrl: string;
  readonly narrator: Narrator;
  readonly people: readonly Person[];
  readonly paceMs: number;
};

/** The story cannot go on: something that must come did not. */
export class StoryError extends Error {
  override name = 'StoryError';
}

/**
 * What people can do. Each action does it over the wire and at once writes into the ledger of everybody concerned what
 * must reach them for it; `settle` then waits until it has.
 */
export class Stage {
  readonly baseUrl: string;
  readonly narrator: Narrator;
  readonly #people: readonly Person[];
  readonly #paceMs: number;
  #clientIds = 0;

  /** `paceMs` is the pause after each step, so that a person can follow. */
  constructor(options: StageOptions) {
    this.baseUrl = options.baseUrl;
    this.narrator = options.narrator;
    this.#people = options.people;
    this.#paceMs = options.paceMs;
  }

  /** Waits until everybody has heard what must reach them; throws `StoryError` when that takes too long. */
  async settle(): Promise<void> {
    const deadline = Date.now() + HEARD_WITHIN_MS;
    while (this.#people.some((person) => person.ledger.outstanding().length > 0)) {
      if (Date.now() > deadline) throw new StoryError('something that must be heard did not come');
      await sleep(5);
    }
    this.narrator.flush();
    await sleep(this.#paceMs);
  }

  /** Lets time pass in the story. */
  async rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds);
  }

  async openRoom(owner: Person, others: readonly Person[], title: string | null): Promise<Room> {
    const participantIds = others.map((person) => person.id);
    const request = title === null ? { type: 'direct', participantIds } : { type: 'group', participantIds, title };
    const conversation = await owner.call('POST', '/api/messaging/conversations', answers.conversation, request);
    const room: Room = { id: conversation.id, members: [owner, ...others], typing: new Set() };
    this.tell(room.members, { name: 'conversation_created', body: conversation });
    if (title !== null) {
      const data = { conversationId: conversation.id };
      this.tell(others, { name: 'notification', body: { type: 'group.added', title, body: '', data } });
    }
    await this.settle();
    return room;
  }

  async startTyping(person: Person, room: Room): Promise<void> {
    await person.emit('typing_start', { conversationId: room.id }, acks.plain);
    room.typing.add(person);
    this.#tellTyping(person, room, true);
    await this.settle();
  }

  async stopTyping(person: Person, room: Room): Promise<void> {
    await person.emit('typing_stop', { conversationId: room.id }, acks.plain);
    room.typing.delete(person);
    this.#tellTyping(person, room, false);
    await this.settle();
  }

  /** Sends a message, waits until it is stored and heard, and returns it as the ack has it. */
  async say(person: Person, room: Room, content: string, more: object = {}): Promise<WireMessage> {
    const message = await this.send(person, room, content, more);
    this.announce(person, room, message);
    await this.settle();
    return message;
  }

  /** Several people speak at once; who comes first is for the server to say. Returns the messages in their order. */
  async sayTogether(room: Room, lines: readonly (readonly [Person, string])[]): Promise<WireMessage[]> {
    const sends = lines.map(async ([person, content]) => ({
      person,
      message: await this.send(person, room, content),
    }));
    const sent = (await Promise.all(sends)).sort((a, b) => a.message.seq - b.message.seq);
    for (const { person, message } of sent) this.announce(person, room, message);
    await this.settle();
    return sent.map(({ message }) => message);
  }

  /** Sends the same message again, as a client does that never saw the ack: it must be known, and nobody hears it twice. */
  async sayAgain(person: Person, room: Room, message: WireMessage): Promise<void> {
    const payload = { conversationId: room.id, content: message.content, clientId: message.clientId };
    const ack = await person.emit('send_message', payload, acks.sent);
    if (!ack.duplicate || ack.message.id !== message.id) throw new StoryError('a resend was taken for a new message');
    this.narrator.act(person, `sends #${message.seq} again, not having seen the answer: it is already there`);
    await this.settle();
  }

  /** Reads everything up to this number. */
  async read(person: Person, room: Room, upToSeq: number): Promise<void> {
    const mark = await person.emit('message_read', { conversationId: room.id, upToSeq }, acks.read);
    if (mark.lastReadSeq !== upToSeq) throw new StoryError(`the read mark is at #${mark.lastReadSeq}, not #${upToSeq}`);
    this.narrator.act(person, `reads up to #${upToSeq}, unread now: ${mark.unreadCount}`);
    const body = { conversationId: room.id, userId: person.id, messageId: '', seq: upToSeq, readAt: '' };
    this.tell(this.others(person, room), { name: 'message_read_receipt', body });
    await this.settle();
  }

  async react(person: Person, room: Room, message: WireMessage, emoji: string): Promise<void> {
    const path = `/api/messaging/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`;
    const { version, reactions } = await person.call('PUT', path, answers.message);
    this.narrator.act(person, `reacts ${emoji} to #${message.seq}`);
    const body = { conversationId: room.id, messageId: message.id, version, userId: person.id, emoji, reactions };
    this.tell(room.members, { name: 'reaction_updated', body: { ...body, action: 'added' } });
    await this.settle();
  }

  async edit(person: Person, room: Room, message: WireMessage, content: string): Promise<void> {
    const edited = await person.call('PUT', `/api/messaging/messages/${message.id}`, answers.message, { content });
    if (edited.editedAt === null) throw new StoryError('an edited message must say when it was edited');
    this.narrator.act(person, `edits #${message.seq}: ${content}`);
    this.tell(room.members, { name: 'message_updated', body: edited });
    await this.settle();
  }

  async remove(person: Person, room: Room, message: WireMessage): Promise<void> {
    await person.fetch(`/api/messaging/messages/${message.id}`, { method: 'DELETE' });
    this.narrator.act(person, `deletes #${message.seq}`);
    const { id: messageId, seq } = message;
    const body = { conversationId: room.id, messageId, seq, deletedBy: person.id, deletedAt: '', forMe: false };
    this.tell(room.members, { name: 'message_deleted', body: { ...body, version: message.version + 1 } });
    await this.settle();
  }

  /** Writes down that the others must learn how far messages have reached this person. */
  tellDelivered(person: Person, room: Room, seq: number): void {
    const body = { conversationId: room.id, userId: person.id, seq, deliveredAt: '' };
    this.tell(this.others(person, room), { name: 'message_delivered', body });
  }

  /** Writes down that the people of these rooms must learn that this person came or went. */
  tellPresence(person: Person, rooms: readonly Room[], isOnline: boolean): void {
    const watchers = new Set(rooms.flatMap((room) => this.others(person, room)));
    const body = { userId: person.id, status: isOnline ? 'online' : 'offline', isOnline, lastSeen: null };
    this.tell([...watchers], { name: 'presence_update', body });
  }

  /** Sends a message and returns it as the ack has it; says nothing of it to anybody. */
  async send(person: Person, room: Room, content: string, more: object = {}): Promise<WireMessage> {
    const payload = { conversationId: room.id, content, clientId: `demo-${++this.#clientIds}`, ...more };
    const { message, duplicate } = await person.emit('send_message', payload, acks.sent);
    if (duplicate) throw new StoryError('a first send was taken for a resend');
    person.transcript(room.id).keep(message);
    return message;
  }

  /** Prints a message that was stored, and writes down all that the others of the room must hear for it. */
  announce(person: Person, room: Room, message: WireMessage): void {
    this.narrator.say(person, message.seq, message.content);
    if (room.typing.delete(person)) this.#tellTyping(person, room, false);
    for (const listener of this.others(person, room)) {
      expectEvent(listener.ledger, { name: 'new_message', body: message });
      this.tellDelivered(listener, room, message.seq);
    }
  }

  #tellTyping(person: Person, room: Room, isTyping: boolean): void {
    const body = { conversationId: room.id, userId: person.id, userName: person.name, isTyping };
    this.tell(this.others(person, room), { name: 'typing_indicator', body });
  }

  /** Writes down that this event must reach those of these people who are there. */
  tell(listeners: readonly Person[], event: WireEvent): void {
    for (const listener of listeners) if (listener.isOnline) expectEvent(listener.ledger, event);
  }

  /** Everybody else in this room who is there. */
  others(person: Person, room: Room): Person[] {
    return room.members.filter((member) => member !== person && member.isOnline);
  }
}
