import { X } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { FileFace } from '../content/file-card.tsx';
import { localUrl, noteSize } from '../content/local-pictures.ts';

type FileTrayProps = { readonly files: readonly File[]; readonly onRemove: (file: File) => void };

/** The files that go with what is being written. */
export function FileTray({ files, onRemove }: FileTrayProps) {
  const t = useT('chat');
  return (
    <ul aria-label={t('files.chosen')} className="flex max-h-44 flex-wrap gap-2 overflow-y-auto p-2.5">
      {files.map((file, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be there twice
        <li key={`${file.name} ${place}`} className="relative">
          {file.type.startsWith('image/') ? (
            <img
              src={localUrl(file)}
              alt={file.name}
              onLoad={({ currentTarget }) => noteSize(file, currentTarget.naturalWidth, currentTarget.naturalHeight)}
              className="size-20 rounded-lg border border-line bg-subtle object-cover"
            />
          ) : (
            <span className="flex h-20 w-56 items-center gap-2.5 rounded-lg border border-line bg-surface p-2.5 pe-6">
              <FileFace name={file.name} size={file.size} mimeType={file.type} />
            </span>
          )}
          <button
            type="button"
            onClick={() => onRemove(file)}
            aria-label={t('files.remove', { name: file.name })}
            data-tooltip={t('files.remove', { name: file.name })}
            className="absolute -end-1.5 -top-1.5 inline-flex size-6 items-center justify-center rounded-full border border-line bg-surface text-muted shadow-float hover:text-ink"
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}
