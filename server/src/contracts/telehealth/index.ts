import { ParleyError } from '../../core/errors.ts';
import type { ContractContext } from '../../wire/context.ts';
import { type Contract, type ContractModule, opensSocketIo } from '../../wire/contract.ts';
import { docsRoutes } from '../../wire/docs/routes.ts';
import { socketIoStart } from '../../wire/docs/start.ts';
import { createSurface } from '../../wire/surface.ts';
import type { TelehealthContext } from './context.ts';
import { messageOf, statusOf } from './errors.ts';
import { socketEvents } from './events.ts';
import { createFileLinks } from './links.ts';
import { telehealthDialect } from './outside.ts';
import { Pairs } from './pairs.ts';
import { Profiles } from './profiles.ts';
import { RecentSenders } from './recent.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { fileRoutes } from './routes/files.ts';
import { messageRoutes } from './routes/messages.ts';
import { operationRoutes } from './routes/operation.ts';
import { searchRoutes } from './routes/search.ts';
import { error as errorBody } from './schema/answers.ts';
import { createSockets } from './socket/index.ts';

/** What needs no token: a link to a file carries its own grant, which its route checks. */
const PUBLIC = /^\/(health|openapi\.json|docs|files|telehealth\/files)(\/|\?|$)/;

const DESCRIPTION =
  'Messages between patients and doctors, two at a time: conversations, files, delivery and read receipts, typing, presence and search.';

const SOCKET_NOTE = 'Socket.IO on the same address. Both people hear of their conversation without joining anything.';

/** Patients and doctors, two at a time. */
function createTelehealth(base: ContractContext): Contract {
  const { core } = base;
  const ctx: TelehealthContext = {
    ...base,
    pairs: new Pairs(core),
    profiles: new Profiles(core, base.userService),
    recent: new RecentSenders(core),
    links: createFileLinks(base),
  };
  const sockets = createSockets(ctx);
  return {
    async routes(scope) {
      const { routes, actorOf } = await createSurface(scope, ctx, {
        contract: 'telehealth',
        exposedHeaders: 'X-Request-Id, Retry-After, Content-Disposition',
        isPublic: (path) => PUBLIC.test(path),
        fail: (error, _request, reply) => reply.code(statusOf(error.code)).send({ message: messageOf(error) }),
      });
      operationRoutes(scope, routes, ctx);
      conversationRoutes(routes, ctx);
      messageRoutes(routes, ctx, sockets.tell);
      fileRoutes(scope, routes, ctx, actorOf);
      searchRoutes(routes, ctx);
      docsRoutes(scope, routes, socketEvents(core.settings), {
        title: 'Parley: telehealth',
        description: DESCRIPTION,
        version: ctx.version,
        error: errorBody,
        errorType: 'application/json',
        start: socketIoStart('/api/v1/messages/conversations', SOCKET_NOTE, 'new_message'),
      });
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: (http, prefix) => sockets.serve(http, `${prefix}/socket.io`),
    opensSocket: opensSocketIo,
    answerUnreadable: (_request, reply) =>
      void reply.code(404).send({ message: new ParleyError('not_found', 'There is no such address').message }),
    events: sockets.events,
    close: () => sockets.close(),
  };
}

export const telehealth: ContractModule = { create: createTelehealth, dialect: telehealthDialect };
