import { Suspense, useEffect, useRef } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { keyOf, rowElement } from '../list/walk.ts';
import { type Overlay, useRoom } from '../room.ts';

// None of them is needed before somebody asks for it.
const MessageMenu = lazyPart(() => import('./message-menu.tsx'));
const EmojiPopover = lazyPart(() => import('./emoji-popover.tsx'));
const Readers = lazyPart(() => import('./readers.tsx'));
const DeleteDialog = lazyPart(() => import('./delete-dialog.tsx'));
const ForwardDialog = lazyPart(() => import('./forward-dialog.tsx'));
const Lightbox = lazyPart(() => import('./lightbox.tsx'));
const LocationDialog = lazyPart(() => import('./location-dialog.tsx'));
const OfferDialog = lazyPart(() => import('./offer-dialog.tsx'));
const BookingDialog = lazyPart(() => import('./booking-dialog.tsx'));
const KeysDialog = lazyPart(() => import('./keys-dialog.tsx'));

type OverlaysProps = { readonly overlay: Overlay | null; readonly onClose: () => void };

/** What lies above the chat now. When it is gone the keyboard is where it was before. */
export function Overlays({ overlay, onClose }: OverlaysProps) {
  useFocusReturn(overlay);
  return <Suspense>{overlay && <One overlay={overlay} onClose={onClose} />}</Suspense>;
}

function One({ overlay, onClose }: { readonly overlay: Overlay; readonly onClose: () => void }) {
  switch (overlay.kind) {
    case 'menu':
      return <MessageMenu message={overlay.message} place={overlay.place} onClose={onClose} />;
    case 'emoji':
      return <EmojiPopover {...overlay} onClose={onClose} />;
    case 'readers':
      return <Readers message={overlay.message} place={overlay.place} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog message={overlay.message} scope={overlay.scope} onClose={onClose} />;
    case 'forward':
      return <ForwardDialog message={overlay.message} onClose={onClose} />;
    case 'pictures':
      return <Lightbox pictures={overlay.pictures} first={overlay.first} onClose={onClose} />;
    case 'location':
      return <LocationDialog onClose={onClose} />;
    case 'offer':
      return <OfferDialog onClose={onClose} />;
    case 'booking':
      return <BookingDialog offered={overlay.offered} ownerId={overlay.ownerId} onClose={onClose} />;
    case 'keys':
      return <KeysDialog onClose={onClose} />;
  }
}

/** ms after which whatever took the keyboard has it. */
const SETTLED_MS = 60;

/** What was pressed may be gone by then, as it stood beside a message: then the row of the message takes the keyboard. */
function useFocusReturn(overlay: Overlay | null): void {
  const room = useRoom();
  const before = useRef<{ readonly element: Element | null; readonly row: string | null } | null>(null);
  const isOpen = overlay !== null;
  if (isOpen && before.current === null)
    before.current = { element: document.activeElement, row: keyOf(document.activeElement) };
  useEffect(() => {
    if (isOpen) return;
    const timer = setTimeout(() => {
      const { element, row } = before.current ?? { element: null, row: null };
      before.current = null;
      if (document.activeElement !== document.body) return;
      if (element instanceof HTMLElement && element.isConnected && element !== document.body) element.focus();
      else if (row !== null && rowElement(row)) rowElement(row)?.focus({ preventScroll: true });
      else if (element !== null) room.focusComposer();
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isOpen, room]);
}
