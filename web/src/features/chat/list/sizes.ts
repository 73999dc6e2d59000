import type { Attachment, Message } from '@parley/client';
import { pictureBox } from '../content/boxes.ts';
import type { Row } from './rows.ts';

/** px: what rows are high before anybody has measured them. The closer, the less moves while one scrolls. */
const LINE = 22;
const BUBBLE = 14;
const NAME = 20;
const GAP = 10;
const CARD = 62;

/** How high a row will be about, in a list of this width (px). */
export function estimatedHeight(row: Row | undefined, width: number): number {
  switch (row?.kind) {
    case 'message':
      return row.line.state === 'sent'
        ? heightOf(row.line.message, width) + (row.opens ? GAP : 2) + (row.opens && !row.isOwn ? NAME : 0)
        : LINE + BUBBLE + 2;
    case 'between':
      return 72;
    case 'event':
      return 32;
    default:
      return 44;
  }
}

function heightOf(message: Message, width: number): number {
  const perLine = Math.max(16, Math.floor(Math.min(width * 0.75, 544) / 7.2));
  const lines = message.content
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  const text = message.content === '' && message.attachments.length > 0 ? 0 : lines * LINE;
  const quote = message.replyTo ? 48 : 0;
  const reactions = message.reactions.length > 0 ? 30 : 0;
  return BUBBLE + text + quote + reactions + attachmentsHeight(message.attachments) + cardHeight(message);
}

function attachmentsHeight(attachments: readonly Attachment[]): number {
  if (attachments.length === 0) return 0;
  const pictures = attachments.filter(({ kind }) => kind === 'image');
  const rest = (attachments.length - pictures.length) * CARD;
  const [only] = pictures;
  if (!only) return rest;
  return rest + (pictures.length === 1 ? pictureBox(only).height : 240);
}

function cardHeight({ type }: Message): number {
  return type === 'location' || type === 'service_offer' || type === 'booking_request' ? 96 : 0;
}
