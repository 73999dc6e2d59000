import { isAgent } from '../../../core/actor.ts';
import { invalid } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import { createSocketSurface, type SocketSurface } from '../../../wire/socketio/surface.ts';
import type { MarketplaceContext } from '../context.ts';
import { errorBody, NO_TOKEN, textOf } from '../errors.ts';
import { Admission } from './admission.ts';
import { MarketplaceChannel } from './channel.ts';
import { NAMESPACE } from './frames.ts';
import { createHandlers } from './handlers.ts';
import { type Answer, MarketplaceSession } from './session.ts';

/** The contract's sockets: one channel, however many servers they are served on. */
export function createSockets(ctx: MarketplaceContext): SocketSurface {
  const { core } = ctx;
  const channel = new MarketplaceChannel(ctx);
  core.hub.attach(channel);
  const admission = new Admission(ctx.socket.maxPerUser, core.tally, (userId) => channel.of(userId).size);
  return createSocketSurface<MarketplaceSession, Answer>(ctx, {
    namespace: NAMESPACE,
    tokenMissing: NO_TOKEN,
    handlers: createHandlers(ctx, channel),
    unknown: ({ sequence }, event) =>
      sequence.exclusive(() => {
        throw invalid('event', `${event} is not known`);
      }),
    answer: (answer) =>
      'json' in answer ? ['{"success":true,', ...answer.json, '}'] : [JSON.stringify({ success: true, ...answer })],
    refusal(error, { event }) {
      const refused = JSON.stringify({ ...errorBody(error), event });
      return { event: refused, ack: refused };
    },
    refuse: (error) => new Error(error.code === 'unauthorized' ? textOf(error) : error.message),
    admit: ({ userId }, socket) => admission.admit(userId, socket),
    open({ socket, connection, session: proof }) {
      const session = new MarketplaceSession(core, { connection, session: proof });
      channel.add(connection);
      admission.entered(session.userId, socket);
      channel.setAgent(connection, isAgent(session.actor));
      connectionOpened(core, session.actor);
      return {
        session,
        closed() {
          channel.remove(connection);
          admission.changed(session.userId);
          connectionClosed(core, session.actor, session.user, session.watching);
        },
      };
    },
    close: () => channel.close(null, 'shutdown'),
  });
}
