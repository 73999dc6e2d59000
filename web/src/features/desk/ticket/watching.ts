import type { Ticket, UserRef } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { showToast } from '../../../ui/toasts.ts';
import { tellProblem } from '../data/problems.ts';

/** Has an agent hear of all that happens to a ticket, or no longer; says so once it is done. Who does is not told by the server. */
export function useWatching(ticket: Ticket): { readonly set: (agent: UserRef, isOn: boolean) => Promise<void> } {
  const t = useT('desk');
  const parley = useParley();
  const me = useSession()?.me.id;
  return {
    async set(agent, isOn) {
      const params = { id: ticket.id, userId: agent.id };
      const { number } = ticket;
      try {
        await parley.request(isOn ? 'put' : 'delete', '/api/tickets/{id}/watchers/{userId}', { params });
        const title =
          agent.id === me
            ? t(isOn ? 'watch.begun' : 'watch.ended', { number })
            : t('watch.begunFor', { number, name: agent.name });
        showToast({ tone: 'success', title });
      } catch (error) {
        tellProblem(t, t('problem.title', { number }), error);
      }
    },
  };
}
