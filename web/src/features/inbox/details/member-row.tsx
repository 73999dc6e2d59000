import type { Conversation, Member } from '@parley/client';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { PersonAvatar } from '../conversation-avatar.tsx';
import { PersonPresence } from '../open/presence.tsx';
import { useMe } from '../use-me.ts';
import { type Asked, useMemberEntries } from './use-member-entries.tsx';

type MemberRowProps = { readonly conversation: Conversation; readonly member: Member };

/** Somebody who is in it, what they are there, and what can be done with them. */
export function MemberRow({ conversation, member }: MemberRowProps) {
  const t = useT('inbox/open');
  const common = useT('common');
  const me = useMe();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { userId, name, avatar, role, userRole, lastSeen } = member;
  const entries = useMemberEntries(conversation, member, setAsked);
  return (
    <li className="flex min-h-12 items-center gap-3 rounded-lg px-2 hover:bg-subtle">
      <PersonAvatar id={userId} name={name} image={avatar} size={32} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <bdi className="truncate text-sm font-medium">{name}</bdi>
          {userId === me && <span className="shrink-0 text-xs text-muted">({common('you')})</span>}
        </span>
        <span className="block truncate text-xs text-muted">
          <PersonPresence id={userId} lastSeen={lastSeen} />
        </span>
      </span>
      {role !== 'member' && <Badge tone={role === 'owner' ? 'accent' : 'neutral'}>{t(`members.role.${role}`)}</Badge>}
      {conversation.type !== 'group' && userRole !== 'user' && <Badge>{common(`role.${userRole}`)}</Badge>}
      {userId === me ? (
        <span className="w-7 pointer-coarse:w-9" />
      ) : (
        <Menu
          entries={entries}
          trigger={<IconButton size="sm" label={t('members.menu', { name })} icon={<Ellipsis />} />}
        />
      )}
      {asked && (
        <AlertDialog
          open
          onOpenChange={() => setAsked(null)}
          title={t(`members.${asked.kind}.question`, { name })}
          description={t(`members.${asked.kind}.detail`, { name })}
          confirm={t(`members.${asked.kind}.confirm`)}
          isDangerous={asked.kind === 'remove'}
          onConfirm={asked.act}
        />
      )}
    </li>
  );
}
