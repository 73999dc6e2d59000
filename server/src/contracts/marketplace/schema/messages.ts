import { z } from 'zod';
import type { MessageType, Metadata } from '../../../core/conversations/types.ts';
import { isBlank } from '../../../core/text.ts';
import { clientId } from '../../../wire/idempotency.ts';
import { dateOrTime, idText, isStorableTime, metadataObject, text } from '../../../wire/schema.ts';
import { fileIdOf } from '../context.ts';
import { withoutScripts } from '../sanitize.ts';
import { leavesSomething } from './basics.ts';

/** What clients may send; the server alone writes `system`. */
export const SENDABLE = [
  'text',
  'image',
  'file',
  'video',
  'audio',
  'service_offer',
  'booking_request',
  'location',
] as const satisfies readonly MessageType[];

const MAX_ADDRESS = 500;

/** What a message is about, apart from its words. */
export type Subject =
  | { readonly kind: 'words'; readonly metadata: Metadata | null }
  | { readonly kind: 'file'; readonly fileId: string }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly address: string | null;
    }
  | { readonly kind: 'offer'; readonly servicePackageId: string }
  | {
      readonly kind: 'booking';
      readonly servicePackageId: string;
      readonly requestedDate: string | null;
      readonly requestedTime: string | null;
      readonly providerId: string | null;
    }
  | { readonly kind: 'forward'; readonly messageId: string };

/** A message as a client asks for it, to the letter, in one form whatever way it came; it is cleaned when it is stored. */
export type Asked = {
  readonly type: MessageType;
  /** Empty where the subject speaks for itself. */
  readonly content: string;
  readonly subject: Subject;
  readonly replyToId: string | null;
  readonly clientId: string | null;
};

/** Ids that count up are numbers in some clients. */
const ownId = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), clientId.nullish());

/** The names by which clients call their own id of a message. */
export const ownIds = { clientMessageId: ownId, clientId: ownId, tempId: ownId };

type OwnIds = { [name in keyof typeof ownIds]?: string | null | undefined };

/** A client's own id of a message, by whichever name it goes. */
export function ownIdOf({ clientMessageId, clientId: other, tempId }: OwnIds): string | null {
  return clientMessageId ?? other ?? tempId ?? null;
}

const namedByClient = z.object(ownIds);

/** By which id of its client's a body names a message, so that it may be a repeat; null where there is none. */
export function ownIdIn(body: unknown): string | null {
  const { data } = namedByClient.safeParse(body);
  return data ? ownIdOf(data) : null;
}

/** Words that may be missing or empty; where there are any, something has to be left of them when they are cleaned. */
function caption(maxLength: number) {
  return text(maxLength)
    .refine((value) => value === '' || !isBlank(withoutScripts(value)), 'must not be empty')
    .optional();
}

const location = z.object({
  latitude: z.number().min(-90, 'must be at least -90').max(90, 'must be at most 90'),
  longitude: z.number().min(-180, 'must be at least -180').max(180, 'must be at most 180'),
  address: text(MAX_ADDRESS).refine(leavesSomething, 'must not be empty').nullish(),
});

const offer = z.object({ servicePackageId: idText });

const DATE = 'must be a date or a time in ISO 8601';

/** ISO 8601 may leave out the seconds, and the colon or the minutes of an offset. */
function inFull(value: unknown): unknown {
  const [, start, seconds = ':00', hours, minutes = '00'] =
    (typeof value === 'string' && /^(.*T\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:([+-]\d\d):?(\d\d)?|Z)$/i.exec(value)) || [];
  if (start === undefined) return value;
  return `${start}${seconds}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`;
}

const requestedDate = z
  .preprocess(inFull, z.union(dateOrTime, { error: DATE }))
  .transform((value) => new Date(/T.*(Z|[+-]\d{2}:?\d{2})$/i.test(value) || !value.includes('T') ? value : `${value}Z`))
  .refine((date) => !Number.isNaN(date.getTime()) && isStorableTime(date.toISOString()), DATE)
  .transform((date) => date.toISOString());

const booking = offer.extend({
  requestedDate: requestedDate.optional(),
  requestedTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 14:30')
    .optional(),
  providerId: idText.optional(),
});

const file = z.object({
  fileUrl: z
    .string()
    .transform(fileIdOf)
    .refine((id) => id !== null, 'must be the fileUrl of a file that you uploaded'),
});

