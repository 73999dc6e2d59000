import { useNavigate } from '@tanstack/react-router';
import { useOpenId } from '../../app/params.ts';
import { useTitle } from '../../app/title.ts';
import { Queries } from '../../common/queries.tsx';
import { useT } from '../../i18n/use-t.ts';
import { useSession } from '../../session/session.ts';
import { classNames } from '../../ui/class-names.ts';
import { useLiveTickets } from './data/live.ts';
import { CommandsProvider } from './keys/commands.tsx';
import { useShortcuts } from './keys/use-shortcuts.ts';
import { Queue } from './queue/queue.tsx';
import { TicketPane } from './ticket/ticket.tsx';

/** The queue of tickets, and the one that is open; for agents. */
export default function DeskPage() {
  const me = useSession()?.me.id;
  if (me === undefined) return null;
  return (
    <Queries>
      <CommandsProvider>
        <Desk me={me} />
      </CommandsProvider>
    </Queries>
  );
}

function Desk({ me }: { readonly me: string }) {
  const openId = useOpenId();
  const navigate = useNavigate();
  useLiveTickets(me);
  useShortcuts();
  const close = () => {
    if (openId !== null) void navigate({ to: '/desk', search: true });
    // The keyboard goes back to where it came from.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-ticket="${CSS.escape(openId ?? '')}"]`)?.focus(),
    );
  };
  return (
    <div className="flex h-full min-h-0 bg-surface">
      {openId === null && <QueueTitle />}
      <div
        className={classNames(
          'flex min-h-0 min-w-0 flex-col border-line',
          openId === null ? 'flex-1' : 'w-76 shrink-0 border-e max-sm:hidden xl:w-88',
        )}
      >
        <Queue me={me} openId={openId} />
      </div>
      {openId !== null && (
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TicketPane key={openId} id={openId} onClose={close} />
        </div>
      )}
    </div>
  );
}

/** Names the page while no ticket does. */
function QueueTitle() {
  useTitle(useT('desk')('title'));
  return null;
}
