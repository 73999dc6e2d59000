import type { Attachment } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { useRoom, useRowTab } from '../room.ts';
import { pictureBox } from './boxes.ts';
import { Picture } from './picture.tsx';

/** More than so many are behind the last one. */
const SHOWN = 4;

/** Pictures of one message; each opens large. Their places are there before they are. */
export function PictureGrid({ pictures }: { readonly pictures: readonly Attachment[] }) {
  const t = useT('chat');
  const room = useRoom();
  const tab = useRowTab();
  const [only] = pictures;
  const shown = pictures.slice(0, SHOWN);
  const hidden = pictures.length - shown.length;
  const isOne = pictures.length === 1 && only !== undefined;
  return (
    <div
      className={classNames('max-w-full overflow-hidden rounded-xl', !isOne && 'grid w-80 grid-cols-2 gap-0.5')}
      style={isOne ? { width: pictureBox(only).width } : undefined}
    >
      {shown.map((picture, place) => (
        <button
          key={picture.id}
          type="button"
          tabIndex={tab}
          aria-label={t('openPicture', { name: picture.name })}
          onClick={() => room.open({ kind: 'pictures', pictures, first: place })}
          className={classNames(
            'ring-inset-focus relative block w-full overflow-hidden bg-strong',
            shown.length === 3 && place === 0 && 'col-span-2',
          )}
          style={isOne ? ratioOf(pictureBox(only)) : { aspectRatio: shown.length === 3 && place === 0 ? '2' : '1' }}
        >
          <Picture attachment={picture} />
          {hidden > 0 && place === SHOWN - 1 && (
            <span className="absolute inset-0 flex items-center justify-center bg-[rgb(0_0_0/0.55)] text-xl font-semibold text-white">
              +{hidden}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function ratioOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { aspectRatio: `${width} / ${height}` };
}
