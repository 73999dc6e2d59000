import type { Conversation } from '@parley/client';
import { usePresence } from '@parley/client/react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useNow } from '../../../ui/now.ts';
import { otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';

/** Whether the other is there, or how many are in it, in words that stay true. */
export function Presence({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const me = useMe();
  const other = otherOf(conversation, me);
  const { type, memberCount, members } = conversation;
  if (other) return <PersonPresence id={other.userId} lastSeen={other.lastSeen} />;
  if (type === 'direct') return t('presence.left');
  const here = members.filter(({ userId, isOnline }) => isOnline && userId !== me).length;
  const count = t('presence.members', { count: memberCount });
  return here > 0 ? `${count}, ${t('presence.here', { count: here })}` : count;
}

/** Whether somebody is there, since when not, and what they say of it. `lastSeen` is what is known before the server was asked. */
export function PersonPresence({ id, lastSeen }: { readonly id: string; readonly lastSeen: string | null }) {
  const t = useT('inbox/open');
  const common = useT('common');
  const format = useFormat();
  const now = useNow();
  const presence = usePresence(id);
  const seen = presence?.lastSeen ?? lastSeen;
  const isHere = presence !== null && presence.status !== 'offline';
  const state =
    isHere || seen === null
      ? common(`presence.${presence?.status ?? 'offline'}`)
      : t('presence.seen', { when: format.relative(Math.min(Date.parse(seen), now), now) });
  return (
    <>
      {state}
      {presence?.statusText && (
        <>
          {' · '}
          <bdi>{presence.statusText}</bdi>
        </>
      )}
    </>
  );
}
