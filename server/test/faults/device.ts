import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Caller, callRest, callSocket } from './call.ts';
import { closeConnection, openConnection, resumeConnection, type Transport } from './connection.ts';
import { type DeviceRecord, type History, see } from './history.ts';
import { bodyHash, type Random } from './prng.ts';
import type { FaultProxy } from './proxy.ts';
import { DeletedPush, Message, MessageList, Resumed, readAs, sightingOf } from './shapes.ts';
import type { Room, World } from './world.ts';

/** How a device loses its connection: by saying goodbye, by a reset, or by a link that goes dead without a word. */
export type Parting = 'farewell' | 'cut' | 'freeze';

type Stream = { from: number; applied: number[]; highestSeen: number };

const RESUME_SHARE = 0.7;

/**
 * One device that reads: connects first, then asks what it missed since its own cursor (by `resume` or by pages with
 * `after`), then lives by pushes. It applies what follows its cursor; a hole makes it read from the store.
 */
export class Device {
  readonly name: string;
  readonly user: string;
  readonly #history: History;
  readonly #caller: Caller;
  readonly #proxy: FaultProxy;
  readonly #draw: Random;
  readonly #socket: Socket;
  readonly #streams = new Map<string, Stream>();
  readonly #record: DeviceRecord;
  /** When the present session was caught up; null while it is not. */
  #liveAt: number | null = null;
  #catching = false;
  #again = false;
  /** Set while its connection is about to end or to be found dead. */
  #parted = false;
  /** When the last push of any kind came (of `performance.now`). */
  lastPushAt = performance.now();

  constructor(world: World, user: string, name: string, proxy: FaultProxy, transport: Transport) {
    this.name = name;
    this.user = user;
    this.#history = world.history;
    this.#caller = world.caller(user);
    this.#proxy = proxy;
    this.#draw = world.draw(name);
    for (const room of world.rooms) {
      if (room.members.includes(user)) this.#streams.set(room.id, { from: 0, applied: [], highestSeen: 0 });
    }
    this.#record = { name, user, streams: new Map(this.#streams), sessions: [], complete: false };
    this.#history.devices.push(this.#record);
    this.#socket = openConnection(this.#caller, name, transport);
    this.#listen();
  }

  /** Whether it is connected and has caught up. */
  get live(): boolean {
    return this.#liveAt !== null && !this.#catching;
  }

  /** Whether it reads this conversation. */
  reads(room: Room): boolean {
    return this.#streams.has(room.id);
  }

