import { type Category, isOn, type Preferences, type UnsubscribeScope } from '../preferences/types.ts';
import type { UserDirectory } from '../users/directory.ts';
import { isEmail } from '../users/limits.ts';
import type { KnownUser } from '../users/store.ts';
import type { Outlets, PushMessage, PushSubscriptionStore } from './channels.ts';
import type { NoticeJob, OutsideHandlers, UnreadJob } from './jobs.ts';
import { type Envelope, noticeLetter, type UnreadSummary, unreadHeading, unreadLetter } from './mail/letters.ts';
import { excerpt } from './mail/text.ts';
import { categoryOf, recipientsOf } from './recipients.ts';
import type { NoticeFacts, NoticeStore } from './store.ts';
import type { UnreadStore } from './unread.ts';
import { dataOf, sentenceOf, titleOf } from './wording.ts';

export type DeliveryPorts = {
  readonly notices: Pick<NoticeStore, 'facts'>;
  readonly unread: Pick<UnreadStore, 'summaries'>;
  readonly people: Pick<UserDirectory, 'getMany'>;
  readonly preferences: { getMany(userIds: readonly string[]): Promise<ReadonlyMap<string, Preferences>> };
  readonly pushSubscriptions: PushSubscriptionStore;
  readonly outlets: Outlets;
  /** A token that switches `scope` off for this person. */
  readonly issueToken: (userId: string, scope: UnsubscribeScope) => Promise<string>;
  /** Origin of links, without a slash at its end; asked at each letter, since a port may be known only after listening. */
  readonly publicUrl: () => string;
};

/** What the job of a notice is about, as it stands now; null when there is nothing to tell any more. */
type Present = { readonly person: KnownUser; readonly facts: NoticeFacts; readonly actor: string };

const SMS_LENGTH = 320;

/**
 * Does the jobs of the outside channels. Each looks again at the person, their wishes and the subject, because time may
 * have passed: who was suspended, switched the channel off, left, or has read in the meantime is not written to.
 */
export function createHandlers(ctx: DeliveryPorts): Omit<OutsideHandlers, 'digest-email'> {
  const { outlets } = ctx;

  async function listener(
    userId: string,
    category: Category,
    channel: 'email' | 'sms' | 'push',
  ): Promise<KnownUser | null> {
    const person = (await ctx.people.getMany([userId])).get(userId);
    const wishes = (await ctx.preferences.getMany([userId])).get(userId);
    return person && wishes && !person.suspended && isOn(wishes, category, channel) ? person : null;
  }

  async function present(job: NoticeJob, channel: 'email' | 'sms' | 'push'): Promise<Present | null> {
    const person = await listener(job.userId, categoryOf(job.notice.kind), channel);
    const [facts] = await ctx.notices.facts([job.notice]);
    if (!person || !facts || facts.message?.deleted) return null;
    const people = await ctx.people.getMany([job.userId, job.notice.actorId]);
    if (!recipientsOf(job.notice, facts, people).includes(job.userId)) return null;
    return { person, facts, actor: people.get(job.notice.actorId)?.name ?? 'Somebody' };
  }

  async function envelope(person: KnownUser, category: Category): Promise<Envelope | null> {
    if (person.email === null || !isEmail(person.email)) return null;
    const publicUrl = ctx.publicUrl();
    const scope = category === 'account' || category === 'security' ? null : category;
    const token = scope === null ? null : await ctx.issueToken(person.id, scope);
    return {
      to: { name: person.name, address: person.email },
      publicUrl,
      unsubscribeUrl: token === null ? null : `${publicUrl}/api/notifications/unsubscribe/${encodeURIComponent(token)}`,
    };
  }

  async function push(userId: string, message: PushMessage): Promise<void> {
    const failures: unknown[] = [];
    for (const subscription of await ctx.pushSubscriptions.list(userId)) {
      try {
        const outcome = await outlets.push.send(subscription, message);
        if (outcome === 'gone') await ctx.pushSubscriptions.remove(userId, subscription.endpoint);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'a push service did not take a notice');
  }

  /** Who to tell of what is still unread; null when all was read, or nobody wants to know. */
  async function stillUnread(
    job: UnreadJob,
    channel: 'email' | 'sms' | 'push',
  ): Promise<{ readonly person: KnownUser; readonly summaries: readonly UnreadSummary[] } | null> {
    const person = await listener(job.userId, 'messages', channel);
    if (!person) return null;
    const summaries = await ctx.unread.summaries(job.userId, job.items);
    return summaries.length > 0 ? { person, summaries } : null;
  }

  return {
    async 'notice-email'(job) {
      const now = outlets.mailer && (await present(job, 'email'));
      const to = now && (await envelope(now.person, categoryOf(job.notice.kind)));
      if (to) await outlets.mailer?.send(noticeLetter(to, job, now.facts, now.actor));
    },

    async 'notice-sms'(job) {
      const now = outlets.sms && (await present(job, 'sms'));
      if (!now) return;
      const text = `${titleOf(job.notice, now.facts)}: ${sentenceOf(job.notice, now.actor)}`;
      const category = categoryOf(job.notice.kind);
      const { id: userId, name } = now.person;
      await outlets.sms?.send({ id: job.id, userId, name, category, text: excerpt(text, SMS_LENGTH) });
    },

    async 'notice-push'(job) {
      const now = await present(job, 'push');
      if (!now) return;
      const { notice, id } = job;
      await push(job.userId, {
        id,
        title: excerpt(titleOf(notice, now.facts), 120),
        body: sentenceOf(notice, now.actor),
        tag: id,
        data: dataOf(notice, now.facts),
      });
    },

    async 'unread-email'(job) {
      const now = outlets.mailer && (await stillUnread(job, 'email'));
      const to = now && (await envelope(now.person, 'messages'));
      if (to) await outlets.mailer?.send(unreadLetter(to, job.id, now.summaries));
    },

    async 'unread-sms'(job) {
      const now = outlets.sms && (await stillUnread(job, 'sms'));
      if (!now) return;
      const { id: userId, name } = now.person;
      const text = `You have ${unreadHeading(now.summaries)}`;
      await outlets.sms?.send({ id: job.id, userId, name, category: 'messages', text: excerpt(text, SMS_LENGTH) });
    },

    async 'unread-push'(job) {
      const now = await stillUnread(job, 'push');
      if (!now) return;
      const [only] = now.summaries;
      const data = now.summaries.length === 1 && only ? { conversationId: only.conversationId } : {};
      const body = unreadHeading(now.summaries);
      await push(job.userId, { id: job.id, title: 'Unread messages', body, tag: 'unread', data });
    },
  };
}
