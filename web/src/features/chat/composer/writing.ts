import { useTyping } from '@parley/client/react';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { settings } from '../../../settings/settings.ts';
import { problemText } from '../message/problems.ts';
import { useRoom } from '../room.ts';
import { asProblem } from '../room-actions.ts';
import { draftKey } from './draft-key.ts';
import { addToDraft, useDraft } from './drafts.ts';
import { type Edits, useEdits } from './edits.ts';
import type { ComposerExtension } from './extension.ts';
import { checkFiles, MOST_FILES, typeOf } from './files.ts';
import { useLiveTarget } from './live-target.ts';
import type { Target } from './target-bar.tsx';

type Options = {
  readonly target: Target | null;
  readonly onTargetDone: () => void;
  readonly extension: ComposerExtension;
  readonly field: RefObject<HTMLTextAreaElement | null>;
};

const NO_FILES: readonly File[] = [];

/** What is being written, with its files; where it goes; and why it cannot go there. */
export function useWriting({ target, onTargetDone, extension, field }: Options) {
  const { conversationId, chat, me } = useRoom();
  const t = useT('chat');
  const format = useFormat();
  const isNote = extension.mode === 'note';
  const [draft, setDraft] = useDraft(draftKey(me, conversationId, isNote ? 'note' : 'message'));
  const [edited, setEdited] = useState<Edited | null>(null);
  const [files, setFiles] = useState(NO_FILES);
  const [problem, setProblem] = useState<string | null>(null);
  const [isFilling, setFilling] = useState(false);
  const edits = useEdits();
  const typing = useTyping(conversationId);
  const editing = target?.kind === 'edit' ? target.message : null;

  const fills = useRef(0);

  // The caret goes behind what is there before another key is heard: later it would undo what the writer has selected since.
  useLayoutEffect(() => {
    if (editing === null) return;
    setEdited(begin(editing, edits));
    field.current?.setSelectionRange(-1, -1);
  }, [editing, edits, field]);

  const change = editing === null ? null : edited?.id === editing.id ? edited : begin(editing, edits);
  const text = change === null ? draft : change.text;
  const setText = (next: string) => (change === null ? setDraft(next) : setEdited({ ...change, text: next }));
  const isBlank = text.trim() === '';
  const tooLongBy = [...text].length - settings.limits.maxMessageLength;
  const mayBeBlank = editing === null ? files.length > 0 : editing.attachments.length > 0;
  const canSend = (!isBlank || mayBeBlank) && tooLongBy <= 0 && !isFilling;

  const { live, loss, forgetLoss } = useLiveTarget(target, ({ kind, message }) => {
    const isTyped = !isBlank && text !== message.content;
    if (kind === 'edit') {
      edits.forget(message.id);
      if (isTyped) addToDraft(draftKey(me, conversationId), text);
    }
    onTargetDone();
    return kind === 'reply' ? 'replyGone' : !isTyped ? 'editGone' : isNote ? 'editGoneDraft' : 'editGoneField';
  });

  const addFiles = useCallback(
    (more: readonly File[]) => {
      const { accepted, refused } = checkFiles(more, files.length, settings.limits.maxFileSize);
      const values = { size: format.size(settings.limits.maxFileSize), most: MOST_FILES };
      const sentences = refused.map(({ problem: reason, names }) =>
        t(`files.${reason}`, { ...values, names: format.list(names.slice(0, 3)), count: names.length }),
      );
      setProblem(sentences.length > 0 ? sentences.join(' ') : null);
      if (accepted.length > 0) setFiles([...files, ...accepted]);
      field.current?.focus();
    },
    [files, format, t, field],
  );

  /** What is written is somewhere else from here on, so that the next can be begun at once. */
  function send(): void {
    if (!canSend) return;
    setProblem(null);
    forgetLoss();
    if (editing !== null) {
      // What was refused is tried again as it stands.
      if (text !== change?.begun || edits.textOf(editing.id) !== undefined) edits.save(editing, text);
    } else {
      if (extension.onSubmit) extension.onSubmit(text, files);
      else chat.send({ type: typeOf(files), content: text, files, ...(target && { replyTo: target.message.id }) });
      setDraft('');
      setFiles(NO_FILES);
      typing.stop();
    }
    if (target) onTargetDone();
  }

  function stopFilling(): void {
    fills.current += 1;
    setFilling(false);
  }

  return {
    text,
    files,
    problem,
    /** The target as it is by now. */
    live,
    /** Said about a message that was deleted while it was answered or changed, until what is written is sent. */
    notice: loss && t(loss),
    canSend,
    isFilling,
    /** Code points over what is allowed; below 0 so many are left. */
    tooLongBy,
    setText,
    type(next: string) {
      setText(next);
      setProblem(null);
      if (next.trim() === '') forgetLoss();
      if (editing !== null || isNote) return;
      if (next.trim() === '') typing.stop();
      else typing.start();
    },
    /** Nobody writes on. */
    rest: typing.stop,
    insert(words: string) {
      stopFilling();
      const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
      const caret = selectionStart + words.length;
      flushSync(() => setText(text.slice(0, selectionStart) + words + text.slice(selectionEnd)));
      field.current?.setSelectionRange(caret, caret);
      // What the words were chosen in gives its focus back as it goes.
      requestAnimationFrame(() => field.current?.focus());
    },
    /** Has words that may still have to come in place of the text; until then, or until one stops it, nothing is sent. */
    async fill(words: string | Promise<string>) {
      fills.current += 1;
      const turn = fills.current;
      const isLatest = () => turn === fills.current;
      setFilling(true);
      try {
        const came = await words;
        if (isLatest()) setText(came);
      } catch (error) {
        if (isLatest()) setProblem(problemText(asProblem(error), t, format));
      }
      if (isLatest()) setFilling(false);
    },
    stopFilling,
    /** Nothing is changed or answered after all. */
    cancel() {
      if (editing !== null) edits.forget(editing.id);
      forgetLoss();
      onTargetDone();
    },
    addFiles,
    removeFile(file: File) {
      setFiles(files.filter((one) => one !== file));
      field.current?.focus();
    },
    send,
  };
}

/** A message that is being changed: what its text is by now, and what it was when that was begun. */
type Edited = { readonly id: string; readonly begun: string; readonly text: string };

/** Begins with what a message says, or is about to say. */
function begin({ id, content }: Target['message'], edits: Edits): Edited {
  const text = edits.textOf(id) ?? content;
  return { id, begun: text, text };
}