  /** Loses its connection in the given way and comes back after `absentMs`, where it does not by itself. */
  async part(parting: Parting, absentMs: number): Promise<void> {
    this.#endSession();
    this.#parted = true;
    if (parting === 'cut') this.#proxy.cut(this.name);
    else if (parting === 'freeze') this.#proxy.freeze(this.name);
    else {
      closeConnection(this.#socket);
      await sleep(absentMs);
      resumeConnection(this.#socket);
    }
  }

  /** Calls `then` at every connect, before anything was read. */
  onConnect(then: () => void): void {
    this.#socket.on('connect', then);
  }

  /** Ends the last session; a device that was live then must have everything. */
  finish(): void {
    this.#record.complete = this.live;
    this.#endSession();
    closeConnection(this.#socket);
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      this.#parted = false;
      void this.#catchUp();
    });
    this.#socket.on('disconnect', () => this.#endSession());
    this.#socket.on('new_message', (payload: unknown) => {
      const message = readAs(Message, payload, this.#caller.note);
      if (message === null) return;
      this.#history.rawPushes += 1;
      if (!this.#apply(message, 'by push')) this.#history.rawRepeats += 1;
      const stream = this.#streams.get(message.conversationId);
      if (stream !== undefined && stream.highestSeen > (stream.applied.at(-1) ?? 0)) void this.#catchUp();
    });
    this.#socket.on('message_updated', (payload: unknown) => {
      const message = readAs(Message, payload, this.#caller.note);
      if (message !== null) see(this.#history, sightingOf(message, `${this.name} by update`));
    });
    this.#socket.on('message_deleted', (payload: unknown) => {
      const push = readAs(DeletedPush, payload, this.#caller.note);
      if (push === null) return;
      const { conversationId: conversation, messageId: id, seq, version, deletedBy: sender } = push;
      const by = `${this.name} by deletion`;
      see(this.#history, {
        conversation,
        id,
        seq,
        version,
        sender,
        body: bodyHash(''),
        deleted: true,
        system: false,
        by,
      });
    });
    this.#socket.onAny(() => {
      this.lastPushAt = performance.now();
    });
  }

  /** Applies a message if it is the next one; false if it was applied before. A later one is remembered as a hole. */
  #apply(message: Message, how: string): boolean {
    see(this.#history, sightingOf(message, `${this.name} ${how}`));
    const stream = this.#streams.get(message.conversationId);
    if (stream === undefined) {
      this.#caller.note(`${this.name} was sent a message of ${message.conversationId}, which it is not in`);
      return true;
    }
    const cursor = stream.applied.at(-1) ?? stream.from;
    stream.highestSeen = Math.max(stream.highestSeen, message.seq);
    if (message.seq <= cursor) return false;
    if (message.seq === cursor + 1) stream.applied.push(message.seq);
    return true;
  }

  /** Reads the holes of all streams until there are none, then is live. One at a time; a later wish makes it go on. */
  async #catchUp(): Promise<void> {
    this.#again = true;
    if (this.#catching) return;
    this.#catching = true;
    while (this.#again && this.#socket.connected) {
      this.#again = false;
      const whole = this.#draw.chance(RESUME_SHARE) ? await this.#resume() : await this.#readPages();
      if (!whole) {
        this.#again = true;
        await sleep(this.#draw.between(50, 300));
      }
    }
    this.#catching = false;
    if (this.#socket.connected && !this.#parted) this.#liveAt ??= performance.now();
  }

  /** True when the answer held all there was. */
  async #resume(): Promise<boolean> {
    const cursors = new Map([...this.#streams].map(([id, stream]) => [id, stream.applied.at(-1) ?? stream.from]));
    const payload = { conversations: Object.fromEntries(cursors) };
    const called = await callSocket(this.#caller, this.#socket, 'resume', payload);
    if (called.outcome !== 'ok') return false;
    const answer = readAs(Resumed, called.body, this.#caller.note);
    if (answer === null) return false;
    let whole = true;
    for (const [id, cursor] of cursors) {
      const part = answer.conversations[id];
      if (part === undefined || !('messages' in part)) {
        this.#caller.note(`${this.name}: resume of ${id} answered ${JSON.stringify(part)}`);
        continue;
      }
      this.#applyPage(id, cursor, part.messages);
      if (part.hasMore && part.messages.length > 0) whole = false;
    }
    return whole;
  }

  async #readPages(): Promise<boolean> {
    let whole = true;
    for (const [id, stream] of this.#streams) {
      const cursor = stream.applied.at(-1) ?? stream.from;
      const path = `/api/messaging/conversations/${id}/messages?after=${cursor}&limit=100`;
      const called = await callRest(this.#caller, 'GET', path);
      if (called.outcome === 'refused') this.#caller.note(`${this.name}: ${path} was refused: ${called.code}`);
      const answer = called.outcome === 'ok' ? readAs(MessageList, called.body, this.#caller.note) : null;
      if (answer === null) return false;
      this.#applyPage(id, cursor, answer.data);
      if (answer.page.next !== null && answer.data.length > 0) whole = false;
    }
    return whole;
  }

  /** A page that follows `cursor`. Where it leaves one out the next is applied all the same: the checker will tell. */
  #applyPage(id: string, cursor: number, messages: readonly Message[]): void {
    const seqs = messages.map(({ seq }) => seq);
    const high = seqs.at(-1);
    if (high !== undefined) {
      this.#history.pages.push({ conversation: id, reader: this.name, low: cursor + 1, high, seqs });
    }
    for (const message of messages) {
      this.#apply(message, 'by page');
      const stream = this.#streams.get(id);
      if (stream !== undefined && message.seq > (stream.applied.at(-1) ?? 0)) stream.applied.push(message.seq);
    }
  }

  #endSession(): void {
    if (this.#liveAt === null) return;
    const cursors = Object.fromEntries([...this.#streams].map(([id, { applied }]) => [id, applied.at(-1) ?? 0]));
    this.#record.sessions.push({ liveAt: this.#liveAt, endedAt: performance.now(), cursors });
    this.#liveAt = null;
  }
}
