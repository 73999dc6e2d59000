import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Called, type Caller, callRest, callSocket } from './call.ts';
import { closeConnection, openConnection } from './connection.ts';
import { see } from './history.ts';
import type { Random } from './prng.ts';
import { MessageList, ReadMark, readAs, sightingOf } from './shapes.ts';
import type { Room, World } from './world.ts';

const MAX_PAGES = 4;

/** One user who turns pages, backwards and forwards, while others write, and marks as read what it came by. */
export class Pager {
  readonly #world: World;
  readonly #user: string;
  readonly #caller: Caller;
  readonly #rooms: readonly Room[];
  readonly #draw: Random;
  readonly #socket: Socket;
  readonly #pauseMs: number;
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(world: World, user: string, pauseMs: number) {
    this.#world = world;
    this.#user = user;
    this.#caller = world.caller(user);
    this.#rooms = world.rooms.filter(({ members }) => members.includes(user));
    this.#draw = world.draw(`${user}/pager`);
    this.#socket = openConnection(this.#caller, `${user}/pager`, 'websocket');
    this.#pauseMs = pauseMs;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Stops turning pages; resolves when the last call has come back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    closeConnection(this.#socket);
  }

  async #run(): Promise<void> {
    while (!this.#stopped && this.#rooms.length > 0) {
      const room = this.#draw.pick(this.#rooms);
      if (this.#draw.chance(0.5)) await this.#backwards(room);
      else await this.#forwards(room);
      await sleep(this.#draw.between(0, 2 * this.#pauseMs));
    }
  }

  async #backwards(room: Room): Promise<void> {
    const limit = 1 + this.#draw.int(60);
    let query = `limit=${limit}`;
    let high: number | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#page(room, query);
      if (answer === null) return;
      const seqs = answer.data.map(({ seq }) => seq).reverse();
      const top: number = high ?? seqs.at(-1) ?? 0;
      const low = answer.page.next === null ? 1 : (seqs[0] ?? 1);
      this.#world.history.pages.push({ conversation: room.id, reader: this.#user, low, high: top, seqs });
      if (seqs.length > 0 && this.#draw.chance(0.3)) {
        // Twice, in any order: a mark never moves back.
        for (let time = 0; time < 2; time += 1) await this.#read(room, this.#draw.pick(seqs));
      }
      if (answer.page.next === null) return;
      high = low - 1;
      query = this.#draw.chance(0.5)
        ? `limit=${limit}&cursor=${encodeURIComponent(answer.page.next)}`
        : `limit=${limit}&before=${low}`;
    }
  }

  async #forwards(room: Room): Promise<void> {
    const limit = 1 + this.#draw.int(100);
    let query = `limit=${limit}&after=0`;
    let low = 1;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#page(room, query);
      if (answer === null) return;
      const seqs = answer.data.map(({ seq }) => seq);
      const high = seqs.at(-1) ?? low - 1;
      this.#world.history.pages.push({ conversation: room.id, reader: this.#user, low, high, seqs });
      if (answer.page.next === null) return;
      low = high + 1;
      query = this.#draw.chance(0.5)
        ? `limit=${limit}&cursor=${encodeURIComponent(answer.page.next)}`
        : `limit=${limit}&after=${high}`;
    }
  }

  async #page(room: Room, query: string): Promise<MessageList | null> {
    const path = `/api/messaging/conversations/${room.id}/messages?${query}`;
    const called = await callRest(this.#caller, 'GET', path);
    if (called.outcome === 'refused') this.#caller.note(`${path} was refused: ${called.code}`);
    const answer = called.outcome === 'ok' ? readAs(MessageList, called.body, this.#caller.note) : null;
    for (const message of answer?.data ?? []) see(this.#world.history, sightingOf(message, `${this.#user} by page`));
    return answer;
  }

  /** Once, by either door: a mark that stays unknown is no claim. */
  async #read(room: Room, upTo: number): Promise<void> {
    const begunAt = performance.now();
    const called: Called = this.#draw.chance(0.5)
      ? await callSocket(this.#caller, this.#socket, 'message_read', { conversationId: room.id, upToSeq: upTo })
      : await callRest(this.#caller, 'POST', `/api/messaging/conversations/${room.id}/read`, { upToSeq: upTo });
    if (called.outcome === 'refused') this.#caller.note(`reading ${room.id} was refused: ${called.code}`);
    const mark = called.outcome === 'ok' ? readAs(ReadMark, called.body, this.#caller.note) : null;
    const about = { user: this.#user, conversation: room.id, upTo, begunAt, endedAt: performance.now() };
    this.#world.history.changes.push({ kind: 'read', ...about, outcome: called.outcome, mark: mark?.lastReadSeq ?? 0 });
  }
}
