import type { PresenceBoard } from '../../../core/realtime/presence.ts';
import { withoutScripts } from '../sanitize.ts';
import type { UserInfo } from '../schema/answers.ts';

/** What is shown of somebody, apart from presence. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly lastSeen: string | null;
};

/** Somebody as others see them now. */
export function presentPerson({ id, name, avatar, lastSeen }: Person, presence: PresenceBoard): UserInfo {
  return {
    _id: id,
    name: withoutScripts(name),
    ...(avatar !== null && { avatar: withoutScripts(avatar) }),
    isOnline: presence.of(id).isOnline,
    ...(lastSeen !== null && { lastSeen }),
  };
}

/** Somebody of whom nothing is known any more but the id. */
export function nobody(id: string): Person {
  return { id, name: id, avatar: null, lastSeen: null };
}
