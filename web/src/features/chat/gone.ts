import type { Chat, TimelineState } from '@parley/client';
import { useCallback, useSyncExternalStore } from 'react';

/** Whether nobody will ever read the messages here: they are not there, or not this person's. */
export function isGone({ status, error }: Pick<TimelineState, 'status' | 'error'>): boolean {
  return status === 'failed' && (error?.status === 403 || error?.status === 404);
}

/** The same of a chat, live; what is said in it does not matter. */
export function useGone(chat: Chat): boolean {
  return useSyncExternalStore(
    chat.state.subscribe,
    useCallback(() => isGone(chat.state.get()), [chat]),
  );
}
