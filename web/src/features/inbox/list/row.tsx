import type { Conversation, OutboxEntry } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { memo, Suspense, useRef } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { Badge } from '../../../ui/badge.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { useNow } from '../../../ui/now.ts';
import { ConversationAvatar } from '../conversation-avatar.tsx';
import { isMuted, nameOf, otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useContextMenu } from './context-menu.ts';
import { RowText } from './row-text.tsx';
import { shortTime } from './short-time.ts';
import { Sign } from './sign.tsx';
import { ROW_REM } from './use-visible-range.ts';

const RowMenu = lazyPart(() => import('./row-menu.tsx'));

type RowProps = {
  readonly conversation: Conversation;
  /** From 0. */
  readonly place: number;
  /** Of all rows; -1 while nobody knows. */
  readonly count: number;
  readonly isOpen: boolean;
  /** Whether Tab leads here. */
  readonly isStop: boolean;
  readonly unsent: OutboxEntry | null;
  readonly onFocus: (id: string) => void;
  readonly onHide: (conversation: Conversation) => void;
};

/** One conversation of the list: who, what was said last, when, and what is unread. */
export const Row = memo(function Row(props: RowProps) {
  const { conversation, place, count, isOpen, isStop, unsent, onFocus, onHide } = props;
  const t = useT('inbox');
  const common = useT('common');
  const me = useMe();
  const row = useRef<HTMLLIElement>(null);
  const menu = useContextMenu(row);
  const { id, isPinned, isArchived, unreadCount } = conversation;
  const role = otherOf(conversation, me)?.userRole ?? 'user';
  const muted = isMuted(conversation, useNow());
  const isNews = unreadCount > 0;
  return (
    <li
      data-id={id}
      aria-posinset={place + 1}
      aria-setsize={count}
      ref={row}
      onContextMenu={menu.onContextMenu}
      onFocus={menu.onFocus}
      className="group/row absolute inset-x-0 px-2 py-px"
      style={{ top: `${place * ROW_REM}rem`, height: `${ROW_REM}rem` }}
    >
      <Link
        to="/inbox/$id"
        params={{ id }}
        search={({ panel }) => (panel === 'details' ? { panel } : {})}
        preload={false}
        tabIndex={isStop ? 0 : -1}
        onFocus={() => onFocus(id)}
        aria-current={isOpen ? 'page' : undefined}
        className={classNames(
          'ring-inset-focus flex h-full items-center gap-3 rounded-lg px-2 transition-colors [-webkit-touch-callout:none] focus-visible:rounded-lg',
          isOpen ? 'bg-accent-soft' : 'hover:bg-subtle group-has-[[aria-expanded=true]]/row:bg-subtle',
        )}
      >
        <ConversationAvatar conversation={conversation} size={40} />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-center gap-1.5">
            <span dir="auto" className={classNames('truncate text-base', isNews ? 'font-semibold' : 'font-medium')}>
              {nameOf(conversation, me) || t('somebody')}
            </span>
            {role !== 'user' && <Badge className="h-4.5">{common(`role.${role}`)}</Badge>}
            <span className="flex-1" />
            <Time conversation={conversation} isNews={isNews && !muted} />
          </span>
          <span className="flex h-5 items-center gap-1.5 text-sm text-muted">
            <RowText conversation={conversation} unsent={unsent} isNews={isNews} isOpen={isOpen} />
            {isArchived && <Mark name="archived" />}
            {muted && <Mark name="muted" />}
            {isPinned && <Mark name="pinned" />}
            {isNews && <Unread count={unreadCount} isQuiet={muted} />}
          </span>
        </span>
      </Link>
      <div className="absolute end-3 top-2 flex rounded-md bg-surface opacity-0 shadow-[0_0_0_1px_var(--line)] group-has-focus-visible/row:opacity-100 group-has-[[aria-expanded=true]]/row:opacity-100 pointer-coarse:pointer-events-none pointer-fine:group-hover/row:opacity-100">
        <Suspense>
          <RowMenu
            conversation={conversation}
            isMuted={muted}
            tabIndex={isStop ? 0 : -1}
            onHide={onHide}
            onOpenChange={menu.onOpenChange}
          />
        </Suspense>
      </div>
    </li>
  );
});

/** When something was said last; makes room for the menu's button. */
function Time({ conversation, isNews }: { readonly conversation: Conversation; readonly isNews: boolean }) {
  const locale = useLocale();
  const now = useNow();
  const at = conversation.lastMessage?.createdAt ?? conversation.createdAt;
  return (
    <time
      dateTime={at}
      className={classNames(
        'shrink-0 text-xs tabular-nums pointer-fine:group-hover/row:opacity-0',
        isNews ? 'font-medium text-accent-text' : 'text-muted',
      )}
    >
      {shortTime(new Date(at), new Date(now), locale)}
    </time>
  );
}

function Mark({ name }: { readonly name: 'archived' | 'muted' | 'pinned' }) {
  const t = useT('inbox');
  const label = t(`row.${name}`);
  return (
    <span data-tooltip={label} className="flex shrink-0">
      <Sign name={name} />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** How much is unread; without colour where one wants to hear nothing of it. */
function Unread({ count, isQuiet }: { readonly count: number; readonly isQuiet: boolean }) {
  const t = useT('inbox');
  return (
    <span
      className={classNames(
        'inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full px-1 text-2xs font-semibold tabular-nums',
        isQuiet ? 'bg-strong text-ink' : 'bg-accent text-on-accent',
      )}
    >
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('row.unread', { count })}</span>
    </span>
  );
}
