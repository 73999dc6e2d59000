import type { OutgoingFile } from '@parley/client';
import { useEffect } from 'react';
import { pictureBox } from '../content/boxes.ts';
import { FileFace } from '../content/file-card.tsx';
import { localSize, localUrl, noteSize, noteStored } from '../content/local-pictures.ts';

/** Files of an own message before the server has all of it; pictures can be seen already. */
export function UnsentFiles({ files }: { readonly files: readonly OutgoingFile[] }) {
  useEffect(() => {
    for (const { attachmentId, blob } of files) if (attachmentId !== null) noteStored(attachmentId, blob);
  }, [files]);
  const pictures = files.filter(({ type }) => type.startsWith('image/'));
  const rest = files.filter(({ type }) => !type.startsWith('image/'));
  const [only] = pictures;
  const isOne = pictures.length === 1 && only !== undefined;
  const box = only ? pictureBox(localSize(only.blob) ?? { width: null, height: null }) : null;
  return (
    <div className="flex flex-col gap-1.5">
      {box && (
        <div
          className={
            isOne
              ? 'max-w-full overflow-hidden rounded-xl'
              : 'grid w-80 max-w-full grid-cols-2 gap-0.5 overflow-hidden rounded-xl'
          }
          style={isOne ? { width: box.width } : undefined}
        >
          {pictures.slice(0, 4).map(({ name, blob }, place) => (
            <img
              // biome-ignore lint/suspicious/noArrayIndexKey: the files of a message never move, and may be the same twice
              key={place}
              src={localUrl(blob)}
              alt={name}
              onLoad={({ currentTarget }) => noteSize(blob, currentTarget.naturalWidth, currentTarget.naturalHeight)}
              className="size-full bg-strong object-cover opacity-80"
              style={{
                aspectRatio: isOne ? `${box.width} / ${box.height}` : pictures.length === 3 && place === 0 ? '2' : '1',
                gridColumn: pictures.length === 3 && place === 0 ? 'span 2' : undefined,
              }}
            />
          ))}
        </div>
      )}
      {rest.map(({ name, size, type }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the files of a message never move, and may be the same twice
        <div key={place} className="flex w-72 max-w-full min-w-full items-center gap-3 rounded-lg bg-surface/70 p-2">
          <FileFace name={name} size={size} mimeType={type} />
        </div>
      ))}
    </div>
  );
}
