import type { ConversationType } from './types.ts';

/**
 * Which conversations a contract shows, or a list of it: plain data that a store makes conditions of. All that it says must
 * hold; a contract that goes by something else adds a field here, and every list, count, mark and search knows it.
 */
export type ConversationScope = {
  /** Null: any. */
  readonly types: readonly ConversationType[] | null;
  /**
   * Whether, of its people, some are doctors, exactly one is, or both of two are; null: whoever they are. Who was a doctor while
   * in a direct conversation and is none now still makes it one with a doctor (`some`, and `one` where there is no other).
   */
  readonly doctors: 'some' | 'one' | 'both' | null;
};

/** Every conversation. */
export const EVERYTHING: ConversationScope = { types: null, doctors: null };

/** Conversations of two, whoever they are. */
export const DIRECT: ConversationScope = { types: ['direct'], doctors: null };

const ALL_TYPES: readonly ConversationType[] = ['direct', 'group', 'support'];

/** The types of conversations that any of the scopes reaches. */
export function typesOf(scopes: readonly ConversationScope[]): ReadonlySet<ConversationType> {
  return new Set(scopes.flatMap(({ types }) => types ?? ALL_TYPES));
}
