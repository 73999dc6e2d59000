import type { Attachment } from '@parley/client';
import { Download, File, FileArchive, FileSpreadsheet, FileText } from 'lucide-react';
import { type MouseEvent, useState } from 'react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useRoom, useRowTab } from '../room.ts';
import { freshLink } from './fresh.ts';

/** A file with its name and size; pressed, it is downloaded. */
export function FileCard({ attachment }: { readonly attachment: Attachment }) {
  const t = useT('chat');
  const { parley } = useRoom();
  const tab = useRowTab();
  const [isBusy, setBusy] = useState(false);
  const download = async (event: MouseEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    try {
      startDownload(await freshLink(parley, attachment), attachment.name);
    } catch {
      showToast({ tone: 'danger', title: t('downloadFailed') });
    } finally {
      setBusy(false);
    }
  };
  return (
    <a
      href={attachment.url}
      download={attachment.name}
      tabIndex={tab}
      onClick={(event) => void download(event)}
      className="flex w-72 max-w-full min-w-full items-center gap-3 rounded-lg bg-surface/70 p-2 transition-colors hover:bg-surface"
    >
      <span className="sr-only">{t('downloadFile')} </span>
      <FileFace name={attachment.name} size={attachment.size} mimeType={attachment.mimeType} />
      <Download aria-hidden="true" className="me-1 size-4 shrink-0 text-muted" />
    </a>
  );
}

type FileFaceProps = { readonly name: string; readonly size: number; readonly mimeType: string };

/** What a file looks like in a line: an icon of its kind, name and size. */
export function FileFace({ name, size, mimeType }: FileFaceProps) {
  const format = useFormat();
  const Icon = iconOf(mimeType);
  const ending = /\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? '';
  return (
    <>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-text">
        <Icon aria-hidden="true" className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <span dir="auto" className="line-clamp-2 text-sm leading-4 font-medium wrap-anywhere">
          {name}
        </span>
        <span className="text-xs text-muted">
          {ending === '' ? '' : `${ending} · `}
          {format.size(size)}
        </span>
      </span>
    </>
  );
}

/** Has the browser save what is at an address. */
export function startDownload(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener';
  link.click();
}

function iconOf(mimeType: string) {
  if (/sheet|excel|csv/.test(mimeType)) return FileSpreadsheet;
  if (/pdf|word|text|rtf|document/.test(mimeType)) return FileText;
  return /zip|compressed/.test(mimeType) ? FileArchive : File;
}
