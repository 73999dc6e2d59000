import type { CoreEvent } from '../events.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Nodes } from '../realtime/nodes.ts';
import type { PresenceBoard } from '../realtime/presence.ts';
import { createHandlers, type DeliveryPorts } from './deliver.ts';
import { createDigestHandler, DigestClock, type DigestPorts } from './digest.ts';
import type { OutsideHandlers } from './jobs.ts';
import { NoticePump, type PumpPorts } from './pump.ts';
import { type UnreadPorts, UnreadWatch } from './unread.ts';

/** All that notices need. */
export type DeskPorts = DeliveryPorts &
  Omit<PumpPorts, 'channels'> &
  Omit<UnreadPorts, 'channels' | 'isOnline'> &
  DigestPorts & {
    readonly presence: Pick<PresenceBoard, 'of'>;
    readonly bus: Bus;
    readonly nodes: Pick<Nodes, 'self' | 'others' | 'onDied'>;
  };

/** Notices of one process: what does the jobs, and when to begin and to end looking for what is to be told. */
export type NoticeDesk = { readonly handlers: OutsideHandlers; start(): void; stop(): Promise<void> };

/** Puts together what finds out who is to be told of what, and what tells them outside. */
export function createNoticeDesk(ports: DeskPorts): NoticeDesk {
  const channels = { email: ports.outlets.mailer !== null, sms: ports.outlets.sms !== null };
  const pump = new NoticePump({ ...ports, channels });
  const watch = new UnreadWatch({ ...ports, channels, isOnline: (userId) => ports.presence.of(userId).isOnline });
  const digests = channels.email ? new DigestClock(ports) : null;
  let ends: readonly (() => void)[] = [];

  return {
    handlers: { ...createHandlers(ports), 'digest-email': createDigestHandler(ports) },
    start() {
      const unsubscribe = ports.bus.subscribe((event) => {
        if (mayPutDownNotices(event)) pump.wake();
        if (event.type === 'message.sent') watch.sent(event.conversationId);
        else if (event.type === 'presence.changed' && !event.presence.isOnline) watch.left(event.presence.userId);
      }, 'own');
      // One of those that are left takes up what the dead one had noted.
      const leave = ports.nodes.onDied(() => {
        if (ports.nodes.others().every((other) => ports.nodes.self < other)) watch.recall();
      });
      ends = [unsubscribe, leave];
      pump.start();
      watch.start();
      digests?.start();
    },
    async stop() {
      for (const end of ends) end();
      await Promise.all([pump.stop(), watch.stop(), digests?.stop()]);
      ports.outlets.mailer?.close();
    },
  };
}

/** Whether what happened may have put a notice into the outbox. Where this errs, the pump's poll finds it a little later. */
function mayPutDownNotices(event: CoreEvent): boolean {
  if (event.type === 'message.sent') {
    return event.message.type === 'service_offer' || event.message.type === 'booking_request';
  }
  return event.type === 'conversation.created' || event.type.startsWith('ticket.');
}
