import type { AttachmentKind } from '../conversations/types.ts';

/** A type of file that may be uploaded. */
export type AcceptedType = {
  /** The name that answers give it. */
  readonly mimeType: string;
  readonly kind: AttachmentKind;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** What a sniffer may call it. A container that two types share stands with both. */
  readonly signatures: readonly string[];
  /** Other names that clients declare it by. */
  readonly aliases: readonly string[];
};

/** What sniffers call the two containers that have to be looked into. */
export const OLE2 = 'application/x-cfb';
const OOXML = 'application/vnd.openxmlformats-officedocument';

export const TEXT: AcceptedType = {
  mimeType: 'text/plain',
  kind: 'document',
  extensions: ['txt'],
  signatures: [],
  aliases: [],
};

export const ACCEPTED: readonly AcceptedType[] = [
  {
    mimeType: 'image/jpeg',
    kind: 'image',
    extensions: ['jpg', 'jpeg'],
    signatures: ['image/jpeg'],
    aliases: ['image/jpg', 'image/pjpeg'],
  },
  {
    mimeType: 'image/png',
    kind: 'image',
    extensions: ['png'],
    signatures: ['image/png', 'image/apng'],
    aliases: ['image/x-png', 'image/apng'],
  },
  { mimeType: 'image/gif', kind: 'image', extensions: ['gif'], signatures: ['image/gif'], aliases: [] },
  { mimeType: 'image/webp', kind: 'image', extensions: ['webp'], signatures: ['image/webp'], aliases: [] },
  {
    mimeType: 'video/mp4',
    kind: 'video',
    extensions: ['mp4'],
    signatures: ['video/mp4', 'video/x-m4v'],
    aliases: ['video/x-m4v', 'application/mp4', 'audio/mp4'],
  },
  {
    mimeType: 'video/quicktime',
    kind: 'video',
    extensions: ['mov'],
    signatures: ['video/quicktime'],
    aliases: ['video/mov', 'video/x-quicktime'],
  },
  {
    mimeType: 'video/x-msvideo',
    kind: 'video',
    extensions: ['avi'],
    signatures: ['video/vnd.avi', 'video/x-msvideo'],
    aliases: ['video/avi', 'video/msvideo', 'video/vnd.avi', 'application/x-troff-msvideo'],
  },
  {
    mimeType: 'video/x-matroska',
    kind: 'video',
    extensions: ['mkv'],
    signatures: ['video/matroska', 'video/x-matroska'],
    aliases: ['video/matroska', 'video/mkv', 'video/x-mkv'],
  },
  {
    mimeType: 'video/webm',
    kind: 'video',
    extensions: ['webm'],
    signatures: ['video/webm'],
    aliases: ['audio/webm'],
  },
  {
    mimeType: 'audio/mpeg',
    kind: 'audio',
    extensions: ['mp3'],
    signatures: ['audio/mpeg'],
    aliases: ['audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg-3', 'audio/x-mpeg', 'audio/mpg'],
  },
  {
    mimeType: 'audio/wav',
    kind: 'audio',
    extensions: ['wav'],
    signatures: ['audio/wav'],
    aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'],
  },
  {
    mimeType: 'audio/aac',
    kind: 'audio',
    extensions: ['aac'],
    signatures: ['audio/aac'],
    aliases: ['audio/x-aac', 'audio/aacp', 'audio/x-hx-aac-adts', 'audio/vnd.dlna.adts'],
  },
  {
    mimeType: 'audio/mp4',
    kind: 'audio',
    extensions: ['m4a'],
    // Recorders write sound alone into an MP4 of no particular brand: only the name tells which of the two it is.
    signatures: ['audio/x-m4a', 'audio/mp4', 'video/mp4'],
    aliases: ['audio/x-m4a', 'audio/m4a', 'audio/mp4a-latm'],
  },
  {
    mimeType: 'audio/ogg',
    kind: 'audio',
    extensions: ['ogg'],
    signatures: ['audio/ogg', 'application/ogg'],
    aliases: ['application/ogg', 'audio/x-ogg', 'audio/vorbis', 'audio/opus', 'application/x-ogg'],
  },
  {
    mimeType: 'application/pdf',
    kind: 'document',
    extensions: ['pdf'],
    signatures: ['application/pdf'],
    aliases: ['application/x-pdf'],
  },
  {
    mimeType: 'application/msword',
    kind: 'document',
    extensions: ['doc'],
    signatures: [`${OLE2}; WordDocument`],
    aliases: ['application/x-msword', 'application/doc'],
  },
  {
    mimeType: `${OOXML}.wordprocessingml.document`,
    kind: 'document',
    extensions: ['docx'],
    signatures: [`${OOXML}.wordprocessingml.document`],
    aliases: [],
  },
  {
    mimeType: 'application/vnd.ms-excel',
    kind: 'document',
    extensions: ['xls'],
    signatures: [`${OLE2}; Workbook`],
    aliases: ['application/excel', 'application/x-excel', 'application/x-msexcel', 'application/msexcel'],
  },
  {
    mimeType: `${OOXML}.spreadsheetml.sheet`,
    kind: 'document',
    extensions: ['xlsx'],
    signatures: [`${OOXML}.spreadsheetml.sheet`],
    aliases: [],
  },
  {
    mimeType: 'application/rtf',
    kind: 'document',
    extensions: ['rtf'],
    signatures: ['application/rtf'],
    aliases: ['text/rtf', 'application/x-rtf', 'text/richtext'],
  },
  TEXT,
];

/** The accepted type that a file name's extension stands for. */
export function typeOfExtension(extension: string): AcceptedType | undefined {
  return ACCEPTED.find((type) => type.extensions.includes(extension));
}

/** True when a client that says `declared` (lower case, no parameters) may mean this type. */
export function goesBy(type: AcceptedType, declared: string): boolean {
  return type.mimeType === declared || type.aliases.includes(declared);
}
