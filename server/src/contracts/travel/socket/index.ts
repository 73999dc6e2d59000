import { isAgent } from '../../../core/actor.ts';
import { invalid } from '../../../core/errors.ts';
import { connectionClosed, connectionOpened } from '../../../core/realtime/sessions.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { createSocketSurface, type SocketSurface } from '../../../wire/socketio/surface.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { textOf } from '../errors.ts';
import { TravelChannel } from './channel.ts';
import { conversationHandlers } from './handlers.ts';
import { type Answer, TravelSession } from './session.ts';
import { supportHandlers } from './support.ts';

/** The contract's sockets: one channel, however many servers they are served on. */
export function createSockets(context: ContractContext, tempIds: TempIds): SocketSurface {
  const { core } = context;
  const channel = new TravelChannel(core, tempIds);
  core.hub.attach(channel);
  const parts = { ...context, channel, tempIds };
  return createSocketSurface<TravelSession, Answer>(context, {
    handlers: new Map([...conversationHandlers(parts), ...supportHandlers(parts)]),
    unknown: ({ sequence }, event) =>
      sequence.exclusive(() => {
        throw invalid('event', `${event} is not known`);
      }),
    answer: (answer) =>
      'json' in answer ? ['{"success":true,', ...answer.json, '}'] : [JSON.stringify({ success: true, ...answer })],
    refusal(error, { event }) {
      const message = textOf(error);
      return { event: JSON.stringify({ event, message }), ack: JSON.stringify({ success: false, error: message }) };
    },
    refuse: () => new Error('Authentication error'),
    open(peer) {
      const { connection } = peer;
      const session = new TravelSession(core, peer);
      channel.add(connection);
      channel.setAgent(connection, isAgent(session.actor));
      connectionOpened(core, session.actor);
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
}
