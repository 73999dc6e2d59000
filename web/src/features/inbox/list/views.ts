import type { Conversation, ConversationFilter } from '@parley/client';
import { nameOf } from '../naming.ts';

export const views = ['all', 'unread', 'groups', 'archived'] as const;
/** Which conversations are shown. */
export type View = (typeof views)[number];

/** What is wanted: a view, and a part of the name that is looked for. */
export type Wanted = { readonly view: View; readonly name: string };

/** What the server must be asked beyond the list that the client keeps; null where that list is all there is to it. */
export function filterOf({ view, name }: Wanted): ConversationFilter | null {
  const q = name.trim();
  const named = q === '' ? {} : { q };
  switch (view) {
    case 'all':
      return q === '' ? null : { archived: 'all', ...named };
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
  wanted: Wanted,
  me: string,
  openId: string | null,
): readonly Conversation[] {
  const ids = new Set(listed.map(({ id }) => id));
  const all = [...listed, ...found.filter(({ id }) => !ids.has(id))];
  return wanted.view === 'all' && wanted.name.trim() === ''
    ? listed
    : all.filter((row) => fits(row, wanted, me, openId));
}

function fits(row: Conversation, { view, name }: Wanted, me: string, openId: string | null): boolean {
  return isOf(view, row, openId) && isNamed(row, name.trim().toLocaleLowerCase(), me);
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
function isNamed(row: Conversation, part: string, me: string): boolean {
  const names = row.members.filter(({ userId }) => userId !== me).map(({ name }) => name);
  return part === '' || [nameOf(row, me), ...names].some((name) => name.toLocaleLowerCase().includes(part));
}
