import type { Parley, Unread } from '@parley/client';
import { useOfSession } from './readable.ts';

const none: Unread = { total: 0, byConversation: new Map() };
const unreadOf = ({ unread }: Parley) => unread;

/** How many messages are unread in all conversations together; 0 while nobody knows. */
export function useUnreadTotal(): number {
  return useOfSession(unreadOf, none).total;
}
