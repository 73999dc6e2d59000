import type { Conversation, Message } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useEffect, useRef } from 'react';
import { isMuted } from '../naming.ts';
import { useMe } from '../use-me.ts';

/** Calls `onArrival` with each message of somebody else that comes in, but for those of conversations that are muted. */
export function useArrivals(onArrival: (conversation: Conversation, message: Message) => void): void {
  const parley = useParley();
  const me = useMe();
  const latest = useRef(onArrival);
  useEffect(() => {
    latest.current = onArrival;
  });
  useEffect(
    () =>
      parley.on('new_message', (message) => {
        if (message.senderId === me || message.type === 'system') return;
        parley.conversations.open(message.conversationId).then(
          (conversation) => isMuted(conversation, Date.now()) || latest.current(conversation, message),
          () => {},
        );
      }),
    [parley, me],
  );
}
