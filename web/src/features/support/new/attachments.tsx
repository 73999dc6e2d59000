import { Paperclip, RotateCw, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { ACCEPTED } from '../../chat/composer/files.ts';
import { FileFace } from '../../chat/content/file-card.tsx';
import type { KeptFile } from './draft.ts';
import type { Uploads } from './uploading.ts';

type AttachmentsProps = {
  readonly files: readonly KeptFile[];
  readonly uploads: Uploads;
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (file: KeptFile) => void;
  /** Why some were not taken. */
  readonly problem: string | null;
};

/** Files that go with a ticket: those that are there, those on their way, and the button for more. */
export function Attachments({ files, uploads, onAdd, onRemove, problem }: AttachmentsProps) {
  const t = useT('support');
  const common = useT('common');
  const trouble = useTrouble();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">
        {t('files.label')} <span className="font-normal text-muted">({common('optional')})</span>
      </legend>
      {(files.length > 0 || uploads.items.length > 0) && (
        <ul aria-label={t('files.label')} className="flex flex-col gap-2">
          {files.map((file) => (
            <Row
              key={file.id}
              remove={{ label: t('files.remove', { name: file.name }), onPress: () => onRemove(file) }}
            >
              <FileFace name={file.name} size={file.size} mimeType={file.mimeType} />
            </Row>
          ))}
          {uploads.items.map((upload) => (
            <Row
              key={upload.key}
              remove={{ label: t('files.remove', { name: upload.file.name }), onPress: () => uploads.drop(upload) }}
              below={
                upload.error ? (
                  <p role="alert" className="text-xs text-danger-text">
                    {t('files.failed')} {trouble(upload.error)}
                  </p>
                ) : (
                  <Progress label={t('files.uploading', { name: upload.file.name })} value={upload.progress} />
                )
              }
            >
              <FileFace name={upload.file.name} size={upload.file.size} mimeType={upload.file.type} />
              {upload.error && (
                <IconButton
                  size="sm"
                  label={t('files.retry', { name: upload.file.name })}
                  icon={<RotateCw />}
                  onClick={() => uploads.retry(upload)}
                />
              )}
            </Row>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button icon={<Paperclip />} onClick={() => chooser.current?.click()}>
          {t('files.add')}
        </Button>
        <p className="text-xs text-muted max-sm:hidden">{t('files.hint')}</p>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          accept={ACCEPTED}
          onChange={({ target }) => {
            onAdd([...(target.files ?? [])]);
            target.value = '';
          }}
        />
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger-text">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

type RowProps = {
  readonly children: ReactNode;
  readonly below?: ReactNode;
  readonly remove: { readonly label: string; readonly onPress: () => void };
};

function Row({ children, below, remove }: RowProps) {
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line p-2">
      <span className="flex items-center gap-3">
        {children}
        <IconButton size="sm" label={remove.label} icon={<X />} onClick={remove.onPress} />
      </span>
      {below}
    </li>
  );
}
