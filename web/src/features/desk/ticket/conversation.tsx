import { Lock } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Between, Chat } from '../../chat/chat.tsx';
import { useTicketActions } from '../data/actions.ts';
import type { OpenTicket } from '../data/cache.ts';
import { useCommand } from '../keys/commands.tsx';
import { useCannedExtension } from './canned-extension.ts';
import { type ComposerMode, ModeSwitch } from './mode-switch.tsx';
import { Description, Note } from './note.tsx';
import { useNotes } from './notes.ts';
import { useUnsavedNotes, withoutStored } from './unsaved-notes.ts';

/** Where there is little room, and no key for ready answers at hand. */
const isTouch = window.matchMedia('(pointer: coarse)').matches;

/** What was said about a ticket, in public and among agents, and where one goes on. */
export function Conversation(open: OpenTicket) {
  const { ticket } = open;
  const t = useT('desk');
  const place = useRef<HTMLDivElement>(null);
  const [mode, setMode] = useState<ComposerMode>('reply');
  const unsaved = useUnsavedNotes(ticket.id);
  const { write } = unsaved;
  const between = useBetween(open, unsaved);
  const canned = useCannedExtension(ticket.id);
  const switchTo = useCallback((next: ComposerMode) => {
    // The composer of the other mode is another one, and has to be there before another key is heard.
    flushSync(() => setMode(next));
    place.current?.querySelector('textarea')?.focus();
  }, []);
  useCommand('reply', ticket.status === 'closed' ? null : () => switchTo('reply'));
  useCommand('note', () => switchTo('note'));
  const isShut = ticket.status === 'closed' && mode === 'reply';
  const composer = useMemo(
    () =>
      mode === 'note'
        ? { mode, placeholder: t(isTouch ? 'composer.noteBriefly' : 'composer.note'), onSubmit: write }
        : { mode, placeholder: t(isTouch ? 'composer.replyBriefly' : 'composer.reply'), ...canned },
    [mode, t, write, canned],
  );
  const labelOf = useCallback(
    (_id: string, role: 'user' | 'agent' | 'admin') => (role === 'user' ? null : t('conversation.agent')),
    [t],
  );
  return (
    <div ref={place} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Chat
        conversationId={ticket.conversationId}
        between={between}
        labelOf={labelOf}
        composer={composer}
        tools={<ModeSwitch mode={mode} onMode={switchTo} />}
        {...(isShut && { notice: <ClosedNotice open={open} onNote={() => switchTo('note')} /> })}
      />
    </div>
  );
}

/** The description and the notes, to stand among the messages. */
function useBetween(
  open: OpenTicket,
  { notes: unsaved, retry, discard }: ReturnType<typeof useUnsavedNotes>,
): readonly Between[] {
  const me = useSession()?.me ?? null;
  const notes = useNotes(open);
  const waiting = useMemo(() => withoutStored(unsaved, notes, me?.id ?? ''), [unsaved, notes, me]);
  useEffect(() => {
    // They were stored after all, and only the answer was lost.
    for (const note of unsaved) if (note.problem !== null && !waiting.includes(note)) discard(note.clientId);
  }, [unsaved, waiting, discard]);
  const { description, requester, createdAt, attachments } = open.ticket;
  return useMemo(
    () => [
      {
        at: createdAt,
        key: 'description',
        node: <Description author={requester} content={description} at={createdAt} attachments={attachments} />,
      },
      ...notes.map(({ id, author, content, createdAt: at, attachments: files }) => ({
        at,
        key: id,
        node: <Note author={author} content={content} at={at} attachments={files} />,
      })),
      ...waiting.map(({ clientId, content, at, problem }) => ({
        at,
        key: clientId,
        node: (
          <Note
            author={me}
            content={content}
            at={at}
            unsaved={{ problem, onRetry: () => retry(clientId), onDiscard: () => discard(clientId) }}
          />
        ),
      })),
    ],
    [createdAt, requester, description, attachments, notes, waiting, retry, discard, me],
  );
}

function ClosedNotice({ open, onNote }: { readonly open: OpenTicket; readonly onNote: () => void }) {
  const t = useT('desk');
  const actions = useTicketActions();
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-4 py-3 text-sm text-muted">
      <Lock aria-hidden="true" className="size-4" />
      <p className="min-w-40 flex-1">{t('conversation.closed')}</p>
      <Button size="sm" variant="ghost" onClick={onNote}>
        {t('conversation.writeNote')}
      </Button>
      <Button size="sm" onClick={() => void actions.setStatus(open.ticket, 'open')}>
        {t('ticket.reopen')}
      </Button>
    </div>
  );
}
