import type { ContractContext } from '../../wire/context.ts';
import type { Contract, ContractModule } from '../../wire/contract.ts';
import { opensSocketIo } from '../../wire/contract.ts';
import { createSurface } from '../../wire/surface.ts';
import type { HelpdeskContext } from './context.ts';
import { createAttachmentLinks } from './links.ts';
import { engineDialect } from './outside.ts';
import { answerUnreadableAddress, problemOf } from './problem.ts';
import { agentToolRoutes } from './routes/agent-tools.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { faqCategoryRoutes } from './routes/faq-categories.ts';
import { faqRoutes } from './routes/faqs.ts';
import { messageRoutes } from './routes/messages.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { operationRoutes } from './routes/operation.ts';
import { preferenceRoutes } from './routes/preferences.ts';
import { searchRoutes } from './routes/search.ts';
import { servicePackageRoutes } from './routes/service-packages.ts';
import { slaRoutes } from './routes/sla.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createSockets } from './socket/index.ts';

/** Public paths: no token is fine there, but a bad one is not. */
const PUBLIC = /^\/(health|metrics|openapi\.json|docs|dev)(\/|\?|$)/;
/** Published FAQs may be read by everybody; their ratings' comments are no part of that. */
const PUBLIC_FAQS = /^\/api\/faqs(\/[^/?]+)?(\?|$)/;
/** A link that carries its own grant; its route checks it. */
const SIGNED = /^\/api\/attachments\/[^/?]+\/(content|thumbnail)\?/;
/** Links in mails: the token in them is the grant. */
const UNSUBSCRIBE = /^\/api\/notifications\/unsubscribe\/[^/?]*(\?|$)/;

function isPublic(path: string, { method }: { readonly method: string }): boolean {
  const reads = method === 'GET' || method === 'HEAD';
  return PUBLIC.test(path) || SIGNED.test(path) || UNSUBSCRIBE.test(path) || (reads && PUBLIC_FAQS.test(path));
}

/** The native contract. */
function createHelpdesk(base: ContractContext): Contract {
  const context: HelpdeskContext = { ...base, links: createAttachmentLinks(base.signer, base.publicUrl) };
  const { core } = context;
  const sockets = createSockets(context);
  return {
    async routes(scope) {
      const { routes, actorOf } = await createSurface(scope, context, {
        contract: 'helpdesk',
        exposedHeaders: 'X-Request-Id, Retry-After, Content-Disposition',
        isPublic,
        // The metrics token is not one of ours.
        isForeign: (path) => context.metricsToken !== null && path.startsWith('/metrics'),
        fail(error, _request, reply) {
          const problem = problemOf(error);
          return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
        },
      });
      conversationRoutes(routes, context);
      messageRoutes(routes, context);
      userRoutes(routes, context);
      servicePackageRoutes(routes, context);
      slaRoutes(routes, context);
      notificationRoutes(routes, context);
      preferenceRoutes(routes, context);
      unsubscribeRoutes(scope, routes, context);
      faqCategoryRoutes(routes, context);
      faqRoutes(routes, context);
      attachmentRoutes(scope, routes, { ...context, files: core }, actorOf);
      ticketRoutes(routes, context);
      agentToolRoutes(routes, context);
      searchRoutes(routes, context);
      webhookRoutes(routes, context);
      operationRoutes(scope, routes, context);
      return routes.entries.map(({ method, path }) => ({ method, path }));
    },
    sockets: (http, prefix) => sockets.serve(http, `${prefix}/socket.io`),
    opensSocket: opensSocketIo,
    answerUnreadable: answerUnreadableAddress,
    events: sockets.events,
    close: () => sockets.close(),
  };
}

export const helpdesk: ContractModule = { create: createHelpdesk, dialect: engineDialect };
