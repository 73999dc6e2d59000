import type { Notification } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { isStaff } from '../../../session/identity.ts';
import { useSession } from '../../../session/session.ts';

/** Marks a notification as read and goes to what it is about: the ticket, the message, or the conversation. */
export function useGoing(): (notification: Notification) => Promise<void> {
  const parley = useParley();
  const session = useSession();
  const navigate = useNavigate();
  return useCallback(
    async ({ id, data, readAt }) => {
      // Where it cannot be told now, it stays unread: nobody waits for that.
      if (readAt === null) void parley.notifications.markRead(id).catch(() => {});
      const { ticketId, conversationId, messageId } = data;
      if (ticketId !== undefined) {
        const to = session && isStaff(session.me) ? '/desk/$id' : '/support/$id';
        await navigate({ to, params: { id: ticketId } });
      } else if (conversationId !== undefined) {
        const seq = messageId === undefined ? null : await seqOf(parley.request, messageId);
        await navigate({
          to: '/inbox/$id',
          params: { id: conversationId },
          search: seq === null ? {} : { seq: `${seq}` },
        });
      }
    },
    [parley, session, navigate],
  );
}

/** The number of a message; null where it is gone, or nobody can say now. */
async function seqOf(request: ReturnType<typeof useParley>['request'], id: string): Promise<number | null> {
  try {
    return (await request('get', '/api/messaging/messages/{id}', { params: { id } })).seq;
  } catch {
    return null;
  }
}
