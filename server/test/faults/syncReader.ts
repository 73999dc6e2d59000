import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, callRest } from './call.ts';
import { type History, type SyncRecord, see } from './history.ts';
import { MessageList, readAs, SyncAnswer, sightingOf } from './shapes.ts';
import type { World } from './world.ts';

const PAUSE_MS = 700;
/** Within which the first answer is there. */
const START_MS = 15_000;

/** A device without a socket that asks `sync` every now and then what changed since its cursor. */
export class SyncReader {
  readonly #history: History;
  readonly #caller: Caller;
  readonly #record: SyncRecord;
  #cursor: string | null = null;
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(world: World, user: string) {
    this.#history = world.history;
    this.#caller = world.caller(user);
    const rooms = world.rooms.filter(({ members }) => members.includes(user));
    this.#record = { name: `${user}/sync`, user, versions: new Map(rooms.map(({ id }) => [id, new Map()])) };
    this.#history.syncs.push(this.#record);
  }

  /** Learns the state before the first message, by pages, and takes the first cursor before it. */
  async start(): Promise<void> {
    const answer = await this.#askUntil(Date.now() + START_MS);
    this.#cursor = answer.cursor;
    for (const [id, versions] of this.#record.versions) {
      const called = await callRest(
        this.#caller,
        'GET',
        `/api/messaging/conversations/${id}/messages?after=0&limit=100`,
      );
      if (called.outcome !== 'ok') throw new Error(`the first page failed: ${JSON.stringify(called)}`);
      const list = readAs(MessageList, called.body, this.#caller.note);
      for (const { seq, version } of list?.data ?? []) versions.set(seq, version);
    }
    this.#done = this.#run();
  }

  /** Asks until nothing is waiting, once what runs has come back. Throws when that fails. */
  async finish(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    if (!(await this.#catchUp())) throw new Error('the last sync failed');
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#catchUp();
      await sleep(PAUSE_MS);
    }
  }

  /** True when it got to the present. */
  async #catchUp(): Promise<boolean> {
    while (true) {
      const answer = await this.#ask(`?since=${encodeURIComponent(this.#cursor ?? '')}`);
      if (answer === null) return false;
      for (const change of answer.data) {
        if (!('message' in change)) continue;
        const { conversationId, seq, version } = change.message;
        see(this.#history, sightingOf(change.message, `${this.#record.name} by sync`));
        const versions = this.#record.versions.get(conversationId);
        if (versions === undefined) this.#caller.note(`sync told of ${conversationId}, which is not its own`);
        versions?.set(seq, Math.max(version, versions.get(seq) ?? 0));
      }
      this.#cursor = answer.cursor;
      if (answer.page.next === null || answer.data.length === 0) return true;
    }
  }

  /** A machine that is busy may let the very first answers wait for too long. */
  async #askUntil(deadline: number): Promise<SyncAnswer> {
    const answer = await this.#ask('');
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error('the first sync failed');
    await sleep(250);
    return this.#askUntil(deadline);
  }

  async #ask(query: string): Promise<SyncAnswer | null> {
    const called = await callRest(this.#caller, 'GET', `/api/messaging/sync${query}`);
    if (called.outcome === 'refused') this.#caller.note(`sync was refused: ${called.code}`);
    return called.outcome === 'ok' ? readAs(SyncAnswer, called.body, this.#caller.note) : null;
  }
}
