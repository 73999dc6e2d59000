/** `43` at the head of a text frame: an Engine.IO message that holds a Socket.IO ack of the default namespace. */
const ACK = [0x34, 0x33] as const;

const HEADERS_END = Buffer.from('\r\n\r\n');

/**
 * Makes a filter for the bytes that a server sends over a WebSocket, its answer to the handshake included. It takes the
 * bytes as they come, in pieces of any size, and gives back what may go on: whole frames, without those acks for which
 * `loses` says so. Frames of a server are never masked (RFC 6455, section 5.1).
 */
export function replyFilter(loses: () => boolean): (bytes: Buffer) => Buffer {
  let pending: Buffer = Buffer.alloc(0);
  let upgraded = false;
  return (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    const passed: Buffer[] = [];
    if (!upgraded) {
      const end = pending.indexOf(HEADERS_END);
      if (end < 0) return Buffer.alloc(0);
      passed.push(pending.subarray(0, end + HEADERS_END.length));
      pending = pending.subarray(end + HEADERS_END.length);
      upgraded = true;
    }
    for (let frame = takeFrame(pending); frame !== null; frame = takeFrame(pending)) {
      const whole = pending.subarray(0, frame.end);
      pending = pending.subarray(frame.end);
      const isAck = whole[frame.start] === ACK[0] && whole[frame.start + 1] === ACK[1];
      if (!isAck || !loses()) passed.push(whole);
    }
    return passed.length === 1 && passed[0] !== undefined ? passed[0] : Buffer.concat(passed);
  };
}

/** Where the payload of the first frame starts and ends; null while it is not whole. */
function takeFrame(bytes: Buffer): { start: number; end: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  if (short < 126) return whole(bytes, 2, short);
  if (short === 126) return bytes.length < 4 ? null : whole(bytes, 4, bytes.readUInt16BE(2));
  return bytes.length < 10 ? null : whole(bytes, 10, Number(bytes.readBigUInt64BE(2)));
}

function whole(bytes: Buffer, start: number, length: number): { start: number; end: number } | null {
  return bytes.length < start + length ? null : { start, end: start + length };
}