function locationOf({ latitude, longitude, address }: z.output<typeof location>): Subject {
  return { kind: 'location', latitude, longitude, address: address || null };
}

function bookingOf(asked: z.output<typeof booking>): Subject {
  const { servicePackageId, requestedDate: date, requestedTime: time, providerId } = asked;
  return {
    kind: 'booking',
    servicePackageId,
    requestedDate: date ?? null,
    requestedTime: time ?? null,
    providerId: providerId ?? null,
  };
}

const fileSubject = file.transform(({ fileUrl }): Subject => ({ kind: 'file', fileId: fileUrl ?? '' }));
const offerSubject = offer.transform(({ servicePackageId }): Subject => ({ kind: 'offer', servicePackageId }));

/** What clients keep with texts of theirs. */
const wordsSubject = metadataObject(16 * 1024).transform(
  (metadata): Subject => ({
    kind: 'words',
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
  }),
);

/** What each type has in its metadata; the client's own for texts. */
const SUBJECTS = {
  text: wordsSubject,
  image: fileSubject,
  file: fileSubject,
  video: fileSubject,
  audio: fileSubject,
  location: location.transform(locationOf),
  service_offer: offerSubject,
  booking_request: booking.transform(bookingOf),
} satisfies Partial<Record<MessageType, z.ZodType<Subject>>>;

function subjectOf(
  type: (typeof SENDABLE)[number],
  metadata: Metadata | null,
  problems: z.core.$RefinementCtx,
): Subject {
  const result = SUBJECTS[type].safeParse(metadata ?? {}, { reportInput: true });
  if (result.success) return result.data;
  for (const { path, message, code, input } of result.error.issues) {
    const missing = code === 'invalid_type' && input === undefined;
    problems.addIssue({ code: 'custom', path: ['metadata', ...path], message: missing ? 'is required' : message });
  }
  return z.NEVER;
}

/** Of what is sent on, only whence it comes and the references count. */
function dropIgnored(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('forwardedFromId' in body)) return body;
  if (typeof body.forwardedFromId !== 'string') return body;
  return { ...body, content: undefined, type: undefined, metadata: undefined };
}

/** A message of any type (`CreateMessageDto`). */
export function createMessage(maxLength: number) {
  const body = z.object({
    content: caption(maxLength),
    type: z.enum(SENDABLE).default('text'),
    metadata: z.record(z.string(), z.unknown()).optional(),
    replyToId: idText.optional(),
    forwardedFromId: idText.optional(),
    ...ownIds,
  });
  const asked = body.transform(({ content, type, metadata, replyToId, forwardedFromId, ...ids }, problems): Asked => {
    const common = { replyToId: replyToId ?? null, clientId: ownIdOf(ids) };
    if (forwardedFromId !== undefined)
      return { ...common, type: 'text', content: '', subject: { kind: 'forward', messageId: forwardedFromId } };
    if (type === 'text' && !content) {
      const message = content === '' ? 'must not be empty' : 'is required';
      problems.addIssue({ code: 'custom', path: ['content'], message });
      return z.NEVER;
    }
    return { ...common, type, content: content ?? '', subject: subjectOf(type, metadata ?? null, problems) };
  });
  return z.preprocess(dropIgnored, asked).meta({ examples: [{ content: 'Hello!', clientMessageId: 'k1' }] });
}

/** What the endpoints of their own have beside their subject. */
function beside(maxLength: number) {
  return { message: caption(maxLength), replyToId: idText.optional(), ...ownIds };
}

type Beside = OwnIds & { message?: string | undefined; replyToId?: string | undefined };

function askedOf(type: MessageType, subject: Subject, { message, replyToId, ...ids }: Beside): Asked {
  return { type, subject, content: message ?? '', replyToId: replyToId ?? null, clientId: ownIdOf(ids) };
}

/** The body of `…/service-offer`. */
export function sendOffer(maxLength: number) {
  return offer
    .extend(beside(maxLength))
    .transform(({ servicePackageId, ...rest }) => askedOf('service_offer', { kind: 'offer', servicePackageId }, rest));
}

/** The body of `…/booking-request`. */
export function sendBooking(maxLength: number) {
  return booking.extend(beside(maxLength)).transform((body) => askedOf('booking_request', bookingOf(body), body));
}

/** The body of `…/location`. */
export function sendLocation(maxLength: number) {
  return location.extend(beside(maxLength)).transform((body) => askedOf('location', locationOf(body), body));
}
