import type { Notification } from '../notifications/types.ts';
import type { Difference } from './changes.ts';
import type { PreferenceSource, Preferences, UnsubscribeScope } from './types.ts';

/**
 * What becomes of somebody's preferences: the next ones, the very same object to leave them as they are, or a refusal because
 * the person opted out of marketing. `suppressed`: opted out, and had everything else forgotten since.
 */
export type Edit = (present: Preferences, suppressed: boolean) => Preferences | 'opted_out';

/** Who edits, for the history. */
export type EditMark = { readonly source: PreferenceSource; readonly at: string };

/** An entry of the history: what changed, when, and who changed it. */
export type PreferenceRecord = {
  readonly at: string;
  readonly source: PreferenceSource;
  readonly changes: Difference;
};

/** A token as it is remembered: without the token. */
export type IssuedToken = { readonly scope: UnsubscribeScope; readonly createdAt: string };

export type StoredPushSubscription = {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly createdAt: string;
};

/** All that is kept of somebody for the sake of notices; history and tokens oldest first, the feed newest first. */
export type PersonalNoticeData = {
  readonly preferences: Preferences;
  readonly history: readonly PreferenceRecord[];
  readonly feed: readonly Notification[];
  readonly unsubscribeTokens: readonly IssuedToken[];
  readonly pushSubscriptions: readonly StoredPushSubscription[];
};

/** Preferences as they are stored, and what goes with them. Nobody who is suppressed ever has marketing on. */
export type PreferenceStore = {
  /** By user id, for every id given; who never set anything has the defaults. */
  getMany(userIds: readonly string[]): Promise<ReadonlyMap<string, Preferences>>;
  /**
   * Edits the preferences of all that exist among `userIds`, each under a lock so that edits at the same time follow one
   * another, all in one transaction with their history. Turning marketing on ends a suppression.
   */
  edit(userIds: readonly string[], edit: Edit, mark: EditMark): Promise<ReadonlyMap<string, Preferences | 'opted_out'>>;
  /**
   * `edit` for the person whose token has this hash; null when there is no such token, also when it went while this waited
   * for its turn.
   */
  redeem(
    tokenHash: Uint8Array,
    edit: (present: Preferences, scope: UnsubscribeScope) => Preferences,
    mark: EditMark,
  ): Promise<UnsubscribeScope | null>;
  addToken(tokenHash: Uint8Array, userId: string, scope: UnsubscribeScope, at: string): Promise<void>;
  findToken(tokenHash: Uint8Array): Promise<UnsubscribeScope | null>;
  /** People who take digests, by id, those after the id `after`; at most `limit`. */
  listDigests(after: string | null, limit: number): Promise<Preferences[]>;
  /** All of it as of one moment. */
  collect(userId: string): Promise<PersonalNoticeData>;
  /** Removes all of it in one transaction; of an opt-out of marketing a suppression stays. */
  forget(userId: string, at: string): Promise<void>;
};
