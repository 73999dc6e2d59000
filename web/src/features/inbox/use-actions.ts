import type { Conversation } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMemo } from 'react';
import { useTrouble } from '../../common/trouble.ts';
import { useT } from '../../i18n/use-t.ts';
import { showToast } from '../../ui/toasts.ts';
import { MUTED_FOR_GOOD } from './naming.ts';

/** For how long a conversation is muted: hours, or until one says otherwise. */
export type MuteTime = 1 | 8 | 'always';

/** What one can do with a conversation for oneself. What fails says so in the corner; each resolves when it is over. */
export type Actions = {
  markRead(conversation: Conversation): void;
  pin(conversation: Conversation, isPinned: boolean): Promise<void>;
  archive(conversation: Conversation, isArchived: boolean): Promise<void>;
  /** Null: notices come again. */
  mute(conversation: Conversation, time: MuteTime | null): Promise<void>;
};

const HOUR_MS = 3_600_000;

export function useActions(): Actions {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const { conversations } = useParley();
  return useMemo(() => {
    const attempt = async (change: Promise<unknown>): Promise<boolean> => {
      try {
        await change;
        return true;
      } catch (error) {
        showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) });
        return false;
      }
    };
    const actions: Actions = {
      markRead: ({ id }) => conversations.markRead(id),
      async pin({ id }, isPinned) {
        await attempt(conversations.set(id, { isPinned }));
      },
      async archive(conversation, isArchived) {
        const { id } = conversation;
        if (!(await attempt(conversations.set(id, { isArchived })))) return;
        const onSelect = () => void actions.archive(conversation, !isArchived);
        showToast({ title: t(isArchived ? 'archived' : 'unarchived'), action: { label: t('undo'), onSelect } });
      },
      async mute({ id }, time) {
        const until = time === 'always' ? MUTED_FOR_GOOD : new Date(Date.now() + (time ?? 0) * HOUR_MS).toISOString();
        await attempt(conversations.set(id, { mutedUntil: time === null ? null : until }));
      },
    };
    return actions;
  }, [conversations, t, trouble]);
}
