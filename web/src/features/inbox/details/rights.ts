import type { Conversation, Member } from '@parley/client';

type Role = Member['role'];

/** What `me` is in a conversation; null where not among those who are known to be in it. */
export function roleOf({ members }: Conversation, me: string): Role | null {
  return members.find(({ userId }) => userId === me)?.role ?? null;
}

/** Whether `me` may name a group and choose who is in it. */
export function mayManage(conversation: Conversation, me: string): boolean {
  const role = roleOf(conversation, me);
  return conversation.type === 'group' && (role === 'owner' || role === 'admin');
}

/** Whether somebody of role `own` may send away somebody of role `other`: an owner anybody, an admin plain members. */
export function mayRemove(own: Role | null, other: Role): boolean {
  return own === 'owner' || (own === 'admin' && other === 'member');
}
