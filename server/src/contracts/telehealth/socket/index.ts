import { invalid, type ParleyError } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import type { Frame } from '../../../wire/socketio/frames.ts';
import { createSocketSurface, type SocketSurface } from '../../../wire/socketio/surface.ts';
import { TempIds } from '../../../wire/temp-ids.ts';
import type { TelehealthContext } from '../context.ts';
import { messageOf, statusOf } from '../errors.ts';
import { SHOWN } from '../scope.ts';
import { TelehealthChannel } from './channel.ts';
import { type AckData, createHandlers } from './handlers.ts';
import { TelehealthSession } from './session.ts';

export type TelehealthSockets = SocketSurface & {
  /** Sends an event to all connections of one person. */
  tell(userId: string, frame: Frame): void;
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
export function createSockets(ctx: TelehealthContext): TelehealthSockets {
  const { core } = ctx;
  const tempIds = new TempIds();
  const channel = new TelehealthChannel(ctx, tempIds);
  core.hub.attach(channel);
  const surface = createSocketSurface<TelehealthSession, AckData>(ctx, {
    handlers: createHandlers(ctx, channel, tempIds),
    unknown() {
      throw invalid('event', 'is not known');
    },
    answer: (data) => ['{"success":true,"data":', ...data, '}'],
    refusal(error, { event, payload }) {
      const { code, retryAfter } = error;
      const refused = { event, message: messageOf(error), status: statusOf(code) };
      const later = retryAfter !== null && { retryAfter };
      return {
        event: JSON.stringify({ ...refused, ...tempIdOf(payload), ...later }),
        ack: JSON.stringify({ success: false, ...refused, ...later }),
      };
    },
    refuse,
    open(peer) {
      const { connection } = peer;
      const session = new TelehealthSession(core, peer, ctx.userService !== null);
      const { userId } = session;
      const isFirst = !channel.has(userId);
      channel.enter(connection, peer.origin);
      connectionOpened(core, session.actor);
      if (isFirst) core.marks.deliveredAll(userId, SHOWN).catch(core.onFault);
      void ctx.profiles.refresh([userId], session.authorization);
      return {
        session,
        closed() {
          channel.remove(connection);
          connectionClosed(core, session.actor, session.user, []);
        },
      };
    },
    close: () => channel.close(null, 'shutdown'),
  });
  return { ...surface, tell: (userId, frame) => channel.tell(userId, frame) };
}
