import type { Conversation } from '@parley/client';
import { usePresence } from '@parley/client/react';
import { LifeBuoy } from 'lucide-react';
import { Avatar } from '../../ui/avatar.tsx';
import { classNames } from '../../ui/class-names.ts';
import { nameOf, otherOf } from './naming.ts';
import { useMe } from './use-me.ts';

type ConversationAvatarProps = { readonly conversation: Conversation; readonly size: 32 | 40 | 56 };

/** The other with their presence, the picture of a group or two of its members, or the sign of support. */
export function ConversationAvatar({ conversation, size }: ConversationAvatarProps) {
  const me = useMe();
  const { id, type, avatar, members } = conversation;
  const other = otherOf(conversation, me);
  if (other) return <PersonAvatar id={other.userId} name={other.name} image={other.avatar} size={size} />;
  const name = nameOf(conversation, me);
  if (avatar !== null) return <Avatar id={id} name={name} image={avatar} size={size} />;
  if (type === 'support') return <SupportMark size={size} />;
  const pair = members.filter(({ userId }) => userId !== me).slice(0, 2);
  if (pair.length < 2) return <Avatar id={id} name={name} size={size} />;
  return (
    <span aria-hidden="true" className="relative block shrink-0" style={{ width: size, height: size }}>
      {pair.map((member, place) => (
        <span
          key={member.userId}
          className={classNames(
            'absolute flex rounded-full',
            place === 0 ? 'start-0 top-0' : 'end-0 bottom-0 ring-2 ring-surface',
          )}
        >
          <Avatar id={member.userId} name={member.name} image={member.avatar} size={insets[size]} />
        </span>
      ))}
    </span>
  );
}

type PersonAvatarProps = {
  readonly id: string;
  readonly name: string;
  readonly image: string | null;
  readonly size: 24 | 32 | 40 | 56;
};

/** How large each of a pair is (px). */
const insets = { 32: 20, 40: 24, 56: 32 } as const;

/** Somebody, with a dot while they are there. */
export function PersonAvatar({ id, name, image, size }: PersonAvatarProps) {
  const status = usePresence(id)?.status;
  const presence = status === undefined || status === 'offline' ? null : status;
  return <Avatar id={id} name={name} image={image} size={size} presence={presence} />;
}

function SupportMark({ size }: { readonly size: number }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-text"
      style={{ width: size, height: size }}
    >
      <LifeBuoy style={{ width: size * 0.46, height: size * 0.46 }} />
    </span>
  );
}
