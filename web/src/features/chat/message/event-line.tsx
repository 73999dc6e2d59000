import type { Message } from '@parley/client';
import { memo } from 'react';
import { type Translate, useT } from '../../../i18n/use-t.ts';
import { type Room, useRoom } from '../room.ts';

/** Something that happened to the conversation, such as that somebody joined. */
export const EventLine = memo(function EventLine({ message }: { readonly message: Message }) {
  const t = useT('chat');
  const room = useRoom();
  return (
    <p dir="auto" className="mx-auto max-w-2xl px-4 py-1.5 text-center text-xs wrap-anywhere text-muted">
      {message.deletedAt === null ? eventText(message, room, t) : t('deleted')}
    </p>
  );
});

/** What happened, in the reader's language where it is of a kind that is known. */
function eventText({ metadata, senderId, content }: Message, room: Room, t: Translate<'chat'>): string {
  const by = typeof metadata.by === 'string' ? metadata.by : senderId;
  const userId = typeof metadata.userId === 'string' ? metadata.userId : by;
  const [name, other] = [room.knownName(by), room.knownName(userId)];
  // Who has left may be known by no name; the server wrote it down then.
  if (name === null || other === null) return content;
  const who = by === room.me ? ('you' as const) : ('they' as const);
  const whom = userId === room.me ? ('me' as const) : who;
  switch (metadata.event) {
    case 'member_added':
      return userId === by ? t('event.joined', { name: other }) : t(`event.added.${whom}`, { name, other });
    case 'member_removed':
      return t(`event.removed.${whom}`, { name, other });
    case 'member_left':
      return t(`event.left.${userId === room.me ? 'you' : 'they'}`, { name: other });
    case 'role_changed':
      return t(`event.role.${userId === room.me ? 'you' : 'they'}`, { name: other, role: roleText(metadata.role, t) });
    case 'title_changed':
      return t(`event.title.${who}`, { name, title: typeof metadata.title === 'string' ? metadata.title : '' });
    case 'avatar_changed':
      return t(`event.avatar.${who}`, { name });
    default:
      return content;
  }
}

function roleText(role: unknown, t: Translate<'chat'>): string {
  return role === 'owner' || role === 'admin' ? t(`event.roles.${role}`) : t('event.roles.member');
}
