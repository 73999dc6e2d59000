import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Called, type Caller, callRest } from './call.ts';
import { closeConnection, openConnection } from './connection.ts';
import { type ChangeRecord, see } from './history.ts';
import { bodyHash, type Random } from './prng.ts';
import { type Own, Sender } from './sender.ts';
import { Message, ReadMark, readAs, sightingOf } from './shapes.ts';
import type { Room, World } from './world.ts';

const EMOJI = ['👍', '❤️', '🎉'] as const;
/** So many sends may be unknown before nothing else is done than asking for them. */
const MAX_OPEN = 6;
const MAX_RETRIES = 30;

/**
 * One user who writes: mostly one message after another, now and then a volley, or one message fired several times at
 * once; and edits, deletes, reacts to and reads what it wrote.
 */
export class Writer {
  readonly #world: World;
  readonly #user: string;
  readonly #caller: Caller;
  readonly #rooms: readonly Room[];
  readonly #draw: Random;
  readonly #socket: Socket;
  readonly #sender: Sender;
  readonly #pauseMs: number;
  #stopped = false;
  #done: Promise<void> = Promise.resolve();
  #poked: Promise<unknown> = Promise.resolve();

  /** `pauseMs` is the mean pause between two actions. */
  constructor(world: World, user: string, pauseMs: number) {
    this.#world = world;
    this.#user = user;
    this.#caller = world.caller(user);
    this.#rooms = world.rooms.filter(({ members }) => members.includes(user));
    this.#draw = world.draw(user);
    this.#socket = openConnection(this.#caller, user, 'websocket');
    this.#sender = new Sender(world, user, this.#socket);
    this.#pauseMs = pauseMs;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Stops writing; resolves when what was begun has come back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#done, this.#poked]);
  }

  /** Asks again for everything that is unknown until it is definite, or until `deadline` (of `performance.now`). */
  async settle(deadline: number): Promise<void> {
    while (this.#sender.open > 0 && performance.now() < deadline) await this.#sender.retry();
  }

  close(): void {
    closeConnection(this.#socket);
  }

  /** Sends one new message to a room that it is a member of, beside what else it is doing; none once it was stopped. */
  poke(room: Room): void {
    if (!this.#stopped) this.#poked = Promise.all([this.#poked, this.#sender.send(room)]);
  }

  async #run(): Promise<void> {
    const hot = this.#rooms.filter(({ cold }) => !cold);
    while (!this.#stopped) {
      const room = hot.length > 0 ? this.#draw.pick(hot) : undefined;
      if (room !== undefined) await this.#act(room);
      await sleep(this.#draw.between(0, 2 * this.#pauseMs));
    }
  }

  async #act(room: Room): Promise<void> {
    const sender = this.#sender;
    if (sender.open > MAX_OPEN || (sender.open > 0 && this.#draw.chance(0.5))) return sender.retry();
    const dice = this.#draw.next();
    if (dice < 0.66) return sender.send(room);
    if (dice < 0.71) return this.#volley(room);
    if (dice < 0.76) return sender.send(room, 2 + this.#draw.int(4));
    const recent = sender.own.slice(-50).filter(({ deleted }) => !deleted);
    if (recent.length === 0) return;
    const own = this.#draw.pick(recent);
    if (dice < 0.82) return this.#edit(own);
    if (dice < 0.85) return this.#delete(own);
    if (dice < 0.91) return this.#react(own);
    return this.#read(own);
  }

  async #volley(room: Room): Promise<void> {
    await Promise.all(Array.from({ length: 2 + this.#draw.int(4) }, () => this.#sender.send(room)));
  }

  async #edit({ room, id, seq }: Own): Promise<void> {
    const content = `${room.canary} ${this.#user} edited ${this.#draw.int(1_000_000)}`;
    const called = await this.#insist('PUT', `/api/messaging/messages/${id}`, { content });
    const version = this.#seeAnswer(called)?.version ?? 0;
    const about = { user: this.#user, conversation: room.id, seq };
    this.#note({ kind: 'edit', ...about, body: bodyHash(content), outcome: called.outcome, version });
  }

  async #delete(own: Own): Promise<void> {
    own.deleted = true;
    const { outcome } = await this.#insist('DELETE', `/api/messaging/messages/${own.id}`);
    this.#note({ kind: 'delete', user: this.#user, conversation: own.room.id, seq: own.seq, outcome });
  }

  async #react({ room, id, seq }: Own): Promise<void> {
    const emoji = this.#draw.pick(EMOJI);
    const adds = this.#draw.chance(0.7);
    const path = `/api/messaging/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    const called = await this.#insist(adds ? 'PUT' : 'DELETE', path);
    this.#seeAnswer(called);
    const about = { user: this.#user, conversation: room.id, seq };
    this.#note({ kind: 'react', ...about, emoji, adds, outcome: called.outcome });
  }

  async #read({ room, seq }: Own): Promise<void> {
    const begunAt = performance.now();
    const called = await this.#insist('POST', `/api/messaging/conversations/${room.id}/read`, { upToSeq: seq });
    const answer = called.outcome === 'ok' ? readAs(ReadMark, called.body, this.#caller.note) : null;
    const about = { user: this.#user, conversation: room.id, upTo: seq, begunAt, endedAt: performance.now() };
    this.#note({ kind: 'read', ...about, outcome: called.outcome, mark: answer?.lastReadSeq ?? 0 });
  }

  #seeAnswer(called: Called): Message | null {
    const message = called.outcome === 'ok' ? readAs(Message, called.body, this.#caller.note) : null;
    if (message !== null) see(this.#world.history, sightingOf(message, `${this.#user} by answer`));
    return message;
  }

  #note(change: ChangeRecord): void {
    this.#world.history.changes.push(change);
  }

  /** Calls a REST endpoint that may be called again until its outcome is known. Every refusal is a mishap. */
  async #insist(method: string, path: string, body?: unknown): Promise<Called> {
    for (let attempt = 0; ; attempt += 1) {
      const called = await callRest(this.#caller, method, path, body);
      if (called.outcome === 'refused') this.#caller.note(`${method} ${path} was refused: ${called.code}`);
      if (called.outcome !== 'unknown') return called;
      if (attempt === MAX_RETRIES) {
        this.#caller.note(`${method} ${path} never became definite: ${called.why}`);
        return called;
      }
      await sleep(this.#draw.between(100, 400));
    }
  }
}
