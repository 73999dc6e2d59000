import type { Conversation, Member } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { Crown, MessageSquare, ShieldCheck, ShieldOff, UserMinus } from 'lucide-react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useMe } from '../use-me.ts';
import { mayRemove, roleOf } from './rights.ts';

/** What is done only after one was asked whether one means it. */
export type Asked = { readonly kind: 'remove' | 'handOver'; readonly act: () => void };

/** What can be done with a member: write to them, and as somebody who may, change what they are in the group. */
export function useMemberEntries(
  conversation: Conversation,
  member: Member,
  ask: (asked: Asked) => void,
): readonly MenuEntry[] {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const me = useMe();
  const { conversations } = useParley();
  const navigate = useNavigate();
  const { id, type } = conversation;
  const { userId, role } = member;
  const own = type === 'group' ? roleOf(conversation, me) : null;
  const attempt = (change: Promise<unknown>) =>
    void change.catch((error: unknown) =>
      showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) }),
    );
  const write = async () => {
    const direct = await conversations.create({ type: 'direct', participantIds: [userId] });
    await navigate({ to: '/inbox/$id', params: { id: direct.id } });
  };
  const entries: MenuEntry[] = [
    { label: t('members.write'), icon: <MessageSquare />, onSelect: () => attempt(write()) },
  ];
  if (own === 'owner') {
    const next = role === 'admin' ? 'member' : 'admin';
    entries.push(
      {
        label: t(role === 'admin' ? 'members.toMember' : 'members.toAdmin'),
        icon: role === 'admin' ? <ShieldOff /> : <ShieldCheck />,
        onSelect: () => attempt(conversations.setRole(id, userId, next)),
      },
      {
        label: t('members.toOwner'),
        icon: <Crown />,
        onSelect: () => ask({ kind: 'handOver', act: () => attempt(conversations.setRole(id, userId, 'owner')) }),
      },
    );
  }
  if (mayRemove(own, role)) {
    const act = () => attempt(conversations.removeMember(id, userId));
    entries.push(
      { kind: 'separator' },
      {
        label: t('members.remove.confirm'),
        icon: <UserMinus />,
        isDangerous: true,
        onSelect: () => ask({ kind: 'remove', act }),
      },
    );
  }
  return entries;
}
