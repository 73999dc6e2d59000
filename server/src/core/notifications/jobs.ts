import type { Notice, Notification } from './types.ts';

/** A notice on its way to somebody by a channel outside; `id` is the same on all channels, and that of the feed entry. */
export type NoticeJob = { readonly id: string; readonly userId: string; readonly at: string; readonly notice: Notice };

/** A word that messages wait unread: of each conversation those in (fromSeq, toSeq]. */
export type UnreadJob = {
  readonly id: string;
  readonly userId: string;
  readonly items: readonly { readonly conversationId: string; readonly fromSeq: number; readonly toSeq: number }[];
};

/** A summary of what came since `since`. */
export type DigestJob = {
  readonly id: string;
  readonly userId: string;
  readonly frequency: 'daily' | 'weekly';
  readonly since: string;
};

/** Work that leaves the server, by the name of its task. */
export type OutsideTasks = {
  readonly 'notice-email': NoticeJob;
  readonly 'notice-sms': NoticeJob;
  readonly 'notice-push': NoticeJob;
  readonly 'unread-email': UnreadJob;
  readonly 'unread-sms': UnreadJob;
  readonly 'unread-push': UnreadJob;
  readonly 'digest-email': DigestJob;
};

export type OutsideTask = keyof OutsideTasks;

/** One job. `runAt` (milliseconds): not before; null: at once. `key` keeps it from being there twice. */
export type OutsideJob = {
  readonly [T in OutsideTask]: {
    readonly task: T;
    readonly payload: OutsideTasks[T];
    readonly key: string;
    readonly runAt: number | null;
  };
}[OutsideTask];

/** What does the jobs; a rejection means that the job is tried again later, with growing pauses. */
export type OutsideHandlers = { readonly [T in OutsideTask]: (payload: OutsideTasks[T]) => Promise<void> };

/** The job of the same entry on one channel. */
export function noticeJob(
  task: 'notice-email' | 'notice-sms' | 'notice-push',
  entry: Pick<Notification, 'id' | 'userId' | 'createdAt'>,
  notice: Notice,
  runAt: number | null,
): OutsideJob {
  const payload = { id: entry.id, userId: entry.userId, at: entry.createdAt, notice };
  return { task, payload, key: `${task}:${entry.id}`, runAt };
}
