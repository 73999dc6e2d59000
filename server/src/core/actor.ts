export type Role = 'user' | 'agent' | 'admin';

/**
 * Who asks. Built from a verified token and the stored user, never from a request body. `connectionId` names the live
 * connection that the request came through, or is null for plain HTTP.
 */
export type Actor = {
  readonly userId: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly role: Role;
  readonly connectionId: string | null;
};

/** Agents and admins. */
export function isAgent(actor: { readonly role: Role }): boolean {
  return actor.role !== 'user';
}
