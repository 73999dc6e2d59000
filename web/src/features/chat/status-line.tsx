import { useConnection, useReadable, useTyping } from '@parley/client/react';
import { useMemo } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { useRoom } from './room.ts';

/** Between messages and composer: who is typing, or what becomes of what one writes while there is no connection. */
export function StatusLine() {
  const t = useT('chat');
  const { conversationId, parley } = useRoom();
  const { typists } = useTyping(conversationId);
  const { status } = useConnection();
  const entries = useReadable(parley.outbox.entries);
  const waiting = useMemo(
    () => entries.filter((entry) => entry.conversationId === conversationId && entry.state === 'pending').length,
    [entries, conversationId],
  );
  const [first, second] = typists;
  const typing =
    typists.length > 2 || !first
      ? t('typing.several')
      : second
        ? t('typing.two', { one: first.name, other: second.name })
        : t('typing.one', { name: first.name });
  return (
    <div
      aria-live="polite"
      className="mx-auto h-6 w-full max-w-4xl shrink-0 truncate px-5 text-xs leading-6 text-muted"
    >
      {status === 'offline' && waiting > 0 ? (
        t('waitingCount', { count: waiting })
      ) : first ? (
        <span className="inline-flex items-center gap-1.5">
          <TypingDots />
          {typing}
        </span>
      ) : null}
    </div>
  );
}

const delays = ['0ms', '180ms', '360ms'];

function TypingDots() {
  return (
    <span aria-hidden="true" className="inline-flex items-center gap-0.5">
      {delays.map((animationDelay) => (
        <span
          key={animationDelay}
          className="size-1 rounded-full bg-current motion-safe:animate-pulse-soft"
          style={{ animationDelay }}
        />
      ))}
    </span>
  );
}
