/** The claims of a token whose signature and times were checked. Values are unchecked JSON. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/**
 * Checks bearer tokens. A token passes when it is signed with a configured key and that key's own algorithm, is within
 * its times, and has the configured issuer and audience.
 */
export type TokenVerifier = {
  /** The claims of a token that was verified here before and still holds; null says only "call verify". Cheap. */
  peek(token: string): TokenClaims | null;
  /**
   * Rejects with `unauthorized` when the token does not pass, with `unavailable` when the keys cannot be fetched now.
   * The message names no part of the token.
   */
  verify(token: string): Promise<TokenClaims>;
};
