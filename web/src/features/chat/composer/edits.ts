import { useCallback, useRef } from 'react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { problemText } from '../message/problems.ts';
import { useRoom } from '../room.ts';
import { asProblem } from '../room-actions.ts';
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

/** The changes of one chat. */
export function useEdits(): Edits {
  const { parley, chat, edit } = useRoom();
  const t = useT('chat');
  const format = useFormat();
  const texts = useRef(new Map<string, string>());
  const queues = useRef(new Map<string, Promise<void>>());

  const textOf = useCallback((id: string) => texts.current.get(id), []);
  const forget = useCallback((id: string) => {
    if (!queues.current.has(id)) texts.current.delete(id);
  }, []);
  const save = useCallback(
    (message: Message, text: string) => {
      const { id } = message;
      const isLatest = () => texts.current.get(id) === text;
      const succeed = () => {
        if (isLatest()) texts.current.delete(id);
      };
      const fail = (error: unknown) => {
        if (!isLatest()) return;
        // It was stored, and only the answer was lost.
        if (chat.state.get().messages.some((one) => one.id === id && one.content === text)) return succeed();
        showToast({
          tone: 'danger',
          title: t('editFailed'),
          detail: problemText(asProblem(error), t, format),
          action: { label: t('editAgain'), onSelect: () => edit(message) },
        });
      };
      const store = () => parley.messages.edit(id, text).then(succeed, fail);
      texts.current.set(id, text);
      const stored = (queues.current.get(id) ?? Promise.resolve()).then(store).then(() => {
        if (queues.current.get(id) === stored) queues.current.delete(id);
      });
      queues.current.set(id, stored);
    },
    [parley, chat, edit, t, format],
  );
  return { textOf, save, forget };
}
