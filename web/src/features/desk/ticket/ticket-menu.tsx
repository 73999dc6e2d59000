import type { Ticket } from '@parley/client';
import { Ellipsis } from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useTicketActions } from '../data/actions.ts';
import { mainMove } from '../data/transitions.ts';
import { useCommand } from '../keys/commands.tsx';
import { keysOf } from '../keys/shortcuts.ts';
import { useWatching } from './watching.ts';

const EscalateDialog = lazyPart(() => import('./escalate-dialog.tsx'));
const StatusDialog = lazyPart(() => import('./status-dialog.tsx'));

/** What is done with a ticket now and then. */
export function TicketMenu({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const me = useSession()?.me ?? null;
  const actions = useTicketActions();
  const watching = useWatching(ticket);
  const [window, setWindow] = useState<'escalate' | 'status' | null>(null);
  const close = () => setWindow(null);
  const isMine = ticket.assigneeId === me?.id;
  const takeOver = () => void (me && actions.assign(ticket, me));
  useCommand('assignToMe', me && !isMine ? takeOver : null);
  const { move, to } = mainMove(ticket.status);
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.origin}/desk/${ticket.id}`);
    showToast({ title: t('ticket.linkCopied') });
  };
  const entries: readonly MenuEntry[] = [
    {
      label: t(`ticket.${move}`),
      keys: keysOf('resolve'),
      onSelect: () => void actions.setStatus(ticket, to),
    },
    { label: t('ticket.assignToMe'), keys: keysOf('assignToMe'), isDisabled: isMine, onSelect: takeOver },
    { kind: 'separator' },
    { label: t('ticket.statusWithReply'), isDisabled: ticket.status === 'closed', onSelect: () => setWindow('status') },
    { label: t('ticket.escalate'), isDisabled: ticket.status === 'closed', onSelect: () => setWindow('escalate') },
    { kind: 'separator' },
    { label: t('watch.begin'), onSelect: () => void (me && watching.set(me, true)) },
    { label: t('watch.end'), onSelect: () => void (me && watching.set(me, false)) },
    { kind: 'separator' },
    { label: t('ticket.copyLink'), onSelect: () => void copy().catch(() => {}) },
  ];
  return (
    <>
      <Menu trigger={<IconButton label={t('ticket.more')} icon={<Ellipsis />} />} entries={entries} />
      <Suspense>
        {window === 'escalate' && <EscalateDialog ticket={ticket} onClose={close} />}
        {window === 'status' && <StatusDialog ticket={ticket} onClose={close} />}
      </Suspense>
    </>
  );
}
