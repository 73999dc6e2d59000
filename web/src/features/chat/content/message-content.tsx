import type { Message } from '@parley/client';
import { Meta, type Progress } from '../message/meta.tsx';
import { BookingCard } from './booking-card.tsx';
import { emojiCount } from './emoji.ts';
import { LocationCard } from './location-card.tsx';
import { MessageFiles } from './message-files.tsx';
import { OfferCard } from './offer-card.tsx';
import { RichText } from './rich-text.tsx';

export type MetaFacts = { readonly at: string | null; readonly isEdited: boolean; readonly progress: Progress | null };

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

/** Text with its time at the end of its last line, where there is room; few emoji alone are large. */
export function Words({ text, meta }: { readonly text: string; readonly meta: MetaFacts }) {
  const isEmoji = emojiCount(text) > 0;
  return (
    <div dir="auto" className="text-base wrap-anywhere whitespace-pre-wrap">
      {isEmoji ? <span className="text-4xl leading-tight">{text.trim()}</span> : <RichText text={text} />}
      {/* Runs as the text does, so that it stands at the end of that; what is in it runs as the page does. */}
      <span className={isEmoji ? 'ms-2 align-bottom' : 'float-end ms-2.5 mt-1.5 -mb-0.5 flex'}>
        <Meta {...meta} />
      </span>
    </div>
  );
}
