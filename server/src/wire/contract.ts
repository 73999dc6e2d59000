import type { IncomingMessage, Server } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../core/outlets/types.ts';
import type { ContractContext } from './context.ts';

export type RouteName = { readonly method: string; readonly path: string };

/**
 * A wire that clients speak, complete in its folder. It may be served at several places at once: under its name on the main
 * port and at the root of a port of its own.
 */
export type Contract = {
  /** Its routes, below the prefix of `scope`: an encapsulated Fastify plugin. */
  routes(scope: FastifyInstance): Promise<readonly RouteName[]>;
  /** Serves its sockets on `http`, below `prefix` (empty, or a slash and a name). */
  sockets(http: Server, prefix: string): void;
  /** Whether a request to change the protocol is one that it serves below `prefix`. */
  opensSocket(request: IncomingMessage, prefix: string): boolean;
  /** Answers a request whose address cannot be decoded: it gets as far as no route and no hook. */
  answerUnreadable(request: FastifyRequest, reply: FastifyReply): void;
  /** The client events that its sockets know. */
  readonly events: readonly string[];
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

/** What the folder of a contract hands out. */
export type ContractModule = {
  readonly create: (context: ContractContext) => Contract;
  /** How it tells other services what happened; without it they hear nothing of it. */
  readonly dialect?: Dialect;
};

/** Whether a request opens a Socket.IO connection over WebSocket below `prefix`. */
export function opensSocketIo({ url, headers }: IncomingMessage, prefix: string): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && url !== undefined && url.startsWith(`${prefix}/socket.io/`);
}
