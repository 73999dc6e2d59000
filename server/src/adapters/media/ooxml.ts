import { type FileHandle, open } from 'node:fs/promises';

const HEAD = 256 * 1024;
/** Of a local file header (PKWARE APPNOTE 4.3.7): its signature, where the length of the name stands, and where the name. */
const HEADER = Buffer.from('PK\u0003\u0004', 'latin1');
const NAME_LENGTH_AT = 26;
const NAME_AT = 30;
const PARTS = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
] as const;

/**
 * What a ZIP is whose list of content types says nothing: the office document whose parts it holds among its first entries, or
 * null.
 */
export async function officeDocument(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    return partOwner(await head(file));
  } finally {
    await file.close();
  }
}

async function head(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  return buffer.subarray(0, bytesRead);
}

function partOwner(bytes: Buffer): string | null {
  for (let at = bytes.indexOf(HEADER); at >= 0 && at + NAME_AT <= bytes.length; at = bytes.indexOf(HEADER, at + 4)) {
    const name = bytes.toString('latin1', at + NAME_AT, at + NAME_AT + bytes.readUInt16LE(at + NAME_LENGTH_AT));
    const part = PARTS.find(([folder]) => name.startsWith(folder));
    if (part) return part[1];
  }
  return null;
}
