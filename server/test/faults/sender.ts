import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Caller, callRest, callSocket } from './call.ts';
import { type SendRecord, see } from './history.ts';
import { bodyHash, type Random } from './prng.ts';
import { Message, readAs, SentAck, sightingOf } from './shapes.ts';
import type { Room, World } from './world.ts';

const SOCKET_SHARE = 0.75;

/** A send whose end is not known yet, with what it takes to repeat it exactly. */
type Open = { record: SendRecord; room: Room; content: string };

/** A message of one's own that was acknowledged. */
export type Own = { room: Room; id: string; seq: number; deleted: boolean };

/**
 * Sends messages for one user. What stays unknown is kept, and sent again on request with the same client id, by either
 * door, until its end is definite.
 */
export class Sender {
  readonly #world: World;
  readonly #user: string;
  readonly #caller: Caller;
  readonly #socket: Socket;
  readonly #draw: Random;
  /** The messages that were acknowledged, oldest first. */
  readonly own: Own[] = [];
  #open: Open[] = [];
  #count = 0;

  constructor(world: World, user: string, socket: Socket) {
    this.#world = world;
    this.#user = user;
    this.#caller = world.caller(user);
    this.#socket = socket;
    this.#draw = world.draw(`${user}/sender`);
  }

  /** How many sends are unknown. */
  get open(): number {
    return this.#open.length;
  }

  /** Sends a new message by `calls` calls at the same time, all with one client id. */
  async send(room: Room, calls = 1): Promise<void> {
    const open = this.#begin(room);
    await Promise.all(Array.from({ length: calls }, () => this.#attempt(open)));
  }

  /** Sends the oldest unknown message once more. */
  async retry(): Promise<void> {
    const open = this.#open[0];
    if (open !== undefined) await this.#attempt(open);
  }

  #begin(room: Room): Open {
    this.#count += 1;
    const clientId = `${this.#user}/${this.#count}`;
    const content = `${room.canary} ${clientId} ${'ä🌍 "%_<'.repeat(this.#draw.int(12))}`;
    const record: SendRecord = {
      user: this.#user,
      conversation: room.id,
      clientId,
      body: bodyHash(content),
      invokedAt: performance.now(),
      attempts: 0,
      outcome: 'unknown',
      answers: [],
    };
    this.#world.history.sends.push(record);
    const open = { record, room, content };
    this.#open.push(open);
    return open;
  }

  async #attempt(open: Open): Promise<void> {
    const { record, content } = open;
    record.attempts += 1;
    const begunAt = performance.now();
    const payload = { conversationId: record.conversation, content, clientId: record.clientId };
    const bySocket = this.#draw.chance(SOCKET_SHARE);
    const called = bySocket
      ? await callSocket(this.#caller, this.#socket, 'send_message', payload)
      : await callRest(this.#caller, 'POST', '/api/messaging/messages', payload);
    if (called.outcome === 'unknown') {
      await sleep(this.#draw.between(20, 150));
      return;
    }
    this.#open = this.#open.filter((other) => other !== open);
    if (called.outcome === 'refused') {
      if (record.outcome === 'unknown') record.outcome = 'refused';
      this.#caller.note(`${record.clientId} was refused: ${called.code}`);
      return;
    }
    const message = bySocket
      ? (readAs(SentAck, called.body, this.#caller.note)?.message ?? null)
      : readAs(Message, called.body, this.#caller.note);
    if (message !== null) this.#acknowledge(open, message, begunAt);
  }

  #acknowledge({ record, room }: Open, message: Message, begunAt: number): void {
    record.outcome = 'ok';
    record.answers.push({ at: performance.now(), id: message.id, seq: message.seq });
    if (record.answers.length === 1) this.own.push({ room, id: message.id, seq: message.seq, deleted: false });
    this.#world.onAck(begunAt);
    see(this.#world.history, sightingOf(message, `${this.#user} by answer`));
  }
}
