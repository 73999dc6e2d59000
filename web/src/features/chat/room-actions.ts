import type { Parley } from '@parley/client';
import { useMemo } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useT } from '../../i18n/use-t.ts';
import { showToast } from '../../ui/toasts.ts';
import { problemText } from './message/problems.ts';
import type { Room } from './room.ts';

type Actions = Pick<Room, 'nameOf' | 'knownName' | 'react' | 'copy'>;

/** What can be done in a chat without its list or composer; what is refused is said above the page. */
export function useRoomActions(parley: Parley, conversationId: string): Actions {
  const t = useT('chat');
  const common = useT('common');
  const format = useFormat();
  return useMemo(() => {
    const conversation = parley.conversations.one(conversationId);
    const { state } = parley.messages.in(conversationId);
    const me = parley.userId();

    function knownName(userId: string): string | null {
      const member = conversation.get()?.members.find((one) => one.userId === userId);
      return member?.name ?? state.get().messages.find(({ sender }) => sender?.id === userId)?.sender?.name ?? null;
    }

    return {
      knownName,
      nameOf: (userId) => (userId === me ? common('you') : (knownName(userId) ?? t('somebody'))),
      react({ id, reactions }, emoji) {
        const isMine = reactions.some((one) => one.emoji === emoji && one.userIds.includes(me ?? ''));
        const change = isMine ? parley.messages.unreact : parley.messages.react;
        change(id, emoji).catch((error: unknown) => {
          showToast({ tone: 'danger', title: problemText(asProblem(error), t, format) });
        });
      },
      copy({ content }) {
        navigator.clipboard.writeText(content).then(
          () => showToast({ tone: 'success', title: t('copied') }),
          () => showToast({ tone: 'danger', title: t('copyFailed') }),
        );
      },
    };
  }, [parley, conversationId, t, common, format]);
}

/** Whatever was thrown, as something that can be put in words. */
export function asProblem(error: unknown): { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? { code: error.code }
    : { code: '' };
}
