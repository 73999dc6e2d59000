import type { Message } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { useRoom, useRowTab } from '../room.ts';
import { excerptOf } from './excerpt.ts';

type Quoted = NonNullable<Message['replyTo']>;

/** What a message answers to, in two lines; leads to it. */
export function Quote({ quoted, onOpen }: { readonly quoted: Quoted; readonly onOpen: () => void }) {
  const t = useT('chat');
  const { nameOf } = useRoom();
  const tab = useRowTab();
  return (
    <button
      type="button"
      tabIndex={tab}
      onClick={onOpen}
      className="mt-0.5 mb-1 block w-full min-w-32 rounded-md border-s-3 border-accent bg-surface/60 px-2 py-1 text-start transition-colors hover:bg-surface"
    >
      <span className="sr-only">{t('replyTo')} </span>
      <span className="block truncate text-xs font-semibold text-accent-text">{nameOf(quoted.senderId)}</span>
      <span dir="auto" className="line-clamp-2 text-xs wrap-anywhere text-muted">
        {excerptOf(quoted, t)}
      </span>
    </button>
  );
}
