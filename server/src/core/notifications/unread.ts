import { makeId } from '../ids.ts';
import type { UserDirectory } from '../users/directory.ts';
import type { PushSubscriptionStore } from './channels.ts';
import type { OutsideJob, UnreadJob } from './jobs.ts';
import type { UnreadSummary } from './mail/letters.ts';
import { outsideChannels, type Surroundings } from './plan.ts';

export type UnreadItem = UnreadJob['items'][number];

/** What the store knows of messages that wait unread, and of what people were told about them. */
export type UnreadStore = {
  /** Conversations by id after `afterId`, with the time (milliseconds) of their last message; at most `limit`. */
  conversations(afterId: string, limit: number): Promise<readonly { readonly id: string; readonly at: number }[]>;
  /** Members of any of these who have not read to the end. Conversations of tickets are left out: they have notices. */
  behind(conversationIds: readonly string[]): Promise<readonly string[]>;
  /**
   * What waits for each of `userIds`: conversations, not muted, with a message of somebody else's later than `after` that
   * they neither read nor were told of; `oldest` is the time of the first. Offers and bookings do not count here: they have
   * notices.
   */
  waiting(
    userIds: readonly string[],
    after: number,
  ): Promise<readonly (UnreadItem & { readonly userId: string; readonly oldest: number })[]>;
  /**
   * Puts down that somebody is told of `items`, with the jobs that tell it, in one transaction. `capped`: they were told
   * `cap` times on `day` already; `known`: another process was faster.
   */
  tell(
    userId: string,
    items: readonly UnreadItem[],
    jobs: readonly OutsideJob[],
    day: string,
    cap: number,
  ): Promise<'told' | 'capped' | 'known'>;
  /** What of `items` is unread still, each with its last few messages. */
  summaries(userId: string, items: readonly UnreadItem[]): Promise<readonly UnreadSummary[]>;
};

