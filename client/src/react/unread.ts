import type { Unread } from '../conversations/unread.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** How much is unread, live. */
export function useUnread(): Unread {
  return useReadable(useParley().unread);
}
