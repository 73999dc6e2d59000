import { ParleyError } from '../../core/errors.ts';
import type { ContractContext } from '../../wire/context.ts';
import { type Contract, type ContractModule, opensSocketIo } from '../../wire/contract.ts';
import { docsRoutes } from '../../wire/docs/routes.ts';
import { socketIoStart } from '../../wire/docs/start.ts';
import { createSurface } from '../../wire/surface.ts';
import type { MarketplaceContext } from './context.ts';
import { errorBody, NO_TOKEN } from './errors.ts';
import { socketEvents } from './events.ts';
import { Figures } from './figures.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { fileRoutes, isLinked } from './routes/files.ts';
import { groupRoutes } from './routes/groups.ts';
import { oneMessageRoutes } from './routes/message.ts';
import { messageRoutes } from './routes/messages.ts';
import { operationRoutes } from './routes/operation.ts';
import { searchRoutes } from './routes/search.ts';
import { userRoutes } from './routes/users.ts';
import { error } from './schema/answers.ts';
import { createSockets } from './socket/index.ts';

/** What needs no token; a signed link to a file carries its own grant, which its route checks. */
const PUBLIC = /^\/(((api\/)?(health|docs))|api\/docs-json|openapi\.json)(\/|\?|$)/;

const DESCRIPTION =
  'Chat of a marketplace for services: conversations of two and groups, offers and bookings from service packages, files, reactions, read receipts, typing, presence and search.';

const SOCKET_NOTE =
  'Socket.IO on the same address, in the namespace /chat. Every connection hears of all conversations of its user at once.';

const DOCS = { document: '/api/docs-json', page: '/api/docs' };

/** People who offer services and people who book them. */
function createMarketplace(base: ContractContext): Contract {
  const ctx: MarketplaceContext = { ...base, figures: new Figures(base.core) };
  const sockets = createSockets(ctx);
  return {
    async routes(scope) {
      const { routes, actorOf } = await createSurface(scope, ctx, {
        contract: 'marketplace',
        exposedHeaders: 'X-Request-Id, Retry-After, Content-Disposition',
        isPublic: (path, request) => PUBLIC.test(path) || isLinked(path, request),
        tokenMissing: NO_TOKEN,
        fail: (failure, _request, reply) => {
          const body = errorBody(failure);
          return reply.code(body.statusCode).send(body);
        },
      });
      operationRoutes(scope, routes, ctx);
      conversationRoutes(routes, ctx);
      groupRoutes(routes, ctx);
      userRoutes(routes, ctx);
      messageRoutes(routes, ctx);
      oneMessageRoutes(routes, ctx);
      searchRoutes(routes, ctx);
      fileRoutes(scope, routes, ctx, actorOf);
      const about = {
        title: 'Parley: marketplace',
        description: DESCRIPTION,
        version: ctx.version,
        error,
        errorType: 'application/json',
        start: socketIoStart('/api/conversations', SOCKET_NOTE, 'message_received', '/chat'),
      };
      docsRoutes(scope, routes, socketEvents(base.core.settings), about, DOCS);
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: (http, prefix) => sockets.serve(http, `${prefix}/socket.io`),
    opensSocket: opensSocketIo,
    answerUnreadable: (_request, reply) =>
      void reply.code(404).send(errorBody(new ParleyError('not_found', 'There is no such address'))),
    events: sockets.events,
    close: () => sockets.close(),
  };
}

export const marketplace: ContractModule = { create: createMarketplace };
