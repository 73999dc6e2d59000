import type { Actor, Role } from '../actor.ts';
import { type FieldIssue, invalid, ParleyError } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { isUserId } from './ids.ts';
import { CLAIMED_FIELDS, type ImportRow, type KnownUser, type UserChanges, type UserStore } from './store.ts';

export type AdministrationContext = { readonly users: UserStore; readonly bus: Bus };

/** What an admin may set of anybody. `role` holds for tokens without a role claim. */
export type UserInput = Pick<UserChanges, 'name' | 'email' | 'avatar' | 'userType' | 'specialty' | 'suspended'> & {
  readonly role?: Role | undefined;
};

/** @throws `forbidden` for everybody but admins. */
export function checkAdmin(actor: Actor): void {
  if (actor.role !== 'admin') throw new ParleyError('forbidden', 'This is for admins');
}

/**
 * Creates a user, or sets what is given of one. Claims of that person's next token win over what is set here. A user
 * who is suspended by it is cut from every connection; one who gets another role is, and comes back with it.
 * @throws `forbidden` for everybody but admins; `validation_failed` for an id that nobody may have, and for a new user without a name.
 */
export async function putUser(
  ctx: AdministrationContext,
  actor: Actor,
  id: string,
  input: UserInput,
): Promise<{ user: KnownUser; created: boolean }> {
  if (!isUserId(id)) throw invalid('id', 'must be 1 to 255 characters without control characters');
  checkAdmin(actor);
  const { name, email, avatar, userType, specialty, suspended, role } = input;
  const changes: UserChanges = { name, email, avatar, userType, specialty, suspended, role, assignedRole: role };
  const drop = CLAIMED_FIELDS.filter((field) => input[field] !== undefined);
  const [before] = role === undefined ? [] : await ctx.users.findMany([id]);
  let user = await ctx.users.update(id, changes, { drop });
  let created = false;
  if (user === null) {
    if (name === undefined) throw invalid('name', 'is required for a new user');
    user = await ctx.users.insert({ ...changes, id, name }, {});
    created = user !== null;
    // Somebody else created the user just now.
    user ??= await ctx.users.update(id, changes, { drop });
  }
  if (user === null) throw new Error('a user vanished');
  const roleChanged = before !== undefined && before.role !== user.role;
  ctx.bus.publish({
    type: 'user.changed',
    userId: id,
    suspended: user.suspended,
    ...(roleChanged && { roleChanged }),
  });
  return { user, created };
}

/** A row of an import: what is to be brought in, or why it cannot be. */
export type ImportCandidate = ImportRow | { readonly errors: readonly FieldIssue[] };

export type ImportResult = {
  readonly created: number;
  readonly updated: number;
  readonly failed: readonly { readonly index: number; readonly errors: readonly FieldIssue[] }[];
};

/**
 * Brings in people who never connected. Rows stand for themselves: a bad one, or one whose id stood before, is reported
 * and the others are stored.
 * @throws `forbidden` for everybody but admins.
 */
export async function importUsers(
  ctx: AdministrationContext,
  actor: Actor,
  candidates: readonly ImportCandidate[],
): Promise<ImportResult> {
  checkAdmin(actor);
  const rows = new Map<string, ImportRow>();
  const failed: { index: number; errors: readonly FieldIssue[] }[] = [];
  for (const [index, candidate] of candidates.entries()) {
    if ('errors' in candidate) failed.push({ index, errors: candidate.errors });
    else if (rows.has(candidate.id))
      failed.push({ index, errors: [{ path: 'id', message: 'stands twice in the list' }] });
    else rows.set(candidate.id, candidate);
  }
  const stored = rows.size === 0 ? [] : await ctx.users.import([...rows.values()]);
  for (const { id, created, suspended } of stored) {
    const roleChanged = rows.get(id)?.role !== undefined;
    if (!created) ctx.bus.publish({ type: 'user.changed', userId: id, suspended, ...(roleChanged && { roleChanged }) });
  }
  const created = stored.filter((row) => row.created).length;
  return { created, updated: stored.length - created, failed };
}
