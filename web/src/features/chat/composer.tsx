import { SendHorizontal, Smile } from 'lucide-react';
import { type ClipboardEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useT } from '../../i18n/use-t.ts';
import { settings } from '../../settings/settings.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { AddMenu } from './composer/add-menu.tsx';
import type { ComposerExtension, SlashItem } from './composer/extension.ts';
import { FileTray } from './composer/file-tray.tsx';
import { ACCEPTED } from './composer/files.ts';
import { useComposerKeys } from './composer/keys.ts';
import { useSlash } from './composer/slash.ts';
import { SlashList } from './composer/slash-list.tsx';
import { type Target, TargetBar } from './composer/target-bar.tsx';
import { useWriting } from './composer/writing.ts';
import { placeOf, useRoom } from './room.ts';

export type { ComposerExtension, SlashItem } from './composer/extension.ts';
export type { Target } from './composer/target-bar.tsx';

/** What the chat asks of its composer. */
export type ComposerHandle = { focus(): void; addFiles(files: readonly File[]): void };

type ComposerProps = {
  readonly handle: Ref<ComposerHandle>;
  readonly target: Target | null;
  readonly onTargetDone: () => void;
  readonly tools?: ReactNode;
  readonly extension?: ComposerExtension | undefined;
};

const NONE: ComposerExtension = {};

/** Where one writes. Enter sends, Shift and Enter begin a new line, ↑ in an empty field changes what was said last. */
export function Composer({ handle, target, onTargetDone, tools, extension = NONE }: ComposerProps) {
  const t = useT('chat');
  const format = useFormat();
  const room = useRoom();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const listId = useId();
  const isNote = extension.mode === 'note';
  const writing = useWriting({ target, onTargetDone, extension, field });
  const { text, files, problem, notice, live, canSend, tooLongBy } = writing;
  const slash = useSlash(text, target?.kind === 'edit' ? undefined : extension.onSlash);
  useImperativeHandle(handle, () => ({ focus: () => field.current?.focus(), addFiles: writing.addFiles }), [
    writing.addFiles,
  ]);

  const pick = async (item: SlashItem) => {
    slash.close();
    await writing.fill(extension.renderSlash?.(item) ?? item.body);
    field.current?.focus();
  };
  const onKeyDown = useComposerKeys({
    slash,
    onPick: (item) => void pick(item),
    onSend: writing.send,
    onCancel: writing.isFilling ? writing.stopFilling : target === null ? null : writing.cancel,
    onEditLast: text === '' && target === null && !isNote ? room.edit : null,
  });
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    writing.addFiles([...event.clipboardData.files]);
  };

  return (
    <div className="mx-auto w-full max-w-4xl shrink-0 px-4 pb-3 max-sm:px-2 max-sm:pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <div role="status">{notice && <p className="px-2 pb-1.5 text-xs text-muted">{notice}</p>}</div>
      {problem && (
        <p role="alert" className="px-2 pb-1.5 text-xs text-danger-text">
          {problem}
        </p>
      )}
      {tooLongBy > 0 && (
        <p role="status" className="px-2 pb-1.5 text-xs text-danger-text tabular-nums">
          {t('composer.tooLong', {
            count: tooLongBy,
            by: format.number(tooLongBy),
            most: format.number(settings.limits.maxMessageLength),
          })}
        </p>
      )}
      <div
        className={classNames(
          'relative rounded-2xl border transition-colors focus-within:border-accent focus-within:ring-1 focus-within:ring-accent',
          isNote ? 'border-warning-text/60 bg-warning-soft' : 'border-control bg-surface',
        )}
      >
        {slash.isOpen && <SlashList id={listId} slash={slash} onPick={(item) => void pick(item)} />}
        {live && <TargetBar target={live} onCancel={writing.cancel} />}
        {files.length > 0 && <FileTray files={files} onRemove={writing.removeFile} />}
        <div className="flex items-end gap-0.5 p-1">
          {target?.kind !== 'edit' && (
            <AddMenu isPlain={extension.onSubmit !== undefined} onFiles={() => picker.current?.click()} />
          )}
          {tools}
          <div className="min-w-0 flex-1">
            <TextArea
              ref={field}
              isBare
              isLabelHidden
              label={isNote ? t('composer.noteLabel') : t('composer.label')}
              placeholder={
                files.length > 0 ? t('composer.caption') : (extension.placeholder ?? t('composer.placeholder'))
              }
              enterKeyHint="send"
              maxRows={10}
              value={text}
              readOnly={writing.isFilling}
              aria-busy={writing.isFilling}
              onValueChange={writing.type}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              onBlur={writing.rest}
              {...(slash.isOpen && {
                'aria-autocomplete': 'list',
                'aria-controls': listId,
                'aria-activedescendant': `${listId}-${slash.active}`,
              })}
            />
          </div>
          {tooLongBy > -200 && tooLongBy <= 0 && (
            <span role="status" className="self-center px-1 text-xs tabular-nums text-muted">
              {t('composer.left', { count: -tooLongBy })}
            </span>
          )}
          <IconButton
            label={t('composer.emoji')}
            icon={<Smile />}
            className="max-sm:hidden"
            onClick={({ currentTarget }) =>
              room.open({ kind: 'emoji', place: placeOf(currentTarget), isQuick: false, onPick: writing.insert })
            }
          />
          <IconButton
            variant="primary"
            className="rounded-xl"
            label={target?.kind === 'edit' ? t('composer.save') : isNote ? t('composer.sendNote') : t('composer.send')}
            keys="Enter"
            icon={<SendHorizontal className="mirrored" />}
            disabled={!canSend || slash.isLoading || slash.items.length > 0}
            // The keyboard stays in the field, on phones the one on the screen too.
            onPointerDown={(event) => event.preventDefault()}
            onClick={writing.send}
          />
        </div>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={ACCEPTED}
          onChange={({ currentTarget }) => {
            writing.addFiles([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
      </div>
    </div>
  );
}
