import type { z } from 'zod';
import { check } from '../schema.ts';
import { type Counted, whenCounted } from '../throttle.ts';
import type { Later } from './sequence.ts';
import { checkPayload } from './server.ts';
import type { SocketSession } from './session.ts';

/** Answers an event of a client with what its ack tells. Throws and rejects with errors of the catalogue. */
export type Handler<S, A> = (session: S, payload: unknown) => A | Promise<A>;

/** A payload that is plain JSON and passes its schema. @throws `validation_failed`. */
export function readPayload<T extends z.ZodType>(type: T, payload: unknown): z.output<T> {
  checkPayload(payload);
  return check(type, payload, 'payload');
}

/** A handler whose payload passed its schema. */
export function on<S, A, T extends z.ZodType>(
  type: T,
  handle: (session: S, payload: z.output<T>) => A | Promise<A>,
): Handler<S, A> {
  return (session, payload) => handle(session, readPayload(type, payload));
}

/** What a handler does whose events have an order. */
export type Ordered<S, A, P> = {
  /** Reads the payload as it comes, so that what waits holds no more of it than it needs; a refusal is told in its turn. */
  readonly read: (payload: unknown) => P;
  /** Counts the event as it comes, against a limit; a refusal is told as soon as it is known. */
  readonly admit?: (session: S) => Counted;
  readonly handle: (session: S, payload: P) => A | Promise<A>;
};

/** A handler that begins when all is answered that the connection asked for before, and for which all else waits. */
export function inTurn<S extends SocketSession, A, P>({ handle, ...rest }: Ordered<S, A, P>): Handler<S, A> {
  return ordered(rest, (session, payload, admitted) =>
    session.sequence.exclusive(() => whenCounted(admitted, () => handle(session, payload))),
  );
}

/** A handler that need not wait for the answers to others of its kind; all is answered in order. */
export function pipelined<S extends SocketSession, A, P>({ handle, ...rest }: Ordered<S, Later<A>, P>): Handler<S, A> {
  return ordered(rest, (session, payload, admitted) =>
    session.sequence.pipelined(() => whenCounted(admitted, () => handle(session, payload))),
  );
}

function ordered<S extends SocketSession, A, P>(
  { read, admit }: Pick<Ordered<S, unknown, P>, 'read' | 'admit'>,
  run: (session: S, payload: P, admitted: Counted) => A | Promise<A>,
): Handler<S, A> {
  return (session, payload) => {
    let input: P;
    try {
      input = read(payload);
    } catch (error) {
      return session.sequence.exclusive(() => {
        throw error;
      });
    }
    return run(session, input, admit?.(session));
  };
}
