import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { type Called, type Caller, callRest } from './call.ts';
import { closeConnection, openConnection } from './connection.ts';
import type { World } from './world.ts';

const Created = z.looseObject({ id: z.string() });
const Bodies = z.looseObject({ code: z.string() });

/** By then every node knows that rights have ended, also without Redis. */
const KNOWN_MS = 5_000;
/** Between two removals. */
const REST_MS = { least: 1_000, more: 3_000 };
/** Longer than any node is frozen. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 200;
const WARM_MS = 1_000;

/**
 * Somebody who is a member of one group after another and is removed from each, and is connected to every node by itself. From the
 * acknowledgement of a removal on no node may let them write, also one that slept meanwhile; and nothing that is said when all nodes had
 * time to hear of it may reach them.
 */
export class Guest {
  readonly #world: World;
  readonly #host: Caller;
  readonly #guest: Caller;
  readonly #name: string;
  readonly #urls: readonly string[];
  readonly #sockets: readonly Socket[];
  readonly #received = new Set<string>();
  #conversation = '';
  #stopping = new AbortController();
  #turn: Promise<void> = Promise.resolve();
  #done: Promise<void> = Promise.resolve();

  /** `urls`: the nodes, without anything between. */
  constructor(world: World, host: string, guest: string, urls: readonly string[]) {
    this.#world = world;
    this.#host = world.caller(host);
    this.#guest = world.caller(guest);
    this.#name = guest;
    this.#urls = urls;
    world.history.outsiders.push({ name: guest, received: this.#received });
    this.#sockets = urls.map((url) => {
      const socket = openConnection({ ...this.#guest, url }, guest, 'websocket');
      socket.io.on('open', () => {
        socket.io.engine.on('data', (data: unknown) => this.#received.add(String(data)));
      });
      return socket;
    });
  }

  async start(): Promise<void> {
    await this.#enter();
    this.#done = this.#run();
  }

  /** Removes the guest now, while the node at this place sleeps; resolves when that was tried. */
  async whileAsleep(node: number): Promise<void> {
    await this.#next(() => this.#removal(node));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.#turn;
    for (const socket of this.#sockets) closeConnection(socket);
  }

  async #run(): Promise<void> {
    const draw = this.#world.draw(`${this.#name}/guest`);
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(draw.between(REST_MS.least, REST_MS.least + REST_MS.more), undefined, { signal }).catch(
        () => undefined,
      );
      if (!signal.aborted) await this.#next(() => this.#removal(draw.int(this.#urls.length)));
    }
  }

  /** One after the other. */
  #next(act: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(act);
    this.#turn = next;
    return next;
  }

  /** A group of which the guest is a member, as all nodes have just looked up. */
  async #enter(): Promise<void> {
    const body = { type: 'group', title: 'guests', participantIds: [this.#name] };
    const made = await this.#insist(this.#host, 'POST', '/api/messaging/conversations', body);
    if (made.outcome !== 'ok') {
      this.#host.note(`a group for the guest: ${JSON.stringify(made)}`);
      return;
    }
    this.#conversation = Created.parse(made.body).id;
    await Promise.all(this.#urls.map((url) => this.#write(url, 'as a member', WARM_MS)));
  }

  /** `asleep`: the node that is not asked to remove. */
  async #removal(asleep: number): Promise<void> {
    const awake = this.#urls.filter((_, index) => index !== asleep);
    const host = { ...this.#host, url: awake[0] ?? this.#host.url };
    const path = `/api/messaging/conversations/${this.#conversation}/members/${this.#name}`;
    const removed = await this.#insist(host, 'DELETE', path);
    if (removed.outcome !== 'ok' && !this.#wasRepeated(removed)) this.#host.note(`${path}: ${JSON.stringify(removed)}`);
    const removedAt = performance.now();
    const tried = Promise.all(
      this.#urls.map(async (url) => {
        if (await this.#write(url, 'removed', PATIENCE_MS)) this.#tell(`wrote through ${url} after the removal`);
      }),
    );
    await sleep(Math.max(0, removedAt + KNOWN_MS - performance.now()));
    await tried;
    const canary = `canary-${randomBytes(8).toString('hex')}`;
    this.#world.history.canaries.push(canary);
    const body = { conversationId: this.#conversation, content: canary, clientId: canary };
    await this.#insist(host, 'POST', '/api/messaging/messages', body);
    await sleep(RETRY_MS);
    await this.#enter();
  }

  /** A removal whose answer was lost is refused when it is asked for again. */
  #wasRepeated(called: Called): boolean {
    return called.outcome === 'refused' && called.code.includes('not_');
  }

  #tell(text: string): void {
    this.#world.history.trespasses.push({ at: performance.now(), text: `${this.#name} ${text}` });
  }

  /** True when the guest could write. */
  async #write(url: string, content: string, limitMs: number): Promise<boolean> {
    try {
      const reply = await fetch(`${url}/api/messaging/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#guest.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ conversationId: this.#conversation, content }),
        signal: AbortSignal.timeout(limitMs),
      });
      const body: unknown = await reply.json();
      if (!reply.ok && !Bodies.safeParse(body).success) this.#guest.note(`${url}: ${reply.status} without a code`);
      return reply.ok;
    } catch {
      return false;
    }
  }

  /** Calls until the outcome is known, by whichever node answers. */
  async #insist(caller: Caller, method: string, path: string, body?: unknown): Promise<Called> {
    for (let attempt = 0; ; attempt += 1) {
      const by = attempt % 2 === 0 ? caller : { ...caller, url: this.#urls[attempt % this.#urls.length] ?? caller.url };
      const called = await callRest(by, method, path, body);
      if (called.outcome !== 'unknown' || attempt > 100) return called;
      await sleep(RETRY_MS);
    }
  }
}
