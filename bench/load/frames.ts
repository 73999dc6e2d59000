/**
 * WebSocket frames (RFC 6455, section 5), as little of them as a load needs: one text frame per message, no
 * fragments, no extensions. Client frames carry the masking key zero, which leaves the payload as it is.
 */
export function clientFrame(payload: string): Buffer {
  const body = Buffer.from(payload);
  const extended = body.length > 125;
  if (body.length > 0xffff) throw new Error('a payload of a load is at most 65535 bytes');
  const head = Buffer.alloc(extended ? 8 : 6);
  head[0] = 0x81; // final, text
  head[1] = 0x80 | (extended ? 126 : body.length); // masked
  if (extended) head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** Called with the place of one frame's payload. The bytes are only good until it returns. */
export type OnFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/**
 * Hands every complete server frame in `bytes[from, to)` to `onFrame` and returns where the first
 * incomplete one begins.
 */
export function readFrames(bytes: Buffer, from: number, to: number, onFrame: OnFrame): number {
  let at = from;
  while (to - at >= 2) {
    const short = (bytes[at + 1] as number) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (to - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const start = at + head;
    if (to - start < length) break;
    onFrame((bytes[at] as number) & 0x0f, bytes, start, start + length);
    at = start + length;
  }
  return at;
}
