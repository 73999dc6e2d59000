import { z } from 'zod';
import type { ContractContext } from '../../wire/context.ts';
import { type Contract, type ContractModule, opensSocketIo } from '../../wire/contract.ts';
import { docsRoutes } from '../../wire/docs/routes.ts';
import { socketIoStart } from '../../wire/docs/start.ts';
import { healthRoute } from '../../wire/health.ts';
import { createSurface } from '../../wire/surface.ts';
import { TempIds } from '../../wire/temp-ids.ts';
import { httpStatusOf, NO_TOKEN, textOf } from './errors.ts';
import { socketEvents } from './events.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { createSockets } from './socket/index.ts';

const SOCKET_NOTE =
  'Socket.IO on the same address. Lists are live at once; join-conversation and join-support bring what is said.';

const PUBLIC = /^\/(health|openapi\.json|docs)(\/|\?|$)/;

const error = z.object({ error: z.string() }).meta({ id: 'Error' });

/** Travellers and agencies who write to each other, and their support tickets. */
function createTravel(context: ContractContext): Contract {
  const tempIds = new TempIds();
  const sockets = createSockets(context, tempIds);
  return {
    async routes(scope) {
      const { routes } = await createSurface(scope, context, {
        contract: 'travel',
        exposedHeaders: 'X-Total-Count, X-Has-More, X-Request-Id, Retry-After',
        isPublic: (path) => PUBLIC.test(path),
        tokenMissing: NO_TOKEN,
        fail: (failure, _request, reply) => reply.code(httpStatusOf(failure)).send({ error: textOf(failure) }),
      });
      conversationRoutes(routes, context);
      ticketRoutes(routes, context, tempIds);
      healthRoute(scope, routes, context);
      docsRoutes(scope, routes, socketEvents(context.core.settings), {
        title: 'Parley: travel',
        description: 'Travellers and agencies write to each other, and to the support team.',
        version: context.version,
        error,
        errorType: 'application/json',
        start: socketIoStart('/api/messaging/conversations', SOCKET_NOTE, 'conversation-updated'),
      });
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: (http, prefix) => sockets.serve(http, `${prefix}/socket.io`),
    opensSocket: opensSocketIo,
    answerUnreadable: (_request, reply) => void reply.code(404).send({ error: 'There is no such address' }),
    events: sockets.events,
    close: () => sockets.close(),
  };
}

export const travel: ContractModule = { create: createTravel };
