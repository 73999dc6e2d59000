import type { Message } from '@parley/client';
import { Ellipsis, Reply, SmilePlus } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Timestamp } from '../../../ui/timestamp.tsx';
import { placeOf, useRoom, useRowTab } from '../room.ts';

type ToolbarProps = {
  readonly message: Message;
  readonly isOwn: boolean;
  readonly showsTime: boolean;
};

/** What can be done with the message that is pointed at, beside it; everything else is in its menu. */
export function Toolbar({ message, isOwn, showsTime }: ToolbarProps) {
  const t = useT('chat');
  const room = useRoom();
  const tab = useRowTab();
  const isGone = message.deletedAt !== null;
  return (
    <div
      className={classNames(
        'absolute top-1/2 z-10 flex -translate-y-1/2 items-center motion-safe:animate-appear',
        isOwn ? 'end-full flex-row-reverse pe-1' : 'start-full ps-1',
      )}
    >
      {!isGone && (
        <span className="flex max-sm:hidden">
          <IconButton
            size="sm"
            tabIndex={tab}
            label={t('action.react')}
            keys="A"
            icon={<SmilePlus />}
            onClick={({ currentTarget }) =>
              room.open({
                kind: 'emoji',
                place: placeOf(currentTarget),
                isQuick: true,
                onPick: (emoji) => room.react(message, emoji),
              })
            }
          />
          {room.canReply && (
            <IconButton
              size="sm"
              tabIndex={tab}
              label={t('action.reply')}
              keys="R"
              icon={<Reply className="mirrored" />}
              onClick={() => room.reply(message)}
            />
          )}
        </span>
      )}
      <IconButton
        size="sm"
        tabIndex={tab}
        label={t('action.more')}
        keys="Enter"
        icon={<Ellipsis />}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => room.open({ kind: 'menu', message, place: placeOf(currentTarget) })}
      />
      {showsTime && (
        <Timestamp
          at={message.createdAt}
          className="px-1 text-2xs whitespace-nowrap text-muted tabular-nums max-sm:hidden"
        />
      )}
    </div>
  );
}
