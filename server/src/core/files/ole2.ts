import { type FileHandle, open } from 'node:fs/promises';

const MAGIC = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const ENTRY_BYTES = 128;
/** More than any real document has in its directory; the rest is not looked at. */
const MAX_SECTORS = 256;
/** Sector numbers above this are marks: end of chain, free, reserved. */
const MAX_SECTOR = 0xfffffffa;
const NO_ENTRY = 0xffffffff;

/**
 * What an OLE2 compound file is, by the streams in its root storage: `WordDocument` (DOC), `Workbook` (XLS; `Book` in
 * Excel 5), or null. Follows [MS-CFB] 2.2 (header), 2.3 (FAT) and 2.6 (directory); of what is malformed it reads what it can.
 */
export async function ole2Content(path: string): Promise<'WordDocument' | 'Workbook' | null> {
  const names = await streamsOf(path);
  if (names.has('WordDocument')) return 'WordDocument';
  return names.has('Workbook') || names.has('Book') ? 'Workbook' : null;
}

/** Whether nothing can be found in an OLE2 compound file. */
export async function isEmptyOle2(path: string): Promise<boolean> {
  return (await streamsOf(path)).size === 0;
}

async function streamsOf(path: string): Promise<Set<string>> {
  const file = await open(path, 'r');
  try {
    return rootStreams(await readDirectory(file));
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The directory's sectors, joined in the order of their chain. */
async function readDirectory(file: FileHandle): Promise<Buffer> {
  const header = await readAt(file, 0, 512);
  if (header.length < 512 || !header.subarray(0, 8).equals(MAGIC)) return Buffer.alloc(0);
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return Buffer.alloc(0);
  const size = 1 << shift;
  const sectors: Buffer[] = [];
  const seen = new Set<number>();
  let sector = header.readUInt32LE(48);
  while (sector < MAX_SECTOR && !seen.has(sector) && seen.size < MAX_SECTORS) {
    seen.add(sector);
    const bytes = await readAt(file, (sector + 1) * size, size);
    if (bytes.length === 0) break;
    sectors.push(bytes);
    sector = await nextSector(file, header, size, sector);
  }
  return Buffer.concat(sectors);
}

/** The sector that follows in the chain, by the file allocation table; its first 109 sectors are listed in the header. */
async function nextSector(file: FileHandle, header: Buffer, size: number, sector: number): Promise<number> {
  const perSector = size / 4;
  const index = Math.floor(sector / perSector);
  if (index >= 109) return MAX_SECTOR;
  const fat = header.readUInt32LE(76 + index * 4);
  if (fat >= MAX_SECTOR) return MAX_SECTOR;
  const entry = await readAt(file, (fat + 1) * size + (sector % perSector) * 4, 4);
  return entry.length === 4 ? entry.readUInt32LE(0) : MAX_SECTOR;
}

/** Names of the root's own children, so that a workbook inside a Word document does not count. */
function rootStreams(directory: Buffer): Set<string> {
  const names = new Set<string>();
  const visited = new Set<number>();
  const pending = directory.length >= ENTRY_BYTES ? [directory.readUInt32LE(76)] : [];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const at = id * ENTRY_BYTES;
    if (id === NO_ENTRY || visited.has(id) || at + ENTRY_BYTES > directory.length) continue;
    visited.add(id);
    const length = directory.readUInt16LE(at + 64);
    if (length >= 2 && length <= 64) names.add(directory.toString('utf16le', at, at + length - 2));
    pending.push(directory.readUInt32LE(at + 68), directory.readUInt32LE(at + 72));
  }
  return names;
}
