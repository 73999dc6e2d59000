import { type Category, isOn, type Preferences } from '../preferences/types.ts';
import { noticeJob, type OutsideJob } from './jobs.ts';
import { categoryOf, recipientsOf } from './recipients.ts';
import type { NoticeFacts, Outcome, WaitingNotice } from './store.ts';
import type { Notification } from './types.ts';
import { dataOf, sentenceOf, titleOf } from './wording.ts';

/** What of a person decides how they hear of something. */
export type Reachable = {
  readonly name: string;
  readonly email: string | null;
  readonly role: 'user' | 'agent' | 'admin';
  readonly suspended: boolean;
};

/** When push and SMS may go out to somebody at `atMs`; null: now. */
export type QuietUntil = (quietHours: Preferences['quietHours'], atMs: number) => number | null;

/** All that planning looks at, loaded before. */
export type Surroundings = {
  readonly people: ReadonlyMap<string, Reachable>;
  readonly preferences: ReadonlyMap<string, Preferences>;
  /** Which channels are set up at all. */
  readonly channels: { readonly email: boolean; readonly sms: boolean };
  /** Who has a browser that takes push. */
  readonly pushable: ReadonlySet<string>;
  readonly quietUntil: QuietUntil;
  /** Milliseconds. */
  readonly now: number;
};

/** By which outside channels somebody hears of `category`, and from when on (milliseconds; null: at once). */
export function outsideChannels(
  userId: string,
  category: Category,
  { people, preferences, channels, pushable, quietUntil, now }: Surroundings,
): readonly { readonly channel: 'email' | 'sms' | 'push'; readonly runAt: number | null }[] {
  const person = people.get(userId);
  const wishes = preferences.get(userId);
  if (!person || person.suspended || !wishes) return [];
  const later = quietUntil(wishes.quietHours, now);
  return [
    ...(channels.email && person.email !== null && isOn(wishes, category, 'email')
      ? [{ channel: 'email', runAt: null } as const]
      : []),
    ...(channels.sms && isOn(wishes, category, 'sms') ? [{ channel: 'sms', runAt: later } as const] : []),
    ...(pushable.has(userId) && isOn(wishes, category, 'push') ? [{ channel: 'push', runAt: later } as const] : []),
  ];
}

/**
 * Ids of entries grow with the order of their causes, so that what happened within one millisecond keeps its order in the
 * feed. `part` makes them unguessable and apart for each person.
 */
function entryId(outboxId: string, part: string): string {
  return `n${BigInt(outboxId).toString(36).padStart(13, '0')}${part}`;
}

/** What comes of one notice: entries where `inApp` is on, jobs where other channels are. */
export function outcomeOf(
  notice: WaitingNotice,
  facts: NoticeFacts,
  around: Surroundings,
  makePart: () => string,
): Outcome {
  const category = categoryOf(notice.kind);
  const actor = around.people.get(notice.actorId)?.name ?? 'Somebody';
  const { outboxId, at, ...cause } = notice;
  const entries: Notification[] = [];
  const jobs: OutsideJob[] = [];
  for (const userId of recipientsOf(notice, facts, around.people)) {
    const entry: Notification = {
      id: entryId(outboxId, makePart()),
      userId,
      category,
      type: notice.kind,
      title: titleOf(notice, facts),
      body: sentenceOf(notice, actor),
      data: dataOf(notice, facts),
      readAt: null,
      createdAt: at,
    };
    const wishes = around.preferences.get(userId);
    if (wishes && isOn(wishes, category, 'inApp')) entries.push(entry);
    // Who muted a conversation finds it in the feed and is not disturbed otherwise.
    if (notice.kind !== 'group.added' && facts.conversation?.mutedIds.has(userId)) continue;
    for (const { channel, runAt } of outsideChannels(userId, category, around)) {
      jobs.push(noticeJob(`notice-${channel}`, entry, cause, runAt));
    }
  }
  return { outboxId, entries, jobs };
}
