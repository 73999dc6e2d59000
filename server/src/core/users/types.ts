import type { Role } from '../actor.ts';

export type UserType = 'patient' | 'doctor';

/** A person as stored. The core writes every time as `2026-01-31T12:00:00.000Z`. */
export type User = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly avatar: string | null;
  /** The role that was last in force, for display; what a request may do comes from its actor. */
  readonly role: Role;
  /** What an admin set; holds for tokens without a role claim. */
  readonly assignedRole: Role | null;
  readonly userType: UserType | null;
  readonly specialty: string | null;
  readonly statusText: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly suspended: boolean;
  readonly lastSeen: string | null;
  readonly createdAt: string;
};

/** What others see of a person inside other objects. */
export type UserRef = {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly role: Role;
};

/** The public part of a user. */
export function userRef(user: UserRef): UserRef {
  return { id: user.id, name: user.name, avatar: user.avatar, role: user.role };
}
