import type { Message } from '@parley/client';
import { SmilePlus } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { placeOf, useRoom, useRowTab } from '../room.ts';

const NAMED = 8;

/** Who reacted how: one's own can be taken back, others' joined. */
export function ReactionChips({ message, isOwn }: { readonly message: Message; readonly isOwn: boolean }) {
  const t = useT('chat');
  const room = useRoom();
  const tab = useRowTab();
  const format = useFormat();
  const who = (userIds: readonly string[]) => {
    const names = userIds.slice(0, NAMED).map((id) => room.nameOf(id));
    const rest = userIds.length - names.length;
    return format.list(rest > 0 ? [...names, t('andMore', { count: rest })] : names);
  };
  return (
    <div className={classNames('-mt-1 flex max-w-full flex-wrap gap-1 px-1.5 pb-0.5', isOwn && 'justify-end')}>
      {message.reactions.map(({ emoji, count, userIds }) => {
        const isMine = userIds.includes(room.me);
        return (
          <button
            key={emoji}
            type="button"
            tabIndex={tab}
            aria-pressed={isMine}
            aria-label={t('reactedBy', { emoji, count, names: who(userIds) })}
            data-tooltip={who(userIds)}
            onClick={() => room.react(message, emoji)}
            className={classNames(
              'relative inline-flex h-6 items-center gap-1 rounded-full border px-1.5 text-xs tabular-nums transition-colors pointer-coarse:h-8 pointer-coarse:px-2.5',
              isMine
                ? 'border-accent bg-accent-soft font-semibold text-accent-text'
                : 'border-line bg-surface text-muted hover:bg-subtle',
            )}
          >
            <span aria-hidden="true" className="text-sm">
              {emoji}
            </span>
            {count}
          </button>
        );
      })}
      <button
        type="button"
        tabIndex={tab}
        aria-label={t('action.react')}
        data-tooltip={t('action.react')}
        onClick={({ currentTarget }) =>
          room.open({
            kind: 'emoji',
            place: placeOf(currentTarget),
            isQuick: true,
            onPick: (emoji) => room.react(message, emoji),
          })
        }
        className="relative inline-flex size-6 items-center justify-center rounded-full border border-line bg-surface text-muted transition-colors pointer-coarse:size-8 hover:bg-subtle hover:text-ink"
      >
        <SmilePlus aria-hidden="true" className="size-3.5" />
      </button>
    </div>
  );
}
