import { useState } from 'react';
import { useT } from '../i18n/use-t.ts';
import { classNames } from './class-names.ts';

export type Presence = 'online' | 'away' | 'busy' | 'offline';

type AvatarProps = {
  /** Gives the colour: the same one always, everywhere. */
  readonly id: string;
  readonly name: string;
  /** Address of a picture; where it cannot be had, initials stand. */
  readonly image?: string | null | undefined;
  /** px; 32 by default. */
  readonly size?: 20 | 24 | 32 | 40 | 56;
  /** A dot, with words for those who do not see it; none for null. */
  readonly presence?: Presence | null | undefined;
};

const hues = [25, 55, 95, 145, 185, 225, 265, 305, 345] as const;
const dots: Readonly<Record<Presence, string>> = {
  online: 'bg-online',
  away: 'bg-away',
  busy: 'bg-danger',
  offline: 'border-2 border-muted bg-surface',
};

/** Whoever it is as a small round picture. The name is expected beside it, so the picture itself is silent. */
export function Avatar({ id, name, image = null, size = 32, presence = null }: AvatarProps) {
  const t = useT('common');
  const [brokenImage, setBrokenImage] = useState<string | null>(null);
  return (
    <span className="relative inline-flex shrink-0 select-none" style={{ width: size, height: size }}>
      {image !== null && image !== brokenImage ? (
        <img
          src={image}
          alt=""
          loading="lazy"
          onError={() => setBrokenImage(image)}
          className="size-full rounded-full object-cover"
        />
      ) : (
        <span
          aria-hidden="true"
          className="flex size-full items-center justify-center rounded-full font-semibold"
          style={{ ...colours(id), fontSize: size <= 24 ? 9 : Math.round(size * 0.36) }}
        >
          {initials(name)}
        </span>
      )}
      {presence && (
        <span className={classNames('absolute flex', size <= 32 ? '-end-0.5 -bottom-0.5' : 'end-0 bottom-0')}>
          <PresenceDot presence={presence} className="ring-2 ring-surface" />
          <span className="sr-only">{t(`presence.${presence}`)}</span>
        </span>
      )}
    </span>
  );
}

/** Presence as a dot, for eyes alone: form and colour both tell. */
export function PresenceDot({ presence, className }: { readonly presence: Presence; readonly className?: string }) {
  return <span aria-hidden="true" className={classNames('block size-2.25 rounded-full', dots[presence], className)} />;
}

function colours(id: string): { readonly background: string; readonly color: string } {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  const hue = hues[sum % hues.length];
  return {
    background: `light-dark(oklch(0.9 0.04 ${hue}), oklch(0.36 0.05 ${hue}))`,
    color: `light-dark(oklch(0.38 0.08 ${hue}), oklch(0.92 0.04 ${hue}))`,
  };
}

/** The first letters of the first and the last word. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}
