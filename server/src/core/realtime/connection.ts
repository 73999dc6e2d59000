/** Why the server ends a connection. Contracts map it to their own code; `slow` and `shutdown` say "come back". */
export type CloseReason = 'slow' | 'shutdown' | 'suspended' | 'expired';

/**
 * One live connection of a person through one contract. `F` is the contract's own form of a finished message.
 * `send` never waits: a connection that does not keep up is closed with `slow`.
 */
export type Connection<F> = {
  readonly id: string;
  readonly userId: string;
  send(frame: F): void;
  close(reason: CloseReason): void;
};
