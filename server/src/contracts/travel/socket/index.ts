import type { Server as HttpServer } from 'node:http';
import { isAgent } from '../../../core/actor.ts';
import { invalid } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { catalogued } from '../../../wire/errors.ts';
import { eventFrame } from '../../../wire/socketio/frames.ts';
import { type Incoming, type Peer, type PeerHandler, serveSocketIo } from '../../../wire/socketio/server.ts';
import { takeRequest } from '../../../wire/throttle.ts';
import { textOf } from '../errors.ts';
import { TravelChannel } from './channel.ts';
import { conversationHandlers, type TravelHandler } from './handlers.ts';
import { type Answer, TravelSession } from './session.ts';
import { supportHandlers } from './support.ts';
import { TempIds } from './temp-ids.ts';

export type SocketSurface = {
  readonly events: readonly string[];
  /** Serves the contract's Socket.IO on `http` at `path`, default namespace. */
  serve(http: HttpServer, path: string): void;
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

/** The contract's sockets: one channel, however many servers they are served on. */
export function createSockets(context: ContractContext): SocketSurface {
  const { core } = context;
  const tempIds = new TempIds();
  const channel = new TravelChannel(core, tempIds);
  core.hub.attach(channel);
  const parts = { ...context, channel, tempIds };
  const handlers = new Map<string, TravelHandler>([...conversationHandlers(parts), ...supportHandlers(parts)]);
  const closers: (() => void)[] = [];

  function open(peer: Peer): PeerHandler {
    const { connection } = peer;
    const session = new TravelSession(core, peer);
    channel.add(connection);
    channel.setAgent(connection, isAgent(session.actor));
    connectionOpened(core, session.actor);
    return {
      receive: (incoming) => receive(session, incoming),
      closed() {
        session.closed = true;
        channel.remove(connection);
        connectionClosed(core, session.actor, session.user, []);
      },
    };
  }

  function receive(session: TravelSession, { event, payload, ack }: Incoming): void {
    const fail = (error: unknown) => {
      const known = catalogued(error, context.isOutage);
      if (known.code === 'internal_error') core.onFault(error);
      const message = textOf(known);
      session.connection.send(eventFrame('error', JSON.stringify({ event, message })));
      ack?.(JSON.stringify({ success: false, error: message }));
    };
    const succeed = (answer: Answer) => {
      if ('json' in answer) ack?.('{"success":true,', ...answer.json, '}');
      else ack?.(JSON.stringify({ success: true, ...answer }));
    };
    try {
      takeRequest(core, session.userId);
      const handler = handlers.get(event);
      const result = handler
        ? handler(session, payload)
        : session.sequence.exclusive(() => {
            throw invalid('event', `${event} is not known`);
          });
      if (result instanceof Promise) result.then(succeed).catch(fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  return {
    events: [...handlers.keys()],
    serve(http, path) {
      closers.push(serveSocketIo(http, path, context, { refuse: () => new Error('Authentication error'), open }));
    },
    close() {
      channel.close(null, 'shutdown');
      for (const end of closers) end();
    },
  };
}
