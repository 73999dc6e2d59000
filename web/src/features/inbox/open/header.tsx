import type { Conversation } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Info, Search, Ticket } from 'lucide-react';
import { type Ref, useEffect, useState } from 'react';
import { Hush } from '../../../common/hush.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { isStaff } from '../../../session/identity.ts';
import { useSession } from '../../../session/session.ts';
import { Badge } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ConversationAvatar } from '../conversation-avatar.tsx';
import { nameOf, otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { type Panel, usePanel } from './panel.ts';
import { Presence } from './presence.tsx';

type HeaderProps = {
  readonly conversation: Conversation;
  readonly panel: Panel | null;
  readonly ref: Ref<HTMLElement>;
};

/** Who one talks with, whether they are there, and what can be looked up. */
export function Header({ conversation, panel, ref }: HeaderProps) {
  const t = useT('inbox/open');
  const common = useT('common');
  const me = useMe();
  const { toggle } = usePanel();
  const [asked, setAsked] = useState<Panel | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for is there, or something else is
  useEffect(() => setAsked(null), [panel, conversation.id]);
  const press = (next: Panel) => {
    setAsked(next);
    toggle(next);
  };
  const role = otherOf(conversation, me)?.userRole ?? 'user';
  return (
    <header ref={ref} className="flex h-12 shrink-0 items-center gap-2 border-b border-line ps-4 pe-2 max-sm:ps-1">
      <Link
        to="/inbox"
        aria-label={t('open.back')}
        className="flex size-10 shrink-0 items-center justify-center rounded-md text-muted hover:bg-subtle sm:hidden"
      >
        <ArrowLeft aria-hidden="true" className="mirrored size-5" />
      </Link>
      <ConversationAvatar conversation={conversation} size={32} />
      <div className="ms-1 min-w-0 flex-1">
        <div className="flex items-center gap-1.5">
          <h2 dir="auto" className="truncate text-base leading-5 font-semibold">
            {nameOf(conversation, me) || t('somebody')}
          </h2>
          {role !== 'user' && <Badge className="h-4.5">{common(`role.${role}`)}</Badge>}
        </div>
        <p className="truncate text-xs text-muted">
          <Presence conversation={conversation} />
        </p>
      </div>
      {asked !== null && asked !== panel && <Hush />}
      {conversation.ticketId !== null && <TicketLink id={conversation.ticketId} />}
      <IconButton
        data-panel="find"
        label={t('find.open')}
        icon={<Search />}
        isPressed={panel === 'find'}
        onClick={() => press('find')}
      />
      <IconButton
        data-panel="details"
        label={t('details.open')}
        icon={<Info />}
        isPressed={panel === 'details'}
        onClick={() => press('details')}
      />
    </header>
  );
}

/** To the ticket that the conversation is about. */
function TicketLink({ id }: { readonly id: string }) {
  const t = useT('inbox/open');
  const session = useSession();
  const label = t('open.ticket');
  return (
    <Link
      to={session && isStaff(session.me) ? '/desk/$id' : '/support/$id'}
      params={{ id }}
      aria-label={label}
      data-tooltip={label}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink pointer-coarse:size-10"
    >
      <Ticket aria-hidden="true" className="size-4" />
    </Link>
  );
}
