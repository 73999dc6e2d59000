import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Caller, callRest, callSocket } from './call.ts';
import { closeConnection, openConnection } from './connection.ts';
import type { Random } from './prng.ts';
import type { Room, World } from './world.ts';

const PAUSE_MS = 150;

/**
 * Somebody without rights who knows every id, asks for everything by every door, and keeps every byte that comes back.
 * What it is answered otherwise does not matter here.
 */
export class Outsider {
  readonly #world: World;
  readonly #caller: Caller;
  readonly #draw: Random;
  readonly #socket: Socket;
  readonly #received = new Set<string>();
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(world: World, user: string) {
    this.#world = world;
    this.#caller = { ...world.caller(user), hear: (text) => this.#received.add(text) };
    this.#draw = world.draw(user);
    world.history.outsiders.push({ name: user, received: this.#received });
    this.#socket = openConnection(this.#caller, user, 'websocket');
    this.#socket.io.on('open', () => {
      this.#socket.io.engine.on('data', (data: unknown) => this.#received.add(String(data)));
    });
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Stops asking; resolves when the last answer has come. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    closeConnection(this.#socket);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const room = this.#draw.pick(this.#world.rooms);
      if (this.#draw.chance(0.5)) await this.#askRest(room);
      else await this.#askSocket(room);
      await sleep(this.#draw.between(0, 2 * PAUSE_MS));
    }
  }

  async #askRest(room: Room): Promise<void> {
    const sends = this.#world.history.sends;
    const known = sends.length === 0 ? undefined : this.#draw.pick(sends.slice(-200)).answers[0]?.id;
    const conversation = `/api/messaging/conversations/${room.id}`;
    const message = `/api/messaging/messages/${known ?? 'unknown'}`;
    const wishes: readonly (readonly [string, string, unknown?])[] = [
      ['GET', conversation],
      ['GET', '/api/messaging/conversations?archived=all'],
      ['GET', `${conversation}/messages`],
      ['GET', `${conversation}/messages?after=0&limit=100`],
      ['GET', message],
      ['GET', `${message}/reads`],
      ['GET', `${message}/replies`],
      ['GET', '/api/messaging/search?q=canary'],
      ['GET', `/api/messaging/search?q=canary&conversationId=${room.id}`],
      ['GET', '/api/messaging/sync'],
      ['GET', '/api/messaging/unread-count'],
      ['POST', `${conversation}/read`, {}],
      ['POST', '/api/messaging/messages', { conversationId: room.id, content: 'let me in' }],
      ['PUT', message, { content: 'mine now' }],
      ['PUT', `${message}/reactions/${encodeURIComponent('👍')}`],
    ];
    const [method, path, body] = this.#draw.pick(wishes);
    await callRest(this.#caller, method, path, body);
  }

  async #askSocket(room: Room): Promise<void> {
    const conversationId = room.id;
    const wishes: readonly (readonly [string, unknown])[] = [
      ['join_conversation', { conversationId, since: 0 }],
      ['resume', { conversations: Object.fromEntries(this.#world.rooms.map(({ id }) => [id, 0])) }],
      ['send_message', { conversationId, content: 'let me in', clientId: 'outsider' }],
      ['typing_start', { conversationId }],
      ['message_read', { conversationId, upToSeq: 1 }],
    ];
    const [event, payload] = this.#draw.pick(wishes);
    await callSocket(this.#caller, this.#socket, event, payload);
  }
}
