import type { Attachment } from '@parley/client';
import type { MetaFacts } from '../message/meta.tsx';
import { Meta } from '../message/meta.tsx';
import { FileCard } from './file-card.tsx';
import { PictureGrid } from './picture-grid.tsx';
import { AudioPlayer, VideoPlayer } from './players.tsx';
import { Words } from './words.tsx';

type MessageFilesProps = {
  readonly attachments: readonly Attachment[];
  readonly caption: string;
  readonly meta: MetaFacts;
};

/** The files of a message: pictures together, the others below each other, the caption last. */
export function MessageFiles({ attachments, caption, meta }: MessageFilesProps) {
  const pictures = attachments.filter(({ kind }) => kind === 'image');
  const rest = attachments.filter(({ kind }) => kind !== 'image');
  // Pictures reach to the edge of their bubble, so that the words bring the distance themselves.
  const isFramed = rest.every(({ kind }) => kind === 'video');
  const hasCaption = caption.trim() !== '';
  const isPicturesOnly = rest.length === 0 && !hasCaption;
  return (
    <div className="flex flex-col gap-1.5">
      {pictures.length > 0 && (
        <div className="grid max-w-full grid-cols-1 self-start [&>*]:[grid-area:1/1]">
          <PictureGrid pictures={pictures} />
          {isPicturesOnly && <Meta {...meta} isOverlaid className="relative z-10 m-1.5 self-end justify-self-end" />}
        </div>
      )}
      {rest.map((attachment) => (
        <One key={attachment.id} attachment={attachment} />
      ))}
      {hasCaption && (
        <div className={isFramed ? 'px-2 pb-0.5' : ''}>
          <Words text={caption} meta={meta} />
        </div>
      )}
      {!hasCaption && !isPicturesOnly && <Meta {...meta} className="self-end" />}
    </div>
  );
}

function One({ attachment }: { readonly attachment: Attachment }) {
  if (attachment.kind === 'video') return <VideoPlayer attachment={attachment} />;
  if (attachment.kind === 'audio') return <AudioPlayer attachment={attachment} />;
  return <FileCard attachment={attachment} />;
}
