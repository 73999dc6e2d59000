import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Caller } from './call.ts';
import { readAs } from './shapes.ts';
import type { World } from './world.ts';

const PAUSE_MS = 250;
const LIMIT_MS = 4_000;
const PATH = '/api/attachments';

const Stored = z.looseObject({ id: z.string() });

/** One user who uploads small files. What was acknowledged must be there in the end, on every node. */
export class Uploader {
  readonly #caller: Caller;
  readonly #acknowledged: { id: string; text: string }[] = [];
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(world: World, user: string) {
    this.#caller = world.caller(user);
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  /** Reads all of them from the server at `url`; notes what is not as it was sent. */
  async verify(url: string): Promise<void> {
    for (const { id, text } of this.#acknowledged) {
      const reply = await this.#ask(`${url}${PATH}/${id}/content`, {});
      if (reply?.status !== 200 || reply.text !== text) {
        this.#caller.note(`file ${id} was acknowledged, and ${url} answers ${reply?.status ?? 'nothing'}`);
      }
    }
  }

  async #run(): Promise<void> {
    for (let count = 1; !this.#stopped; count += 1) {
      const text = `file ${count} ${crypto.randomUUID()}`;
      const form = new FormData();
      form.append('file', new Blob([text], { type: 'text/plain' }), `file-${count}.txt`);
      const reply = await this.#ask(this.#caller.url + PATH, { method: 'POST', body: form });
      if (reply?.status === 201) {
        const stored = readAs(Stored, JSON.parse(reply.text), this.#caller.note);
        if (stored !== null) this.#acknowledged.push({ id: stored.id, text });
      } else if (reply !== null && reply.status !== 503) this.#caller.note(`an upload: ${reply.status} ${reply.text}`);
      await sleep(PAUSE_MS);
    }
  }

  /** Null where no answer came. */
  async #ask(url: string, options: RequestInit): Promise<{ status: number; text: string } | null> {
    try {
      const headers = { authorization: `Bearer ${this.#caller.token}` };
      const reply = await fetch(url, { ...options, headers, signal: AbortSignal.timeout(LIMIT_MS) });
      return { status: reply.status, text: await reply.text() };
    } catch {
      return null;
    }
  }
}
