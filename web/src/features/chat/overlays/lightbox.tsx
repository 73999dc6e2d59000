import type { Attachment } from '@parley/client';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import { type KeyboardEvent, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { startDownload } from '../content/file-card.tsx';
import { freshLink, useFresh } from '../content/fresh.ts';
import { useRoom } from '../room.ts';

type LightboxProps = {
  readonly pictures: readonly Attachment[];
  readonly first: number;
  readonly onClose: () => void;
};

const buttonClass = 'text-white! hover:bg-white/15! hover:text-white! size-10!';

/** Pictures as large as the window. Arrows go from one to the next, Escape and a press beside the picture close it. */
export default function Lightbox({ pictures, first, onClose }: LightboxProps) {
  const t = useT('chat');
  const common = useT('common');
  const { parley } = useRoom();
  const [place, setPlace] = useState(first);
  const picture = pictures[place];
  if (!picture) return null;
  const go = (step: number) => setPlace((place + step + pictures.length) % pictures.length);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (key === 'ArrowLeft' || key === 'ArrowRight') go(key === forward ? 1 : -1);
  };
  const download = () => {
    freshLink(parley, picture).then(
      (url) => startDownload(url, picture.name),
      () => showToast({ tone: 'danger', title: t('downloadFailed') }),
    );
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/90 motion-safe:animate-appear" />
        <Radix.Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onClick={({ target }) => target instanceof HTMLElement && 'beside' in target.dataset && onClose()}
          className="fixed inset-0 z-50 flex flex-col focus:outline-none"
        >
          <header className="flex items-center gap-1 p-2 text-white">
            <Radix.Title dir="auto" className="min-w-0 flex-1 truncate px-2 text-sm font-medium">
              {picture.name}
            </Radix.Title>
            {pictures.length > 1 && (
              <span aria-live="polite" className="px-2 text-sm text-white/80 tabular-nums">
                {t('pictures.place', { place: place + 1, count: pictures.length })}
              </span>
            )}
            <IconButton
              label={t('download', { name: picture.name })}
              icon={<Download />}
              onClick={download}
              className={buttonClass}
            />
            <Radix.Close asChild>
              <IconButton label={common('close')} keys="Esc" icon={<X />} className={buttonClass} />
            </Radix.Close>
          </header>
          <div className="flex min-h-0 flex-1 items-center gap-2 px-2 pb-4">
            {pictures.length > 1 && (
              <IconButton
                label={t('pictures.previous')}
                icon={<ChevronLeft className="mirrored" />}
                onClick={() => go(-1)}
                className={`${buttonClass} max-sm:absolute max-sm:start-2 max-sm:bottom-4`}
              />
            )}
            <LargePicture key={picture.id} attachment={picture} />
            {pictures.length > 1 && (
              <IconButton
                label={t('pictures.next')}
                icon={<ChevronRight className="mirrored" />}
                onClick={() => go(1)}
                className={`${buttonClass} max-sm:absolute max-sm:end-2 max-sm:bottom-4`}
              />
            )}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function LargePicture({ attachment: given }: { readonly attachment: Attachment }) {
  const t = useT('chat');
  const { attachment, renew, isBroken } = useFresh(given);
  return (
    <div data-beside="" className="flex h-full min-w-0 flex-1 items-center justify-center">
      {isBroken && <p className="text-sm text-white/80">{t('pictures.gone')}</p>}
      {attachment && !isBroken && (
        <img
          src={attachment.url}
          alt={attachment.name}
          onError={renew}
          className="max-h-full max-w-full rounded-md object-contain"
        />
      )}
    </div>
  );
}
