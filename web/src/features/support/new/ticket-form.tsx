import type { Ticket } from '@parley/client';
import { type ReactNode, type SubmitEvent, useRef, useState } from 'react';
import { categoryName } from '../../../common/tickets/categories.ts';
import { fieldProblem, useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useTicketCategories } from '../reading.ts';
import { Attachments } from './attachments.tsx';
import { type Draft, limits, mistakesOf } from './draft.ts';
import { useSending } from './sending.ts';
import type { Uploads } from './uploading.ts';

type TicketFormProps = {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly uploads: Uploads;
  readonly onAddFiles: (files: readonly File[]) => void;
  readonly fileProblem: string | null;
  readonly onSent: (ticket: Ticket) => void;
  /** Stands beside the fields, or among them where there is no room. */
  readonly children: ReactNode;
};

/** The fields of a new ticket. What the server refuses stands at the field. */
export function TicketForm(props: TicketFormProps) {
  const { draft, onChange, uploads, onAddFiles, fileProblem, onSent, children } = props;
  const t = useT('support');
  const words = useT('common/tickets');
  const trouble = useTrouble();
  const categories = useTicketCategories().data ?? [];
  const sending = useSending(onSent);
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setChecked] = useState(false);
  const isUploading = uploads.items.some(({ error }) => error === null);
  const mistakes = isChecked ? mistakesOf(draft) : {};
  const errorOf = (field: 'subject' | 'description') =>
    mistakes[field] ? t(`${field}_${mistakes[field]}`, { count: limits[field] }) : fieldProblem(sending.error, field);
  const category = draft.category ?? categories[0]?.slug ?? '';
  const filesError = fieldProblem(sending.error, 'attachmentIds');
  const isExplained = ['subject', 'description', 'category', 'attachmentIds'].some((field) =>
    fieldProblem(sending.error, field),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChecked(true);
    const wrong = Object.keys(mistakesOf(draft));
    if (wrong.length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    } else if (!isUploading && !sending.isSending) {
      sending.send({ ...draft, category: category === '' ? null : category });
    }
  };
  return (
    <form ref={form} noValidate onSubmit={submit} aria-label={t('new')} className="contents">
      <p className="text-sm text-muted @2xl:col-span-2">{t('intro')}</p>
      <div className="flex flex-col gap-4 @2xl:row-span-2">
        <TextField
          label={t('subject')}
          placeholder={t('subjectHint')}
          readOnly={sending.isSending}
          value={draft.subject}
          onValueChange={(subject) => onChange({ subject })}
          error={errorOf('subject')}
        />
        <TextArea
          label={t('description')}
          placeholder={t('descriptionHint')}
          rows={7}
          maxRows={18}
          readOnly={sending.isSending}
          value={draft.description}
          onValueChange={(description) => onChange({ description })}
          error={errorOf('description')}
        />
      </div>
      <div className="empty:hidden @2xl:row-span-3">{children}</div>
      <div className="flex flex-col gap-4 @2xl:col-start-1">
        <Select
          label={t('categoryLabel')}
          value={category}
          onValueChange={(slug) => onChange({ category: slug })}
          options={categories.map(({ slug, name }) => ({ value: slug, label: categoryName(slug, words, name) }))}
          error={fieldProblem(sending.error, 'category')}
        />
        <Attachments
          files={draft.files}
          uploads={uploads}
          onAdd={onAddFiles}
          onRemove={(file) => onChange({ files: draft.files.filter(({ id }) => id !== file.id) })}
          problem={fileProblem ?? filesError ?? null}
        />
        {sending.error && !isExplained && (
          <p role="alert" className="text-sm text-danger-text">
            {trouble(sending.error)}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
          <Button type="submit" variant="primary" isBusy={sending.isSending || isUploading}>
            {t('send')}
          </Button>
          <p aria-live="polite" className="text-xs text-muted">
            {isUploading ? t('files.wait') : t('kept')}
          </p>
        </div>
      </div>
    </form>
  );
}
