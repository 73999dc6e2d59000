import type { Attachment } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { useRowTab } from '../room.ts';
import { FileCard } from './file-card.tsx';
import { useFresh } from './fresh.ts';

type PlayerProps = { readonly attachment: Attachment };

/** A film in its own proportions, with the browser's controls; what the browser cannot play is a file. */
export function VideoPlayer({ attachment: given }: PlayerProps) {
  const t = useT('chat');
  const tab = useRowTab();
  const { attachment, renew, isBroken } = useFresh(given);
  if (isBroken) return <FileCard attachment={given} />;
  const { width, height } = given;
  return (
    <div
      className="w-80 max-w-full overflow-hidden rounded-xl bg-black"
      style={{ aspectRatio: width && height ? `${width} / ${height}` : '16 / 9', maxHeight: 360 }}
    >
      {attachment && (
        // biome-ignore lint/a11y/useMediaCaption: people send films without
        <video
          controls
          tabIndex={tab}
          preload={attachment.thumbnailUrl ? 'none' : 'metadata'}
          src={attachment.url}
          poster={attachment.thumbnailUrl ?? undefined}
          aria-label={t('video', { name: attachment.name })}
          onError={renew}
          className="size-full"
        />
      )}
    </div>
  );
}

/** A recording with the browser's controls; what the browser cannot play is a file. */
export function AudioPlayer({ attachment: given }: PlayerProps) {
  const t = useT('chat');
  const tab = useRowTab();
  const { attachment, renew, isBroken } = useFresh(given);
  if (isBroken) return <FileCard attachment={given} />;
  return (
    <figure className="flex w-72 max-w-full flex-col gap-1">
      <figcaption dir="auto" className="truncate text-xs text-muted">
        {given.name}
      </figcaption>
      {/* biome-ignore lint/a11y/useMediaCaption: people send recordings without */}
      <audio
        controls
        tabIndex={tab}
        preload="none"
        src={attachment?.url}
        aria-label={t('audio', { name: given.name })}
        onError={renew}
        className="h-10 w-full"
      />
    </figure>
  );
}
