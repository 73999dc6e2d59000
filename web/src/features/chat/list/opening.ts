import type { Chat, Conversation, TimelineState } from '@parley/client';
import { useEffect, useRef, useState } from 'react';

/** What is needed before the messages are drawn for the first time. */
export type Opening = {
  /** Others' messages above this number were unread when the chat was opened; null for none. It stays as it was then. */
  readonly unreadAfter: number | null;
};

type Loaded = Omit<TimelineState, 'messages'> & { readonly firstSeq: number | null };

/**
 * Finds the place where reading goes on: the number asked for, else the first unread message, else the end. Null until what
 * stands there is loaded. `focusSeq` counts only when the chat is opened.
 */
export function useOpening(
  conversation: Conversation | null,
  loaded: Loaded,
  chat: Chat,
  focusSeq: number | undefined,
): Opening | null {
  const [opening, setOpening] = useState<Opening | null>(null);
  const began = useRef(false);
  const isReady = loaded.status === 'ready' && conversation !== null;
  useEffect(() => {
    if (!isReady || began.current) return;
    began.current = true;
    const { unreadCount, lastReadSeq } = conversation;
    const unreadAfter = unreadCount > 0 ? lastReadSeq : null;
    const wanted = focusSeq ?? (unreadAfter === null ? null : unreadAfter + 1);
    const { firstSeq } = loaded;
    const isAbove = wanted !== null && loaded.hasOlder && firstSeq !== null && wanted < firstSeq;
    const done = () => setOpening({ unreadAfter });
    if (isAbove || (wanted !== null && loaded.hasNewer)) void chat.showAround(wanted).then(done, done);
    else if (loaded.hasNewer) void chat.showLatest().then(done, done);
    else done();
  }, [isReady, conversation, loaded, chat, focusSeq]);
  return opening;
}
