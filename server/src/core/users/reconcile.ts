import type { Role } from '../actor.ts';
import type { Identity } from './claims.ts';
import { CLAIMED_FIELDS, type Claimed, type KnownUser, type UserChanges } from './store.ts';

/** The role in force for a bearer: the token's, else what an admin assigned, else `user`. */
export function roleInForce(identity: Pick<Identity, 'role'>, user: { readonly assignedRole: Role | null }): Role {
  return identity.role ?? user.assignedRole ?? 'user';
}

/** What a token says, in the form in which it is remembered. */
export function claimedBy(identity: Identity): Claimed {
  const { name, email, avatar, specialty, userType, issuedAt } = identity;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(avatar !== undefined && { avatar }),
    ...(specialty !== undefined && { specialty }),
    ...(userType !== undefined && { userType }),
    ...(issuedAt !== null && { issuedAt }),
  };
}

/**
 * What of a user a token changes, or null for nothing. A three-way merge: a claim is news when it differs from what the
 * tokens said last, so that people's edits of their own profile outlive the token that they made them with; an admin's
 * edit forgets what was said, so that a claim the token carries wins over it. A token that was issued before the one
 * that brought the last news changes nothing, or two tokens of one person would overwrite each other for ever.
 */
export function reconcile(identity: Identity, known: KnownUser): { changes: UserChanges; add: Claimed } | null {
  const { claimed } = known;
  if (identity.issuedAt !== null && claimed.issuedAt !== undefined && identity.issuedAt < claimed.issuedAt) return null;
  const news = CLAIMED_FIELDS.filter((field) => identity[field] !== undefined && identity[field] !== claimed[field]);
  const role = roleInForce(identity, known);
  if (news.length === 0 && role === known.role) return null;
  const said = claimedBy(identity);
  return {
    changes: {
      ...(news.includes('name') && { name: identity.name }),
      ...(news.includes('email') && { email: identity.email }),
      ...(news.includes('avatar') && { avatar: identity.avatar }),
      ...(news.includes('specialty') && { specialty: identity.specialty }),
      ...(news.includes('userType') && { userType: identity.userType }),
      role,
    },
    add: said,
  };
}
