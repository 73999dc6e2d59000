import { accessTicket } from '../../../core/tickets/access.ts';
import { sayPublicly } from '../../../core/tickets/comments.ts';
import { takeSend } from '../../../wire/throttle.ts';
import { seeking } from '../errors.ts';
import { publicId } from '../ids.ts';
import { presentSupportMessage, presentTicket } from '../present/tickets.ts';
import * as schema from '../schema/socket.ts';
import { type HandlerContext, on, type TravelHandler } from './handlers.ts';
import { tempIdJson } from './json.ts';

/** Client events about support conversations. */
export function supportHandlers(context: HandlerContext): [string, TravelHandler][] {
  const { core, channel, tempIds } = context;
  const { rooms } = channel;
  const sendBody = schema.sendSupportMessage(core.settings.maxMessageLength);

  return [
    [
      'join-support',
      on(schema.inSupport, 'ticketId', async (session, { ticketId }) => {
        const { actor, connection } = session;
        const ticket = await seeking('ticket', () => accessTicket(core, actor, ticketId));
        if (!session.closed)
          rooms.enter(ticket.conversationId, connection, { id: ticket.id, ownerId: ticket.requesterId });
        return { ticketId: publicId(ticketId) };
      }),
    ],
    [
      'leave-support',
      on(schema.inSupport, 'ticketId', async ({ actor, connection }, { ticketId }) => {
        const ticket = await seeking('ticket', () => accessTicket(core, actor, ticketId));
        rooms.leave(ticket.conversationId, connection);
        return {};
      }),
    ],
    [
      'send-support-message',
      on(
        sendBody,
        null,
        async (session, { ticketId, message: content, tempId }) => {
          const { actor, connection } = session;
          const ticket = await seeking('ticket', () => accessTicket(core, actor, ticketId));
          const { conversationId, requesterId } = ticket;
          const clientId = tempIds.take(conversationId, actor.userId, tempId);
          const entered =
            !session.closed && rooms.enter(conversationId, connection, { id: ticketId, ownerId: requesterId });
          try {
            const said = { content, clientId, attachmentIds: [], keepsStatus: false };
            const { message, duplicate } = await sayPublicly(core, actor, ticket, said);
            if (!duplicate) context.metrics.messageSent();
            const own = tempIdJson(tempIds, message);
            const [now = ticket] = await core.tickets.find([ticketId]);
            const row = JSON.stringify(presentSupportMessage(message, ticketId, requesterId));
            const beside = `,"ticket":${JSON.stringify(presentTicket(now))}`;
            return { json: ['"message":', row, own === null ? '' : `,"tempId":${own}`, beside] };
          } catch (error) {
            if (entered) rooms.leave(conversationId, connection);
            throw error;
          }
        },
        (session) => takeSend(core, session.actor),
      ),
    ],
  ];
}