export type UnreadPorts = {
  readonly unread: UnreadStore;
  readonly people: Pick<UserDirectory, 'getMany'>;
  readonly preferences: { getMany(userIds: readonly string[]): Promise<Surroundings['preferences']> };
  readonly pushSubscriptions: Pick<PushSubscriptionStore, 'owners'>;
  readonly isOnline: (userId: string) => boolean;
  readonly channels: Surroundings['channels'];
  readonly quietUntil: Surroundings['quietUntil'];
  /** Milliseconds that a message waits, and its reader is away, before the reader is told. */
  readonly delayMs: number;
  /** How often a person is told on one day (UTC); 0: never. */
  readonly perDay: number;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

/** Nobody is told of messages that are older. */
const OLDEST_MS = 3 * 86_400_000;
const DAY_MS = 86_400_000;
const CHUNK = 200;
const PAGE = 2_000;

/**
 * Tells people who are away of messages that wait for them. A send only notes its conversation in memory; once its time
 * has come, the store is asked who is behind. What a restart, or a node that is gone, forgot is found again by one walk over the
 * conversations.
 */
export class UnreadWatch {
  readonly #ports: UnreadPorts;
  /** Conversations with news: when to look (milliseconds), and when the last message came. */
  readonly #conversations = new Map<string, { due: number; last: number }>();
  /** People to look at once more, and when. */
  readonly #people = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #swept = false;
  #stopped = false;

  constructor(ports: UnreadPorts) {
    this.#ports = ports;
  }

  start(): void {
    if (this.#ports.perDay > 0) this.#plan();
  }

  /** A message was sent. */
  sent(conversationId: string): void {
    if (this.#ports.perDay === 0) return;
    const now = this.#ports.now();
    const noted = this.#conversations.get(conversationId);
    if (noted) noted.last = now;
    else this.#conversations.set(conversationId, { due: now + this.#ports.delayMs, last: now });
  }

  /** Somebody is away from now on. */
  left(userId: string): void {
    if (this.#ports.perDay > 0) this.#people.set(userId, this.#ports.now() + this.#ports.delayMs);
  }

  /** What others had noted is forgotten: it is looked for with the next step. */
  recall(): void {
    this.#swept = false;
  }

  /** Ends after the step in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(): void {
    const pause = Math.min(15_000, Math.max(100, this.#ports.delayMs / 4));
    this.#timer = setTimeout(() => {
      this.#running = this.#step()
        .catch(this.#ports.onFault)
        .finally(() => {
          if (!this.#stopped) this.#plan();
        });
    }, pause).unref();
  }

  async #step(): Promise<void> {
    if (!this.#swept) {
      // What is forgotten while this one goes on is for the next one.
      this.#swept = true;
      await this.#sweep().catch((error: unknown) => {
        this.#swept = false;
        throw error;
      });
    }
    const now = this.#ports.now();
    const conversations = [...this.#conversations].filter(([, { due }]) => due <= now).map(([id]) => id);
    for (let from = 0; from < conversations.length && !this.#stopped; from += CHUNK) {
      const ids = conversations.slice(from, from + CHUNK);
      for (const userId of await this.#ports.unread.behind(ids)) this.#consider(userId, now);
      for (const id of ids) this.#advance(id, now);
    }
    const due = [...this.#people].filter(([, at]) => at <= now).map(([userId]) => userId);
    for (let from = 0; from < due.length && !this.#stopped; from += CHUNK) {
      const userIds = due.slice(from, from + CHUNK);
      await this.#tell(userIds, now);
    }
  }

  /** Whoever is online is looked at again when they leave. */
  #consider(userId: string, now: number): void {
    if (!this.#ports.isOnline(userId)) this.#people.set(userId, now);
  }

  #advance(id: string, now: number): void {
    const noted = this.#conversations.get(id);
    if (!noted) return;
    const next = noted.last + this.#ports.delayMs;
    if (next > now) noted.due = next;
    else this.#conversations.delete(id);
  }

  async #tell(userIds: readonly string[], now: number): Promise<void> {
    const { unread, people, preferences, pushSubscriptions, channels, quietUntil, isOnline, delayMs } = this.#ports;
    const known = await people.getMany(userIds);
    const away = userIds.filter((userId) => {
      const person = known.get(userId);
      const since = person?.lastSeen ? Date.parse(person.lastSeen) + delayMs : 0;
      if (person && !isOnline(userId) && since > now) {
        this.#people.set(userId, since);
        return false;
      }
      return person !== undefined && !person.suspended && !isOnline(userId);
    });
    const items = Map.groupBy(await unread.waiting(away, now - OLDEST_MS), (item) => item.userId);
    const around: Surroundings = {
      people: known,
      preferences: await preferences.getMany([...items.keys()]),
      pushable: await pushSubscriptions.owners([...items.keys()]),
      channels,
      quietUntil,
      now,
    };
    for (const [userId, mine] of items) {
      // What is younger is told along with it.
      const due = Math.min(...mine.map(({ oldest }) => oldest)) + delayMs;
      if (due <= now) await this.#tellOne(userId, mine, around);
      else this.#people.set(userId, due);
    }
    for (const userId of userIds) if ((this.#people.get(userId) ?? 0) <= now) this.#people.delete(userId);
  }

  async #tellOne(userId: string, mine: readonly UnreadItem[], around: Surroundings): Promise<void> {
    const items = mine.map(({ conversationId, fromSeq, toSeq }) => ({ conversationId, fromSeq, toSeq }));
    const payload = { id: makeId('w'), userId, items };
    const jobs = outsideChannels(userId, 'messages', around).map(({ channel, runAt }): OutsideJob => {
      const task = `unread-${channel}` as const;
      return { task, payload, key: `${task}:${payload.id}`, runAt };
    });
    if (jobs.length === 0) return;
    const day = new Date(around.now).toISOString().slice(0, 10);
    const outcome = await this.#ports.unread.tell(userId, items, jobs, day, this.#ports.perDay);
    if (outcome === 'capped') this.#people.set(userId, Date.parse(day) + DAY_MS);
  }

  async #sweep(): Promise<void> {
    const { unread, now, delayMs } = this.#ports;
    const since = now() - OLDEST_MS;
    for (let after = ''; !this.#stopped; ) {
      const page = await unread.conversations(after, PAGE);
      for (const { id, at } of page) {
        if (at > since && !this.#conversations.has(id)) this.#conversations.set(id, { due: at + delayMs, last: at });
      }
      after = page.at(-1)?.id ?? '';
      if (page.length < PAGE) break;
    }
  }
}
