import type { Conversation, ConversationFilter } from '@parley/client';
import type { View, Wanted } from '../list/views.ts';
import { nameOf } from '../naming.ts';

/** What the server is asked beyond the list that the client keeps. */
export function filterOf({ view, name }: Wanted): ConversationFilter {
  const q = name.trim();
  const named = q === '' ? {} : { q };
  switch (view) {
    case 'all':
      return { archived: 'all', ...named };
    case 'unread':
      return { unread: 'true', ...named };
    case 'groups':
      return { type: 'group', ...named };
    case 'archived':
      return { archived: 'true', ...named };
  }
}

/**
 * The rows of a view: those of the client's list, which are always true, then those that were found beyond it. The open one
 * stays among the unread ones while it is read.
 */
export function rowsOf(
  listed: readonly Conversation[],
  found: readonly Conversation[],
  { view, name }: Wanted,
  me: string,
  openId: string | null,
): readonly Conversation[] {
  const ids = new Set(listed.map(({ id }) => id));
  const part = name.trim().toLocaleLowerCase();
  return [...listed, ...found.filter(({ id }) => !ids.has(id))].filter(
    (row) => isOf(view, row, openId) && hasName(row, part, me),
  );
}

function isOf(view: View, { id, type, unreadCount, isArchived }: Conversation, openId: string | null): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'unread':
      return !isArchived && (unreadCount > 0 || id === openId);
    case 'groups':
      return !isArchived && type === 'group';
    case 'archived':
      return isArchived;
  }
}

/** As the server has it: a part of the title or of another member's name, in any case. */
function hasName(row: Conversation, part: string, me: string): boolean {
  const names = row.members.filter(({ userId }) => userId !== me).map(({ name }) => name);
  return part === '' || [nameOf(row, me), ...names].some((name) => name.toLocaleLowerCase().includes(part));
}
