import type { OpenSocket, SocketHandlers } from '../../src/index.ts';

/** One attempt of a client to connect, in the hands of a test. */
export type Attempt = {
  readonly token: string;
  readonly handlers: SocketHandlers;
  readonly said: { readonly name: string; readonly payload: unknown; readonly answer: (ack: unknown) => void }[];
  isClosed: boolean;
};

/** Sockets that do nothing by themselves. */
export function scriptSockets(): { readonly open: OpenSocket; readonly attempts: Attempt[]; last(): Attempt } {
  const attempts: Attempt[] = [];
  return {
    attempts,
    last() {
      const attempt = attempts.at(-1);
      if (!attempt) throw new Error('nobody has connected');
      return attempt;
    },
    open(_baseUrl, token, handlers) {
      const attempt: Attempt = { token, handlers, said: [], isClosed: false };
      attempts.push(attempt);
      return {
        emit: (name, payload, answer) => void attempt.said.push({ name, payload, answer }),
        close() {
          attempt.isClosed = true;
        },
      };
    },
  };
}
