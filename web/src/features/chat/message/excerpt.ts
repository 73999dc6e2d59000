import type { Message } from '@parley/client';
import type { Translate } from '../../../i18n/use-t.ts';

type Quotable = Pick<Message, 'type' | 'content' | 'deletedAt'>;

/** A message in a few words: what it says, else what it is. */
export function excerptOf({ type, content, deletedAt }: Quotable, t: Translate<'chat'>): string {
  if (deletedAt !== null) return t('deleted');
  if (content.trim() !== '') return content;
  switch (type) {
    case 'image':
      return t('kind.image');
    case 'video':
      return t('kind.video');
    case 'audio':
      return t('kind.audio');
    case 'location':
      return t('kind.location');
    case 'service_offer':
      return t('kind.offer');
    case 'booking_request':
      return t('kind.booking');
    default:
      return t('kind.file');
  }
}
