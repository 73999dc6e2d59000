import type { Conversation, Member } from '@parley/client';

/** Whom `me` talks to in a direct conversation; null in all others, and where nobody else is left. */
export function otherOf({ type, members }: Conversation, me: string): Member | null {
  return type === 'direct' ? (members.find(({ userId }) => userId !== me) ?? null) : null;
}

/** What a conversation is called by `me`: the other's name, its title, or the names of those who are in it. */
export function nameOf(conversation: Conversation, me: string): string {
  const { title, members } = conversation;
  const names = members.filter(({ userId }) => userId !== me).map(({ name }) => name);
  return otherOf(conversation, me)?.name ?? (title || names.slice(0, 3).join(', '));
}

/** How somebody is called in few words: by the first of their names. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}

/** A name that keeps its own direction in the middle of a sentence. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Whether a conversation is muted at `now` (milliseconds since 1970). */
export function isMuted({ mutedUntil }: Pick<Conversation, 'mutedUntil'>, now: number): boolean {
  return mutedUntil !== null && Date.parse(mutedUntil) > now;
}

/** What `mutedUntil` is set to where somebody wants to hear nothing until they say otherwise. */
export const MUTED_FOR_GOOD = '9999-12-31T00:00:00.000Z';
