import type { FoundMessage } from '@parley/client';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useOpenId, useSearchWord } from '../../../app/params.ts';
import { Marked } from '../../../common/marked.tsx';
import type { RovingFocus } from '../../../common/roving-focus.ts';
import { useLocale } from '../../../i18n/use-t.ts';
import { useNow } from '../../../ui/now.ts';
import { shortTime } from '../list/short-time.ts';

type FoundLinkProps = {
  readonly message: FoundMessage;
  readonly title: ReactNode;
  /** Before the text. */
  readonly from: ReactNode;
  readonly rowProps: ReturnType<RovingFocus['rowProps']>;
};

/** A message that was found. It leads to its place in its conversation, again and again. */
export function FoundLink({ message, title, from, rowProps }: FoundLinkProps) {
  const { conversationId, highlight, createdAt } = message;
  const seq = String(message.seq);
  const locale = useLocale();
  const now = useNow();
  const navigate = useNavigate();
  const isHere = useSearchWord('seq') === seq;
  const isOpen = useOpenId() === conversationId;
  const panel = useSearchWord('panel');
  const kept = isOpen && panel && isRoomy() ? { panel } : {};
  return (
    <Link
      {...rowProps}
      to="/inbox/$id"
      params={{ id: conversationId }}
      search={{ ...kept, seq }}
      replace={isOpen}
      preload={false}
      onClick={(event) => {
        if (!isOpen || !isHere || event.ctrlKey || event.metaKey || event.shiftKey) return;
        // The chat goes to a place once for each time that it is named.
        event.preventDefault();
        const params = { id: conversationId };
        void navigate({ to: '/inbox/$id', params, search: kept, replace: true }).then(() =>
          navigate({ to: '/inbox/$id', params, search: { ...kept, seq }, replace: true }),
        );
      }}
      className="ring-inset-focus block rounded-lg px-2 py-2 hover:bg-subtle focus-visible:rounded-lg"
    >
      <span className="flex items-baseline justify-between gap-2">
        <span dir="auto" className="truncate text-sm font-medium">
          {title}
        </span>
        <time dateTime={createdAt} className="shrink-0 text-xs text-muted tabular-nums">
          {shortTime(new Date(createdAt), new Date(now), locale)}
        </time>
      </span>
      <span className="flex">
        <span dir="auto" className="line-clamp-2 text-sm wrap-anywhere text-muted">
          {from}{' '}
          <bdi className="[&_mark]:text-ink">
            <Marked highlight={highlight} />
          </bdi>
        </span>
      </span>
    </Link>
  );
}

/** Whether a panel has a place of its own beside the chat. */
function isRoomy(): boolean {
  return window.matchMedia('(min-width: 80rem)').matches;
}
