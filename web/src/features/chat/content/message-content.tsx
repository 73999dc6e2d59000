import type { Message } from '@parley/client';
import type { MetaFacts } from '../message/meta.tsx';
import { BookingCard } from './booking-card.tsx';
import { LocationCard } from './location-card.tsx';
import { MessageFiles } from './message-files.tsx';
import { OfferCard } from './offer-card.tsx';
import { Words } from './words.tsx';

type MessageContentProps = {
  readonly message: Pick<Message, 'type' | 'content' | 'metadata' | 'attachments' | 'senderId'>;
  readonly isOwn: boolean;
  readonly meta: MetaFacts;
};

/** What a message says, by its type. */
export function MessageContent({ message, isOwn, meta }: MessageContentProps) {
  const { type, content, attachments } = message;
  switch (type) {
    case 'location':
      return <LocationCard message={message} meta={meta} />;
    case 'service_offer':
      return <OfferCard message={message} isOwn={isOwn} meta={meta} />;
    case 'booking_request':
      return <BookingCard message={message} meta={meta} />;
    default:
      return attachments.length === 0 ? (
        <Words text={content} meta={meta} />
      ) : (
        <MessageFiles attachments={attachments} caption={content} meta={meta} />
      );
  }
}
