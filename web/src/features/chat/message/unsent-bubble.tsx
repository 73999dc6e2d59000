import type { OutboxEntry } from '@parley/client';
import { useConnection } from '@parley/client/react';
import { RotateCcw, SendHorizontal, X } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { emojiCount } from '../content/emoji.ts';
import { MessageContent } from '../content/message-content.tsx';
import { useRoom, useRowTab } from '../room.ts';
import { Bubble } from './bubble.tsx';
import { problemText } from './problems.ts';
import { Quote } from './quote.tsx';
import { hasLostQuote, sendUnquoted } from './unquoted.ts';
import { UnsentFiles } from './unsent-files.tsx';

type UnsentBubbleProps = { readonly entry: OutboxEntry; readonly opens: boolean; readonly closes: boolean };

/** An own message that the server does not have yet: on its way, waiting for the connection, or refused. */
export function UnsentBubble({ entry, opens, closes }: UnsentBubbleProps) {
  const { draft, files, state, problem, createdAt } = entry;
  const t = useT('chat');
  const format = useFormat();
  const room = useRoom();
  const hasFailed = state === 'failed';
  const type = draft.type ?? 'text';
  const content = draft.content ?? '';
  const isEmoji = type === 'text' && files.length === 0 && emojiCount(content) > 0;
  const quoted = room.chat.state.get().messages.find(({ id }) => id === draft.replyTo);
  const message = { type, content, metadata: draft.metadata ?? {}, attachments: [], senderId: room.me };
  const meta = { at: new Date(createdAt).toISOString(), isEdited: false, progress: state };
  return (
    <div className="flex flex-col items-end gap-1">
      <Bubble look={hasFailed ? 'failed' : isEmoji && !quoted ? 'plain' : 'words'} isOwn opens={opens} closes={closes}>
        {quoted && <Quote quoted={quoted} onOpen={() => room.jumpTo(quoted.seq)} />}
        {files.length > 0 && <UnsentFiles files={files} />}
        {(content !== '' || files.length === 0) && <MessageContent message={message} isOwn meta={meta} />}
        {files.length > 0 && !hasFailed && <Upload entry={entry} />}
      </Bubble>
      {hasFailed && (
        <Failure
          reason={hasLostQuote(entry) ? t('problem.quoteGone') : problemText(problem, t, format)}
          entry={entry}
        />
      )}
    </div>
  );
}

function Upload({ entry }: { readonly entry: OutboxEntry }) {
  const t = useT('chat');
  const room = useRoom();
  const tab = useRowTab();
  const isLive = useConnection().status === 'live';
  return (
    <div className="flex w-72 max-w-full items-center gap-2 pt-1.5">
      <span className="min-w-0 flex-1">
        {isLive ? (
          <Progress label={t('uploading')} value={entry.progress} />
        ) : (
          <span className="text-xs text-muted">{t('waiting')}</span>
        )}
      </span>
      <IconButton
        size="sm"
        tabIndex={tab}
        label={t('cancelUpload')}
        icon={<X />}
        onClick={() => room.chat.discard(entry.clientId)}
      />
    </div>
  );
}

function Failure({ reason, entry }: { readonly reason: string; readonly entry: OutboxEntry }) {
  const t = useT('chat');
  const common = useT('common');
  const room = useRoom();
  const tab = useRowTab();
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-1 gap-y-0.5">
      <span role="alert" className="text-xs text-danger-text">
        {reason}
      </span>
      {hasLostQuote(entry) ? (
        <Button
          size="sm"
          variant="ghost"
          tabIndex={tab}
          icon={<SendHorizontal className="mirrored" />}
          onClick={() => sendUnquoted(room.chat, entry)}
        >
          {t('sendUnquoted')}
        </Button>
      ) : (
        <Button
          size="sm"
          variant="ghost"
          tabIndex={tab}
          icon={<RotateCcw />}
          onClick={() => room.chat.retry(entry.clientId)}
        >
          {common('retry')}
        </Button>
      )}
      <Button size="sm" variant="ghost" tabIndex={tab} onClick={() => room.chat.discard(entry.clientId)}>
        {t('discard')}
      </Button>
    </div>
  );
}
