import type { Parley } from '@parley/client';
import { useEffect, useMemo } from 'react';
import { beginWork, endWork } from '../../../common/unsaved-work.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { problemText } from '../message/problems.ts';
import { type Room, useRoom } from '../room.ts';
import { asProblem } from '../room-actions.ts';
import { draftKey } from './draft-key.ts';
import { addToDraft } from './drafts.ts';
import type { Target } from './target-bar.tsx';

type Message = Target['message'];

/** Changes of own messages that are being stored, while the writer goes on. */
export type Edits = {
  /** What is to stand in a message when its change is stored, or was when that failed; undefined where nothing is to change. */
  textOf(messageId: string): string | undefined;
  /** Stores a change after earlier ones of the same message. A refusal is said in the corner, with the way back to what was written. */
  save(message: Message, text: string): void;
  /** Lets go of a change that was refused. */
  forget(messageId: string): void;
};

/** What outlives the composer, which another one takes the place of in the next conversation. */
type Book = {
  /** By message. */
  readonly texts: Map<string, string>;
  readonly queues: Map<string, Promise<void>>;
  /** Chats that are open now, by conversation. */
  readonly rooms: Map<string, Room>;
};

/** A change that is refused so cannot be stored by trying again. */
const GONE: ReadonlySet<string> = new Set(['message_deleted', 'not_found']);

const books = new WeakMap<Parley, Book>();

function bookOf(parley: Parley): Book {
  const book = books.get(parley) ?? { texts: new Map(), queues: new Map(), rooms: new Map() };
  books.set(parley, book);
  return book;
}

/** The changes of one chat. */
export function useEdits(): Edits {
  const room = useRoom();
  const t = useT('chat');
  const format = useFormat();
  const { conversationId, parley, chat, me } = room;
  const { texts, queues, rooms } = bookOf(parley);
  useEffect(() => {
    rooms.set(conversationId, room);
    return () => void rooms.delete(conversationId);
  }, [rooms, conversationId, room]);

  return useMemo(() => {
    function writeAnew(id: string): void {
      const text = texts.get(id);
      if (text === undefined) return;
      texts.delete(id);
      if (addToDraft(draftKey(me, conversationId), text)) rooms.get(conversationId)?.focusComposer();
      else showToast({ title: t('draftKept') });
    }

    function tell(message: Message, error: unknown): void {
      const { id } = message;
      const problem = asProblem(error);
      const editAgain = () => {
        const open = rooms.get(conversationId);
        const isDeleted = chat.state.get().messages.some((one) => one.id === id && one.deletedAt !== null);
        if (isDeleted) writeAnew(id);
        else if (open) open.edit(message);
        else showToast({ title: t('editKept') });
      };
      showToast({
        tone: 'danger',
        title: t('editFailed'),
        detail: problemText(problem, t, format),
        action: GONE.has(problem.code)
          ? { label: t('writeAnew'), onSelect: () => writeAnew(id) }
          : { label: t('editAgain'), onSelect: editAgain },
      });
    }

    async function store(message: Message, text: string): Promise<void> {
      const { id } = message;
      try {
        await parley.messages.edit(id, text);
      } catch (error) {
        if (texts.get(id) !== text) return;
        // Else it was stored, and only the answer was lost.
        const isStored = chat.state.get().messages.some((one) => one.id === id && one.content === text);
        if (!isStored) {
          tell(message, error);
          return;
        }
      }
      if (texts.get(id) === text) texts.delete(id);
    }

    return {
      textOf: (id) => texts.get(id),
      forget(id) {
        if (!queues.has(id)) texts.delete(id);
      },
      save(message, text) {
        const { id } = message;
        texts.set(id, text);
        const stored: Promise<void> = (queues.get(id) ?? Promise.resolve())
          .then(() => store(message, text))
          .then(() => {
            endWork(stored);
            if (queues.get(id) === stored) queues.delete(id);
          });
        beginWork(stored);
        queues.set(id, stored);
      },
    };
  }, [texts, queues, rooms, conversationId, parley, chat, me, t, format]);
}
