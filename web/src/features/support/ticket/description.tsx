import type { Ticket } from '@parley/client';
import { ChevronDown } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { FileCard } from '../../chat/content/file-card.tsx';
import { PictureGrid } from '../../chat/content/picture-grid.tsx';
import { RichText } from '../../chat/content/rich-text.tsx';
import { RowTabContext } from '../../chat/room.ts';

/** What was asked, in two lines until it is opened, and the files that came with it. */
export function Description({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('support');
  const id = useId();
  const text = useRef<HTMLParagraphElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  const { description, attachments } = ticket;
  useEffect(() => {
    const box = text.current;
    if (!box) return;
    const watch = new ResizeObserver(() => setCut((before) => before || box.scrollHeight > box.clientHeight + 1));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  const hasMore = isCut || description.trim().includes('\n') || attachments.length > 0;
  const pictures = attachments.filter(({ kind }) => kind === 'image');
  const files = attachments.filter(({ kind }) => kind !== 'image');
  return (
    <RowTabContext value={0}>
      <div id={id} className={classNames('mt-2', isOpen && 'relative max-h-[36dvh] overflow-y-auto')}>
        <p
          ref={text}
          dir="auto"
          className={classNames('text-base wrap-anywhere', isOpen ? 'whitespace-pre-wrap' : 'line-clamp-2')}
        >
          <RichText text={description} />
        </p>
        {isOpen && attachments.length > 0 && (
          <div className="mt-3 flex flex-col items-start gap-2">
            {pictures.length > 0 && <PictureGrid pictures={pictures} />}
            {files.map((file) => (
              <span key={file.id} className="max-w-full rounded-lg border border-line">
                <FileCard attachment={file} />
              </span>
            ))}
          </div>
        )}
      </div>
      {hasMore && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="-ms-1 mt-0.5 inline-flex h-6 items-center gap-1 rounded-sm px-1 text-xs font-medium text-accent-text hover:underline"
        >
          {isOpen ? t('less') : attachments.length > 0 ? t('moreFiles', { count: attachments.length }) : t('more')}
          <ChevronDown aria-hidden="true" className={classNames('size-3.5', isOpen && 'rotate-180')} />
        </button>
      )}
    </RowTabContext>
  );
}
