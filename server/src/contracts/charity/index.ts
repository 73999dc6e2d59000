import type { ContractContext } from '../../wire/context.ts';
import type { Contract, ContractModule } from '../../wire/contract.ts';
import { docsRoutes } from '../../wire/docs/routes.ts';
import type { Start } from '../../wire/docs/start.ts';
import { createSurface } from '../../wire/surface.ts';
import { errorBody, httpStatusOf } from './errors.ts';
import { socketEvents } from './events.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { messageRoutes } from './routes/messages.ts';
import { operationRoutes } from './routes/operation.ts';
import { error } from './schema/answers.ts';
import { createSockets } from './socket/index.ts';

const BODY_LIMIT = 128 * 1024;
const HEALTH = /^\/health(\?|$)/;
const PUBLIC = /^\/(health|openapi\.json|docs|ws)(\/|\?|$)/;

const START: Start = {
  path: '/api/conversations',
  socket: {
    note: 'A raw WebSocket for each conversation that is open; frames are JSON objects, told apart by their type.',
    code: [
      "const socket = new WebSocket('{origin}{root}/ws/conversations/ID?token=' + token);",
      'socket.onmessage = ({ data }) => console.log(JSON.parse(data));',
    ].join('\n'),
    namespace: null,
  },
};

/** The users of a donation platform and its admins, who talk in conversations. */
function createCharity(context: ContractContext): Contract {
  const sockets = createSockets(context);
  return {
    async routes(scope) {
      const { routes } = await createSurface(scope, context, {
        contract: 'charity',
        bodyLimit: BODY_LIMIT,
        exposedHeaders: 'X-Request-Id, Retry-After',
        isPublic: (path) => PUBLIC.test(path),
        // Whoever asks for health is told, whatever token they carry.
        isForeign: (path) => HEALTH.test(path),
        fail: (failure, _request, reply) => reply.code(httpStatusOf(failure.code)).send(errorBody(failure)),
      });
      conversationRoutes(routes, context);
      messageRoutes(routes, context);
      operationRoutes(scope, routes, context);
      docsRoutes(scope, routes, socketEvents(context.core.settings), {
        title: 'Parley: charity',
        description: 'The users of a donation platform and its admins talk with each other.',
        version: context.version,
        error,
        errorType: 'application/json',
        start: START,
      });
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: sockets.serve,
    opensSocket: sockets.opens,
    answerUnreadable: (_request, reply) =>
      void reply.code(404).send({ success: false, error: { code: 'NOT_FOUND', message: 'There is no such address' } }),
    events: sockets.events,
    close: () => sockets.close(),
  };
}

export const charity: ContractModule = { create: createCharity };
