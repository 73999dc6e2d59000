import { createReadStream } from 'node:fs';

/** Bell, backspace, tab, line feeds, form feed, carriage return, escape: the control characters that occur in texts. */
const TEXTUAL_CONTROLS: ReadonlySet<number> = new Set([7, 8, 9, 10, 11, 12, 13, 27]);

/** True when the whole file is valid UTF-8 without control characters that no text has. Reads it once, in pieces. */
export async function isTextFile(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const content: AsyncIterable<Buffer> = createReadStream(path);
  try {
    for await (const chunk of content) {
      if (chunk.some(isForeign)) return false;
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function isForeign(byte: number): boolean {
  return (byte < 32 || byte === 127) && !TEXTUAL_CONTROLS.has(byte);
}
