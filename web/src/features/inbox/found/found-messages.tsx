import type { FoundMessage } from '@parley/client';
import { useConversation, useParley } from '@parley/client/react';
import { useEffect, useState } from 'react';
import { LoadMore } from '../../../common/load-more.tsx';
import { usePages } from '../../../common/pages.ts';
import { Queries } from '../../../common/queries.tsx';
import { useRovingFocus } from '../../../common/roving-focus.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { isolated, nameOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { FoundLink } from './found-link.tsx';

type FoundMessagesProps = {
  /** What is looked for; not empty. */
  readonly q: string;
  /** Only there; everywhere without. */
  readonly conversationId?: string;
};

const PAUSE_MS = 250;
const LIMIT = 20;

/** Messages in which every word is found, newest first; each leads to its place. */
export default function FoundMessages(props: FoundMessagesProps) {
  return (
    <Queries>
      <Results {...props} />
    </Queries>
  );
}

function Results({ q, conversationId }: FoundMessagesProps) {
  const t = useT('inbox/open');
  const parley = useParley();
  const asked = useSettled(q);
  const found = usePages<FoundMessage>({
    queryKey: ['inbox', 'found', conversationId ?? null, asked],
    read: ({ signal, cursor }) =>
      parley.request('get', '/api/messaging/search', {
        query: { q: asked, limit: LIMIT, ...(cursor && { cursor }), ...(conversationId && { conversationId }) },
        signal,
      }),
    keepsPrevious: true,
  });
  const roving = useRovingFocus(
    found.items.map(({ id }) => id),
    null,
  );
  const isSettled = asked === q && !found.isOutdated;
  if (found.status === 'pending') return <ListSkeleton label={t('search.loading')} rows={3} />;
  if (found.status === 'error') return <ErrorState title={t('search.failed')} onRetry={found.retry} />;
  return (
    <>
      <p role="status" className={found.items.length === 0 ? 'px-4 py-2 text-sm text-muted' : 'sr-only'}>
        {isSettled &&
          (found.items.length === 0 ? t('search.nothing') : t('search.found', { count: found.items.length }))}
      </p>
      <ul
        aria-label={t('search.messages')}
        onKeyDown={roving.onKeyDown}
        className={classNames('px-2 transition-opacity', !isSettled && 'opacity-60')}
      >
        {found.items.map((message) => (
          <li key={message.id}>
            <FoundLink
              message={message}
              title={conversationId ? <Sender message={message} /> : <Place message={message} />}
              from={conversationId ? null : <From message={message} />}
              rowProps={roving.rowProps(message.id)}
            />
          </li>
        ))}
      </ul>
      <LoadMore pages={found} />
    </>
  );
}

/** The name of the conversation in which it was said. */
function Place({ message }: { readonly message: FoundMessage }) {
  const t = useT('inbox/open');
  const me = useMe();
  const conversation = useConversation(message.conversationId);
  return (conversation && nameOf(conversation, me)) || t('search.somewhere');
}

function Sender({ message: { sender, senderId } }: { readonly message: FoundMessage }) {
  const common = useT('common');
  const me = useMe();
  return senderId === me ? common('you') : (sender?.name ?? '');
}

/** Who said it, before the words; nothing where the title says it. */
function From({ message }: { readonly message: FoundMessage }) {
  const t = useT('inbox');
  const me = useMe();
  const { senderId, sender, conversationId } = message;
  const isDirect = useConversation(conversationId)?.type === 'direct';
  if (senderId === me) return t('row.from', { name: t('row.you') });
  return isDirect || !sender ? null : t('row.from', { name: isolated(sender.name) });
}

/** A text, a moment after it was last changed. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
