import type { Server as HttpServer } from 'node:http';
import type { ParleyError } from '../../core/errors.ts';
import type { ConnectionTrace, Span } from '../../core/tracing.ts';
import type { Session } from '../../core/users/identify.ts';
import type { ContractContext } from '../context.ts';
import { catalogued } from '../errors.ts';
import { takeRequest } from '../throttle.ts';
import { beginFrame, endFrame, nameFrame } from '../traces.ts';
import { eventFrameIn } from './frames.ts';
import type { Handler } from './handler.ts';
import { prefixOf } from './parser.ts';
import { type Incoming, type Peer, serveSocketIo } from './server.ts';
import type { SocketSession } from './session.ts';

/** How a refused event is told, as JSON texts: in an `error` event (null: none), and to whoever asked for an ack. */
export type Refusal = { readonly event: string | null; readonly ack: string };

export type SocketOptions<S extends SocketSession, A> = {
  /** By the name of the event. */
  readonly handlers: ReadonlyMap<string, Handler<S, A>>;
  /** Deals with an event of another name, whatever it carries. */
  readonly unknown: (session: S, event: string) => A | Promise<A>;
  /** An ack that is good news, as JSON text in parts. */
  readonly answer: (result: A) => readonly string[];
  readonly refusal: (error: ParleyError, incoming: Incoming) => Refusal;
  /** What a client that is not let in meets as `connect_error`. */
  readonly refuse: (error: ParleyError) => Error;
  /** Takes up a connection whose token was good; `closed` is called once, when it ended. */
  readonly open: (peer: Peer) => { readonly session: S; closed(): void };
  /** Has a last look at a connection whose token was good, before it is let in. Throws what refuses it. */
  readonly admit?: (session: Session, socket: Peer['socket']) => Promise<void>;
  /** What a client without a token is told. */
  readonly tokenMissing?: string;
  /** The namespace; the default one, `/`, where none is named. */
  readonly namespace?: string;
  /** Ends all connections. */
  readonly close: () => void;
};

/** The sockets of a contract, however many servers they are served on. */
export type SocketSurface = {
  /** The events that it takes. */
  readonly events: readonly string[];
  /** Serves them on `http` at `path`. */
  serve(http: HttpServer, path: string): void;
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

/**
 * Makes the Socket.IO side of a contract: who has a good token is let in, each event counts against the limit of requests and
 * goes to its handler, and what becomes of it is told in the contract's form.
 */
export function createSocketSurface<S extends SocketSession, A>(
  ctx: ContractContext,
  options: SocketOptions<S, A>,
): SocketSurface {
  const { core } = ctx;
  const { handlers, namespace = '/' } = options;
  const prefix = prefixOf(namespace);
  const closers: (() => void)[] = [];

  function succeed({ ack }: Incoming, span: Span | null, result: A): void {
    ack?.(...options.answer(result));
    if (span) endFrame(span, null);
  }

  function fail(session: S, incoming: Incoming, span: Span | null, error: unknown): void {
    const known = catalogued(error, ctx.isOutage);
    if (known.code === 'internal_error') core.onFault(error);
    const { event, ack } = options.refusal(known, incoming);
    if (event !== null) session.connection.send(eventFrameIn(prefix, 'error', event));
    incoming.ack?.(ack);
    if (span) endFrame(span, known);
  }

  function receive(session: S, incoming: Incoming, span: Span | null): void {
    session.enter(
      () => takeRequest(core, session.userId),
      () => act(session, incoming, span),
      (error) => fail(session, incoming, span, error),
    );
  }

  function act(session: S, incoming: Incoming, span: Span | null): void {
    const { event, payload } = incoming;
    try {
      const handle = handlers.get(event);
      const result = handle ? handle(session, payload) : options.unknown(session, event);
      if (result instanceof Promise)
        result
          .then((value) => succeed(incoming, span, value))
          .catch((error: unknown) => fail(session, incoming, span, error));
      else succeed(incoming, span, result);
    } catch (error) {
      fail(session, incoming, span, error);
    }
  }

  function receiveTraced(session: S, incoming: Incoming, trace: ConnectionTrace): void {
    const span = beginFrame(trace);
    if (handlers.has(incoming.event)) nameFrame(span, incoming.event);
    span.run(() => receive(session, incoming, span));
  }

  return {
    events: [...handlers.keys()],
    serve(http, path) {
      const end = serveSocketIo(http, path, ctx, {
        refuse: options.refuse,
        ...(options.admit && { admit: options.admit }),
        ...(options.tokenMissing !== undefined && { tokenMissing: options.tokenMissing }),
        namespace,
        open(peer) {
          const { session, closed } = options.open(peer);
          const { trace } = peer;
          return {
            receive: trace
              ? (incoming) => receiveTraced(session, incoming, trace)
              : (incoming) => receive(session, incoming, null),
            closed() {
              session.closed = true;
              if (session.connection.cut) session.sequence.end();
              closed();
            },
          };
        },
      });
      closers.push(end);
    },
    close() {
      options.close();
      for (const end of closers) end();
    },
  };
}
