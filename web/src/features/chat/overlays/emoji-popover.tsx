import { Plus } from 'lucide-react';
import { type KeyboardEvent, Suspense, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import type { Place } from '../room.ts';
import { PlacedPopover } from './placed-popover.tsx';
import { quickEmoji } from './quick-emoji.ts';

const EmojiPicker = lazyPart(() => import('./emoji-picker.tsx'));

type EmojiPopoverProps = {
  readonly place: Place;
  readonly isQuick: boolean;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
};

/** Emoji to choose from: at first the few that are chosen most, where that is wanted. */
export default function EmojiPopover({ place, isQuick, onPick, onClose }: EmojiPopoverProps) {
  const t = useT('chat');
  const [isWhole, setWhole] = useState(!isQuick);
  const pick = (emoji: string) => {
    onPick(emoji);
    onClose();
  };
  return (
    <PlacedPopover place={place} label={t('emoji.label')} onClose={onClose} className="p-1">
      {isWhole ? (
        <Suspense
          fallback={
            <span className="flex h-80 w-72 items-center justify-center text-muted">
              <Spinner />
            </span>
          }
        >
          <EmojiPicker onPick={pick} />
        </Suspense>
      ) : (
        <div role="toolbar" aria-label={t('action.react')} onKeyDown={onArrow} className="flex items-center gap-0.5">
          {quickEmoji.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={t('reactWith', { emoji })}
              onClick={() => pick(emoji)}
              className="flex size-9 items-center justify-center rounded-lg text-xl transition-transform pointer-coarse:size-11 motion-safe:hover:scale-115 hover:bg-subtle"
            >
              {emoji}
            </button>
          ))}
          <IconButton label={t('emoji.more')} icon={<Plus />} onClick={() => setWhole(true)} />
        </div>
      )}
    </PlacedPopover>
  );
}

/** Left and right go from one to the next, as in any toolbar. */
function onArrow({ key, currentTarget }: KeyboardEvent<HTMLElement>): void {
  const isRtl = document.documentElement.dir === 'rtl';
  const step = key === (isRtl ? 'ArrowLeft' : 'ArrowRight') ? 1 : key === (isRtl ? 'ArrowRight' : 'ArrowLeft') ? -1 : 0;
  const buttons: Element[] = [...currentTarget.querySelectorAll('button')];
  const from = document.activeElement === null ? -1 : buttons.indexOf(document.activeElement);
  const next = buttons.at((from + step) % buttons.length);
  if (step !== 0 && from >= 0 && next instanceof HTMLElement) next.focus();
}
