import { type FaqCategory, ParleyError } from '@parley/client';
import { type SubmitEvent, useId, useState } from 'react';
import { fieldProblem, useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useCategoryChanges } from './category-changes.ts';

type CategoryDialogProps = {
  /** Null makes a new one. */
  readonly category: FaqCategory | null;
  /** The place of a new one. */
  readonly order: number;
  readonly onClose: () => void;
};

/** The name and the description of a topic. */
export function CategoryDialog({ category, order, onClose }: CategoryDialogProps) {
  const t = useT('help');
  const common = useT('common');
  const trouble = useTrouble();
  const id = useId();
  const { create, update } = useCategoryChanges();
  const [name, setName] = useState(category?.name ?? '');
  const [description, setDescription] = useState(category?.description ?? '');
  const [isMissing, setMissing] = useState(false);
  const { isPending, error } = category ? update : create;
  const isTaken = error instanceof ParleyError && error.code === 'conflict';
  const nameError = isMissing ? t('nameMissing') : isTaken ? t('nameTaken') : fieldProblem(error, 'name');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') return;
    const fields = { name: name.trim(), description: description.trim() === '' ? null : description.trim() };
    if (category) update.mutate({ id: category.id, ...fields }, { onSuccess: onClose });
    else create.mutate({ ...fields, order }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={category ? t('topic') : t('newTopic')}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form={id} variant="primary" isBusy={isPending}>
            {common('save')}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('name')}
          maxLength={100}
          readOnly={isPending}
          value={name}
          onValueChange={setName}
          error={nameError}
        />
        <TextArea
          label={`${t('description')} (${common('optional')})`}
          hint={t('descriptionHint')}
          rows={2}
          maxLength={1000}
          readOnly={isPending}
          value={description}
          onValueChange={setDescription}
        />
        {error && !nameError && (
          <p role="alert" className="text-sm text-danger-text">
            {trouble(error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
