import type { Role } from '../../core/actor.ts';
import type { Claimed, KnownUser } from '../../core/users/store.ts';
import type { UserType } from '../../core/users/types.ts';

/** All that is known of a user; `u` is the user. */
export const USER_COLUMNS = `u.id, u.name, u.email, u.avatar, u.role, u.assigned_role, u.user_type, u.specialty, u.status_text,
  u.locale, u.time_zone, u.suspended, u.last_seen, u.created_at, u.claimed`;

export type UserRow = {
  id: string;
  name: string;
  email: string | null;
  avatar: string | null;
  role: Role;
  assigned_role: Role | null;
  user_type: UserType | null;
  specialty: string | null;
  status_text: string | null;
  locale: string | null;
  time_zone: string | null;
  suspended: boolean;
  last_seen: Date | null;
  created_at: Date;
  claimed: Claimed;
};

/** A row of `USER_COLUMNS` as the core knows it. */
export function toUser(row: UserRow): KnownUser {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    avatar: row.avatar,
    role: row.role,
    assignedRole: row.assigned_role,
    userType: row.user_type,
    specialty: row.specialty,
    statusText: row.status_text,
    locale: row.locale,
    timeZone: row.time_zone,
    suspended: row.suspended,
    lastSeen: row.last_seen?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    claimed: row.claimed,
  };
}
