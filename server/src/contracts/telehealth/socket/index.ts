import type { Server as HttpServer } from 'node:http';
import { invalid, type ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import { catalogued } from '../../../wire/errors.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import { type Incoming, type Peer, type PeerHandler, serveSocketIo } from '../../../wire/socketio/server.ts';
import { takeRequest } from '../../../wire/throttle.ts';
import type { TelehealthContext } from '../context.ts';
import { messageOf, statusOf } from '../errors.ts';
import { TelehealthChannel } from './channel.ts';
import { createHandlers } from './handlers.ts';
import { TelehealthSession } from './session.ts';
import { TempIds } from './temp-ids.ts';

export type SocketSurface = {
  readonly events: readonly string[];
  /** Sends an event to all connections of one person. */
  tell(userId: string, frame: Frame): void;
  /** Serves this contract's Socket.IO on `http` at `path`, default namespace. */
  serve(http: HttpServer, path: string): void;
  /** Ends all connections; clients come back by themselves. */
  close(): void;
};

const LONGEST_TEMP_ID = 128;

/** A refusal in the form in which Socket.IO hands it to the client as `connect_error`. */
function refuse(error: ParleyError): Error {
  return Object.assign(new Error(`Authentication error: ${error.message}`), { data: { status: statusOf(error.code) } });
}

/** The `tempId` of a payload that was refused, where it holds one. */
function tempIdOf(payload: unknown): { tempId?: string | number } {
  if (typeof payload !== 'object' || payload === null || !('tempId' in payload)) return {};
  const { tempId } = payload;
  if (typeof tempId === 'number') return { tempId };
  return typeof tempId === 'string' && tempId.length <= LONGEST_TEMP_ID ? { tempId } : {};
}

/** This contract's sockets: one channel, however many servers they are served on. */
export function createSockets(ctx: TelehealthContext): SocketSurface {
  const { core } = ctx;
  const tempIds = new TempIds();
  const channel = new TelehealthChannel(ctx, tempIds);
  core.hub.attach(channel);
  const handlers = createHandlers(ctx, channel, tempIds);
  const closers: (() => void)[] = [];

  function open(peer: Peer): PeerHandler {
    const { connection } = peer;
    const session = new TelehealthSession(core, peer, ctx.userService !== null);
    const { userId } = session;
    const isFirst = !channel.has(userId);
    channel.add(connection);
    connectionOpened(core, session.actor);
    if (isFirst) core.marks.deliveredWithDoctors(userId).catch(core.onFault);
    void ctx.profiles.refresh([userId], session.authorization);
    return {
      receive: (incoming) => receive(session, incoming),
      closed() {
        channel.remove(connection);
        session.closed = true;
        connectionClosed(core, session.actor, session.user, []);
      },
    };
  }

  function receive(session: TelehealthSession, { event, payload, ack }: Incoming): void {
    const fail = (error: unknown) => {
      const known = catalogued(error, ctx.isOutage);
      const { code, retryAfter } = known;
      if (code === 'internal_error') core.onFault(error);
      const refusal = { event, message: messageOf(known), status: statusOf(code) };
      const more = { ...tempIdOf(payload), ...(retryAfter !== null && { retryAfter }) };
      session.connection.send(eventFrame('error', JSON.stringify({ ...refusal, ...more })));
      ack?.(JSON.stringify({ success: false, ...refusal, ...(retryAfter !== null && { retryAfter }) }));
    };
    const succeed = (data: readonly string[]) => ack?.('{"success":true,"data":', ...data, '}');
    try {
      takeRequest(core, session.userId);
      const handler = handlers.get(event);
      if (!handler) throw invalid('event', 'is not known');
      const result = handler(session, payload);
      if (result instanceof Promise) result.then(succeed).catch(fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  return {
    events: [...handlers.keys()],
    tell: (userId, frame) => channel.tell(userId, frame),
    serve(http, path) {
      closers.push(serveSocketIo(http, path, ctx, { refuse, open }));
    },
    close() {
      channel.close(null, 'shutdown');
      for (const end of closers) end();
    },
  };
}
