import { type Actor, isAgent, type Role } from '../actor.ts';
import { invalid } from '../errors.ts';
import type { KnownUser, NameCursor, UserStore } from './store.ts';

export type PeopleQuery = {
  /** Part of a name or id, as plain text; null lists everybody, for agents only. */
  readonly search: string | null;
  readonly role: Role | null;
  readonly after: NameCursor | null;
  readonly limit: number;
};

/**
 * People whose name or id contains the text, in any case, by name; agents find them by e-mail too.
 * @throws `validation_failed` when somebody who is no agent gives no text.
 */
export async function searchUsers(
  ctx: { readonly users: UserStore },
  actor: Actor,
  { search, role, after, limit }: PeopleQuery,
): Promise<{ users: KnownUser[]; next: NameCursor | null }> {
  if (search === null && !isAgent(actor)) throw invalid('search', 'is required');
  const roles = role === null ? null : [role];
  return ctx.users.search({ text: search, byEmail: isAgent(actor), roles }, after, limit);
}
