import type { Conversation, Message, OutboxEntry } from '@parley/client';
import { firstName } from '../naming.ts';

/** What a row tells of what was said last. */
export type Preview =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'said';
      readonly type: Message['type'];
      /** Oneself, somebody by name, or null where that goes without saying. */
      readonly from: 'me' | { readonly name: string } | null;
      readonly text: string;
      readonly isDeleted: boolean;
      /** Of an own message that the server does not have yet. */
      readonly unsent: OutboxEntry['state'] | null;
    };

const MOST = 160;

/** What was said last in a conversation, as `me` sees it; an own message on its way is later than all that are stored. */
export function previewOf(conversation: Conversation, me: string, unsent: OutboxEntry | null): Preview {
  if (unsent) {
    const { type = 'text', content } = unsent.draft;
    return { kind: 'said', type, from: 'me', text: inOneLine(content ?? ''), isDeleted: false, unsent: unsent.state };
  }
  const { lastMessage } = conversation;
  if (!lastMessage) return { kind: 'nothing' };
  const { type, content, senderId, deletedAt } = lastMessage;
  const from = type === 'system' ? null : senderId === me ? 'me' : senderOf(conversation, senderId);
  const isDeleted = deletedAt !== null;
  return { kind: 'said', type, from, text: isDeleted ? '' : inOneLine(content), isDeleted, unsent: null };
}

/** The latest own message of each conversation that the server does not have yet. */
export function latestUnsent(entries: readonly OutboxEntry[]): ReadonlyMap<string, OutboxEntry> {
  const latest = new Map<string, OutboxEntry>();
  for (const entry of entries) {
    const known = latest.get(entry.conversationId);
    if (!known || known.number < entry.number) latest.set(entry.conversationId, entry);
  }
  return latest;
}

function senderOf({ type, members }: Conversation, senderId: string): { readonly name: string } | null {
  const sender = type === 'direct' ? undefined : members.find(({ userId }) => userId === senderId);
  return sender ? { name: firstName(sender.name) } : null;
}

function inOneLine(text: string): string {
  const line = text
    .slice(0, MOST * 2)
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return [...line].slice(0, MOST).join('');
}
