import type { Message } from '@parley/client';
import { Ban, Forward } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { emojiCount } from '../content/emoji.ts';
import { MessageContent } from '../content/message-content.tsx';
import { useRoom } from '../room.ts';
import { Bubble, type BubbleLook } from './bubble.tsx';
import { Meta } from './meta.tsx';
import { Quote } from './quote.tsx';
import type { Receipt } from './receipt.ts';

type StoredBubbleProps = {
  readonly message: Message;
  readonly isOwn: boolean;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly receipt: Receipt | null;
};

/** A message that the server has. */
export function StoredBubble({ message, isOwn, opens, closes, receipt }: StoredBubbleProps) {
  const t = useT('chat');
  const { jumpTo } = useRoom();
  const look = lookOf(message);
  const shape = { isOwn, opens, closes };
  if (look === 'gone')
    return (
      <Bubble look="gone" {...shape}>
        <span className="inline-flex items-center gap-1.5 text-sm italic">
          <Ban aria-hidden="true" className="size-3.5 shrink-0" />
          {t('deleted')}
        </span>
        <Meta at={closes ? message.createdAt : null} isEdited={false} progress={null} className="float-end ms-3 mt-1" />
      </Bubble>
    );
  const { replyTo, forwardedFrom } = message;
  const meta = { at: closes ? message.createdAt : null, isEdited: message.editedAt !== null, progress: receipt };
  return (
    <Bubble look={look} {...shape}>
      {forwardedFrom && (
        <p className="flex items-center gap-1 px-1 pb-0.5 text-xs text-muted">
          <Forward aria-hidden="true" className="mirrored size-3.5 shrink-0" />
          <span className="truncate">{t('forwardedFrom', { name: forwardedFrom.senderName })}</span>
        </p>
      )}
      {replyTo && <Quote quoted={replyTo} onOpen={() => jumpTo(replyTo.seq)} />}
      <MessageContent message={message} isOwn={isOwn} meta={meta} />
    </Bubble>
  );
}

function lookOf({ deletedAt, type, content, attachments, replyTo, forwardedFrom }: Message): BubbleLook {
  if (deletedAt !== null) return 'gone';
  if (type === 'text' && attachments.length === 0 && !replyTo && !forwardedFrom && emojiCount(content) > 0)
    return 'plain';
  const isPictures = attachments.length > 0 && attachments.every(({ kind }) => kind === 'image' || kind === 'video');
  return isPictures ? 'frame' : 'words';
}
