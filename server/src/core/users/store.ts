import type { Role } from '../actor.ts';
import type { User, UserType } from './types.ts';

/** What of a person a token may set and an edit may set otherwise. */
export const CLAIMED_FIELDS = ['name', 'email', 'avatar', 'specialty', 'userType'] as const;
export type ClaimedField = (typeof CLAIMED_FIELDS)[number];

/**
 * What the tokens said last, by which a token with news is told from one that repeats what somebody has edited since.
 * `issuedAt` (milliseconds) belongs to the token that brought the last news.
 */
export type Claimed = { readonly [field in ClaimedField]?: string } & { readonly issuedAt?: number };

/** A person with what their tokens said last. */
export type KnownUser = User & { readonly claimed: Claimed };

/** What to set of a person; a member that is missing or undefined stays as it is. */
export type UserChanges = {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly avatar?: string | null | undefined;
  readonly role?: Role | undefined;
  readonly assignedRole?: Role | undefined;
  readonly userType?: UserType | null | undefined;
  readonly specialty?: string | null | undefined;
  readonly statusText?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly suspended?: boolean | undefined;
};

export type NewUser = UserChanges & { readonly id: string; readonly name: string };

/** A person to bring in, as an admin's list has them. `role` is assigned. */
export type ImportRow = {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly avatar?: string | null | undefined;
  readonly role?: Role | undefined;
  readonly userType?: UserType | null | undefined;
  readonly specialty?: string | null | undefined;
};

/** Where a list of people by name goes on: after this folded name and id. */
export type NameCursor = { readonly name: string; readonly id: string };

export type UserSearch = {
  /** Part of the name or the id, in any case; null finds everybody. */
  readonly text: string | null;
  /** Whether the e-mail address may match as well. */
  readonly byEmail: boolean;
  /** Only people with one of these roles; null for all. */
  readonly roles: readonly Role[] | null;
};

/** People as they are stored. Ids that nobody could have must be kept away from it (`isUserId`). */
export type UserStore = {
  /** Those that exist, in no particular order. */
  findMany(ids: readonly string[]): Promise<KnownUser[]>;
  /** Null when the id is taken. */
  insert(user: NewUser, claimed: Claimed): Promise<KnownUser | null>;
  /**
   * Sets what is given; null when there is no such user. `claims.add` is remembered as what a token said, `claims.drop`
   * is forgotten, so that the next token that carries it wins.
   */
  update(
    id: string,
    changes: UserChanges,
    claims?: { readonly add?: Claimed; readonly drop?: readonly ClaimedField[] },
  ): Promise<KnownUser | null>;
  /**
   * Creates or updates all in one statement; what a row leaves out stays as it is. Ids must differ. The results are in
   * no particular order.
   */
  import(rows: readonly ImportRow[]): Promise<{ id: string; created: boolean; suspended: boolean }[]>;
  /** By folded name, then id; at most `limit`. `next` is null on the last page. */
  search(
    query: UserSearch,
    after: NameCursor | null,
    limit: number,
  ): Promise<{ users: KnownUser[]; next: NameCursor | null }>;
  /** Moves the time somebody was last seen forward to `at` (milliseconds), never back. */
  touchLastSeen(id: string, at: number): Promise<void>;
  /** The same for several, unless they were seen in the few seconds before: who says so first is believed. */
  touchLastSeenOnce(ids: readonly string[], at: number): Promise<void>;
};
