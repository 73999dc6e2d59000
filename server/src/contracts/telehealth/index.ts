import { z } from 'zod';
import { timeOf } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import type { ContractContext } from '../../wire/context.ts';
import { type Contract, opensSocketIo } from '../../wire/contract.ts';
import { docsRoutes } from '../../wire/docs/routes.ts';
import { statusOf } from '../../wire/errors.ts';
import { createSurface } from '../../wire/surface.ts';
import { telehealthDialect } from './outside.ts';

const PUBLIC = /^\/(health|openapi\.json|docs)(\/|\?|$)/;

const error = z.object({ message: z.string() }).meta({ id: 'Error' });

/** Patients and doctors, two at a time. */
export function createTelehealth(context: ContractContext): Contract {
  const { core } = context;
  return {
    async routes(scope) {
      const { routes } = await createSurface(scope, context, {
        exposedHeaders: 'X-Request-Id, Retry-After, Content-Disposition',
        isPublic: (path) => PUBLIC.test(path),
        fail: ({ code, message }, _request, reply) => reply.code(statusOf(code)).send({ message }),
      });
      scope.get('/health', { compress: false }, async () => ({
        service: 'Messaging Service',
        status: 'healthy',
        timestamp: timeOf(core),
        onlineUsers: core.presence.count(),
      }));
      docsRoutes(scope, routes, [], {
        title: 'Parley: telehealth',
        description: 'Patients and doctors.',
        version: context.version,
        error,
        errorType: 'application/json',
      });
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: () => {},
    opensSocket: opensSocketIo,
    answerUnreadable: (_request, reply) =>
      void reply.code(404).send({ message: new ParleyError('not_found', 'There is no such address').message }),
    events: [],
    dialect: telehealthDialect,
    close: () => {},
  };
}
