import { open } from 'node:fs/promises';
import { isEmptyOle2 } from './ole2.ts';

const HEAD = 4 * 1024;
/** Of a ZIP's local file header (PKWARE APPNOTE 4.3.7): where the length of the name stands, and where the name. */
const NAME_LENGTH_AT = 26;
const NAME_AT = 30;

const BEGINNINGS: readonly { readonly mimeType: string; readonly bytes: Buffer }[] = [
  { mimeType: 'application/msword', bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) },
  { mimeType: 'audio/mpeg', bytes: Buffer.from('ID3', 'latin1') },
  { mimeType: 'video/x-matroska', bytes: Buffer.from([0x1a, 0x45, 0xdf, 0xa3]) },
  {
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    bytes: Buffer.from('PK\u0003\u0004', 'latin1'),
  },
];

/** What a sniffer calls those containers of which it knows no more than what they are. */
const CONTAINERS: ReadonlySet<string | null> = new Set([null, 'application/x-cfb', 'application/zip']);

/**
 * Whether a file begins as one of this type does, and does not get as far as to say which of those that begin so it is.
 * `sniffed`: what its first bytes were taken for.
 */
export async function isBare(path: string, mimeType: string, sniffed: string | null): Promise<boolean> {
  const beginning = BEGINNINGS.find((one) => one.mimeType === mimeType);
  if (!beginning || !CONTAINERS.has(sniffed)) return false;
  const head = await headOf(path);
  if (!head.subarray(0, beginning.bytes.length).equals(beginning.bytes)) return false;
  if (mimeType === 'application/msword') return isEmptyOle2(path);
  return sniffed === null || !namesAnEntry(head);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function namesAnEntry(head: Buffer): boolean {
  if (head.length < NAME_AT) return false;
  const length = head.readUInt16LE(NAME_LENGTH_AT);
  return length > 0 && NAME_AT + length <= head.length;
}
