import type { Attachment } from '@parley/client';
import { ImageOff } from 'lucide-react';
import { useFresh } from './fresh.ts';
import { localPicture } from './local-pictures.ts';

/** A picture that fills its place: small where there is a small one, the reader's own copy where that was sent from here. */
export function Picture({ attachment: given }: { readonly attachment: Attachment }) {
  const { attachment, renew, isBroken } = useFresh(given);
  const own = localPicture(given.id);
  if (isBroken && own === null)
    return (
      <span className="absolute inset-0 flex items-center justify-center text-muted">
        <ImageOff aria-hidden="true" className="size-6" />
      </span>
    );
  const address = own ?? attachment?.thumbnailUrl ?? attachment?.url;
  if (address === undefined) return null;
  return (
    <img
      src={address}
      alt=""
      decoding="async"
      draggable={false}
      onError={renew}
      className="absolute inset-0 size-full object-cover"
    />
  );
}
