import type { ListedMessage } from '@parley/client';
import { memo, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { ReactionChips } from './reaction-chips.tsx';
import type { Receipt } from './receipt.ts';
import { StoredBubble } from './stored-bubble.tsx';
import { Toolbar } from './toolbar.tsx';
import { UnsentBubble } from './unsent-bubble.tsx';

export type MessageRowProps = {
  readonly line: ListedMessage;
  readonly isOwn: boolean;
  /** First and last of those that one person said without a pause. */
  readonly opens: boolean;
  readonly closes: boolean;
  /** Whether more than two people are here, so that it has to be said who says what. */
  readonly isShared: boolean;
  /** What the sender is called beside the name. */
  readonly label: string | null;
  /** How far an own message has come; null for others'. */
  readonly receipt: Receipt | null;
  readonly isFlashing: boolean;
  /** The keyboard is in it. */
  readonly isActive: boolean;
};

/** A message with all that belongs to it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { line, isOwn, opens, closes, isShared, label, receipt, isFlashing, isActive } = props;
  const t = useT('common');
  const [isNear, setNear] = useState(false);
  const sender = line.state === 'sent' ? line.message.sender : null;
  const showsName = isShared && !isOwn && opens && sender !== null;
  const name = isOwn ? t('you') : (sender?.name ?? '');
  return (
    <div
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setNear(true)}
      onPointerLeave={() => setNear(false)}
      className={classNames('transition-colors duration-700', isFlashing && 'bg-mark/45')}
    >
      <div
        className={classNames(
          'mx-auto flex max-w-4xl items-end gap-2 px-4',
          opens ? 'pt-2.5' : 'pt-0.5',
          isOwn && 'justify-end',
        )}
      >
        {isShared && !isOwn && (
          <span className="w-8 shrink-0 max-sm:hidden">
            {closes && sender && <Avatar id={sender.id} name={sender.name} image={sender.avatar} />}
          </span>
        )}
        <div
          className={classNames(
            'flex max-w-[min(34rem,100%-2.75rem)] min-w-0 flex-col sm:max-w-[min(34rem,100%-10.5rem)]',
            isOwn ? 'items-end' : 'items-start',
          )}
        >
          {showsName && (
            <p className="flex max-w-full items-center gap-1.5 px-3 pb-0.5 text-xs font-medium text-muted">
              <span className="truncate">{name}</span>
              {label && <Badge tone="accent">{label}</Badge>}
            </p>
          )}
          <div className="relative max-w-full">
            {!showsName && <span className="sr-only">{label ? `${name}, ${label}: ` : `${name}: `}</span>}
            {line.state === 'sent' ? (
              <>
                <StoredBubble message={line.message} isOwn={isOwn} opens={opens} closes={closes} receipt={receipt} />
                {(isNear || isActive) && <Toolbar message={line.message} isOwn={isOwn} showsTime={!closes} />}
              </>
            ) : (
              <UnsentBubble entry={line.outgoing} opens={opens} closes={closes} />
            )}
          </div>
          {line.state === 'sent' && line.message.reactions.length > 0 && (
            <ReactionChips message={line.message} isOwn={isOwn} />
          )}
        </div>
      </div>
    </div>
  );
});
