import { type Comment, type Parley, ParleyError } from '@parley/client';
import { useParley } from '@parley/client/react';
import { type QueryClient, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { beginWork, endWork } from '../../../common/unsaved-work.ts';
import { keys, type OpenTicket, putComment } from '../data/cache.ts';

/** A note that the server does not have, as far as is known here. */
export type UnsavedNote = {
  /** Goes with it however often it is sent, so that it is stored once. */
  readonly clientId: string;
  readonly content: string;
  readonly files: readonly File[];
  /** Those of its files that are there already, in their order. */
  readonly attachmentIds: readonly string[];
  /** When it was written (ISO 8601). */
  readonly at: string;
  /** The code of what was refused; null while it is on its way. */
  readonly problem: string | null;
  /** The comments that were there before. */
  readonly known: ReadonlySet<string>;
};

type UnsavedNotes = {
  readonly notes: readonly UnsavedNote[];
  /** Stores a note with its files; it is seen at once, and stays until it is stored or discarded. */
  readonly write: (content: string, files: readonly File[]) => void;
  readonly retry: (clientId: string) => void;
  readonly discard: (clientId: string) => void;
};

const NONE: readonly UnsavedNote[] = [];

/** The internal notes of a ticket that are being stored, or were refused. Who looks at another ticket meanwhile finds them again. */
export function useUnsavedNotes(ticketId: string): UnsavedNotes {
  const parley = useParley();
  const cache = useQueryClient();
  const { data: notes = NONE } = useQuery<readonly UnsavedNote[]>({
    queryKey: keys.unsavedNotes(ticketId),
    queryFn: skipToken,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const actions = useMemo(() => createActions(parley, cache, ticketId), [parley, cache, ticketId]);
  return { notes, ...actions };
}

function createActions(parley: Parley, cache: QueryClient, ticketId: string): Omit<UnsavedNotes, 'notes'> {
  const key = keys.unsavedNotes(ticketId);
  const get = (clientId: string) =>
    cache.getQueryData<readonly UnsavedNote[]>(key)?.find((note) => note.clientId === clientId);
  const put = (alter: (notes: readonly UnsavedNote[]) => readonly UnsavedNote[]) =>
    cache.setQueryData<readonly UnsavedNote[]>(key, (notes = NONE) => alter(notes));
  const change = (clientId: string, changes: Partial<UnsavedNote>) =>
    put((notes) => notes.map((note) => (note.clientId === clientId ? { ...note, ...changes } : note)));
  const discard = (clientId: string) => {
    endWork(clientId);
    put((notes) => notes.filter((note) => note.clientId !== clientId));
  };

  async function upload(note: UnsavedNote): Promise<readonly string[]> {
    const missing = note.files.slice(note.attachmentIds.length);
    const uploads = await Promise.all(missing.map((file) => parley.upload(file, file.name)));
    const attachmentIds = [...note.attachmentIds, ...uploads.map(({ id }) => id)];
    change(note.clientId, { attachmentIds });
    return attachmentIds;
  }

  async function store(clientId: string): Promise<void> {
    const note = get(clientId);
    if (!note) return;
    try {
      const attachmentIds = await upload(note);
      const body = { content: note.content, internal: true, clientId, attachmentIds: [...attachmentIds] };
      const params = { id: ticketId };
      const comment = await parley.request('post', '/api/tickets/{id}/comments', { params, body });
      putComment(cache, comment);
      discard(clientId);
      // It is this note, and none of those with the same words that wait.
      put((notes) => notes.map((other) => ({ ...other, known: new Set([...other.known, comment.id]) })));
    } catch (error) {
      change(clientId, { problem: error instanceof ParleyError ? error.code : 'other' });
    }
  }

  // One after the other, so that they are read in the order in which they were written.
  let queue = Promise.resolve();
  const enqueue = (clientId: string) => {
    queue = queue.then(() => store(clientId));
  };

  return {
    write(content, files) {
      const clientId = crypto.randomUUID();
      // A note needs words; those of its files are better than none.
      const words = content.trim() === '' ? files.map(({ name }) => name).join(', ') : content;
      const at = new Date().toISOString();
      const known = commentIds(cache, ticketId);
      beginWork(clientId);
      put((notes) => [...notes, { clientId, content: words, files, attachmentIds: [], at, problem: null, known }]);
      enqueue(clientId);
    },
    retry(clientId) {
      change(clientId, { problem: null });
      enqueue(clientId);
    },
    discard,
  };
}

function commentIds(cache: QueryClient, ticketId: string): ReadonlySet<string> {
  const open = cache.getQueryData<OpenTicket>(keys.ticket(ticketId));
  const older = cache.getQueryData<readonly Comment[]>(keys.notes(ticketId));
  return new Set([...(open?.comments ?? []), ...(older ?? [])].map(({ id }) => id));
}

/**
 * Those of the unsaved notes that are not among the stored ones. That a note was stored is often heard before the answer to its
 * request comes, or without it; the server does not say which note it was, so that it is known by its words.
 */
export function withoutStored(
  unsaved: readonly UnsavedNote[],
  stored: readonly Comment[],
  me: string,
): readonly UnsavedNote[] {
  if (unsaved.length === 0) return unsaved;
  const mine = stored.filter(({ authorId }) => authorId === me);
  return unsaved.filter((note) => {
    const twin = mine.findIndex(({ id, content }) => content === note.content && !note.known.has(id));
    if (twin >= 0) mine.splice(twin, 1);
    return twin < 0;
  });
}
