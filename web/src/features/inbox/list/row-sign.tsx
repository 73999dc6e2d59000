import {
  Archive,
  BellOff,
  CalendarClock,
  CircleAlert,
  Clock,
  File,
  Image,
  MapPin,
  Mic,
  PencilLine,
  Pin,
  Tag,
  Video,
} from 'lucide-react';

const signs = {
  archived: Archive,
  muted: BellOff,
  pinned: Pin,
  draft: PencilLine,
  pending: Clock,
  failed: CircleAlert,
  image: Image,
  file: File,
  audio: Mic,
  video: Video,
  location: MapPin,
  service_offer: Tag,
  booking_request: CalendarClock,
} as const;

/** What a row says by a small picture. */
export type SignName = keyof typeof signs;

export default function RowSign({ name }: { readonly name: SignName }) {
  const Icon = signs[name];
  return <Icon aria-hidden="true" className="size-full" />;
}
