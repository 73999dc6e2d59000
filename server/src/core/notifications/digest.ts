import { iso } from '../clock.ts';
import { makeId } from '../ids.ts';
import { isOn, type Preferences } from '../preferences/types.ts';
import type { UserDirectory } from '../users/directory.ts';
import { isEmail } from '../users/limits.ts';
import type { Outlets } from './channels.ts';
import type { DigestJob, OutsideHandlers, OutsideJob } from './jobs.ts';
import { digestLetter } from './mail/letters.ts';
import type { Notification } from './types.ts';
import type { UnreadItem, UnreadStore } from './unread.ts';

/** What is kept of summaries, and what goes into one. */
export type DigestStore = {
  /** When each of these people had their last summary (milliseconds); who never had one is missing. */
  last(userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Puts down that a summary goes out at `at`, with its job, in one transaction; false when another process was faster. */
  take(userId: string, previous: number | null, at: number, job: OutsideJob): Promise<boolean>;
  /** Unread entries of the feed from `since` on, newest first, at most `limit`; `total` counts them all. */
  entries(
    userId: string,
    since: number,
    limit: number,
  ): Promise<{ readonly entries: readonly Notification[]; readonly total: number }>;
  /** Conversations, not muted, with something unread from `since` on; at most `limit`, latest first. */
  unread(userId: string, since: number, limit: number): Promise<readonly UnreadItem[]>;
};

export type DigestPorts = {
  readonly digests: DigestStore;
  readonly unread: Pick<UnreadStore, 'summaries'>;
  readonly people: Pick<UserDirectory, 'getMany'>;
  readonly preferences: {
    getMany(userIds: readonly string[]): Promise<ReadonlyMap<string, Preferences>>;
    /** People who take summaries, by id, those after the id `after`. */
    listDigests(after: string | null, limit: number): Promise<readonly Preferences[]>;
  };
  readonly outlets: Outlets;
  readonly issueToken: (userId: string, scope: 'product') => Promise<string>;
  readonly publicUrl: () => string;
  /** When the first summary after `after` is due, milliseconds; null: never. */
  readonly nextDigestAt: (digest: Preferences['digest'], timeZone: string, after: number) => number | null;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

const TICK_MS = 60_000;
const PAGE = 500;
const DAY_MS = 86_400_000;
const PERIOD_MS = { off: DAY_MS, daily: DAY_MS, weekly: 7 * DAY_MS } as const;
const SHOWN = 10;

/**
 * Looks once a minute whose summary is due: the hour that a person chose, on the clocks of the zone of their quiet hours.
 * One that was missed while no process ran goes out late, once.
 */
export class DigestClock {
  readonly #ports: DigestPorts;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: DigestPorts) {
    this.#ports = ports;
  }

  start(delay = 1_000): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#look()
        .catch(this.#ports.onFault)
        .finally(() => {
          if (!this.#stopped) this.start(TICK_MS);
        });
    }, delay).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #look(): Promise<void> {
    const { preferences, digests } = this.#ports;
    let after: string | null = null;
    while (!this.#stopped) {
      const page: readonly Preferences[] = await preferences.listDigests(after, PAGE);
      const last = await digests.last(page.map((wishes) => wishes.userId));
      for (const wishes of page) await this.#consider(wishes, last.get(wishes.userId) ?? null);
      after = page.at(-1)?.userId ?? null;
      if (page.length < PAGE) return;
    }
  }

  async #consider(wishes: Preferences, previous: number | null): Promise<void> {
    const { frequency } = wishes.digest;
    if (frequency === 'off' || !isOn(wishes, 'product', 'email')) return;
    const now = this.#ports.now();
    const changed = wishes.updatedAt === null ? now : Date.parse(wishes.updatedAt);
    const due = this.#ports.nextDigestAt(wishes.digest, wishes.quietHours.timeZone, Math.max(previous ?? 0, changed));
    if (due === null || due > now) return;
    const since = iso(previous ?? now - PERIOD_MS[frequency]);
    const payload: DigestJob = { id: makeId('d'), userId: wishes.userId, frequency, since };
    const job: OutsideJob = { task: 'digest-email', payload, key: `digest-email:${payload.id}`, runAt: null };
    await this.#ports.digests.take(wishes.userId, previous, now, job);
  }
}

/** Sends a summary, unless there is nothing to tell, or nobody any more who wants it. */
export function createDigestHandler(ctx: DigestPorts): OutsideHandlers['digest-email'] {
  return async ({ id, userId, frequency, since }) => {
    const person = (await ctx.people.getMany([userId])).get(userId);
    const wishes = (await ctx.preferences.getMany([userId])).get(userId);
    if (!ctx.outlets.mailer || !person || person.suspended || person.email === null || !isEmail(person.email)) return;
    if (!wishes || wishes.digest.frequency === 'off' || !isOn(wishes, 'product', 'email')) return;
    const from = Date.parse(since);
    const { entries, total } = await ctx.digests.entries(userId, from, SHOWN);
    const unread = await ctx.unread.summaries(userId, await ctx.digests.unread(userId, from, SHOWN));
    if (entries.length === 0 && unread.length === 0) return;
    const publicUrl = ctx.publicUrl();
    const token = await ctx.issueToken(userId, 'product');
    const envelope = {
      to: { name: person.name, address: person.email },
      publicUrl,
      unsubscribeUrl: `${publicUrl}/api/notifications/unsubscribe/${encodeURIComponent(token)}`,
    };
    await ctx.outlets.mailer.send(
      digestLetter(envelope, { id, frequency, entries, more: total - entries.length, unread }),
    );
  };
}
