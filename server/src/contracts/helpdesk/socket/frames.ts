const TEXT_FRAME = 0x81;

/**
 * A finished Socket.IO packet, in parts that need not be joined before they become bytes. Encoded as a WebSocket frame at
 * most once, however many connections get it.
 */
export class Frame {
  readonly #parts: readonly string[];
  #bytes: Buffer | null = null;

  constructor(parts: readonly string[]) {
    this.#parts = parts;
  }

  /** The packet in Socket.IO's text form, without Engine.IO's prefix. */
  get text(): string {
    return this.#parts.join('');
  }

  /** An unmasked, unfragmented WebSocket text frame (RFC 6455, section 5.2) that holds an Engine.IO message. */
  get bytes(): Buffer {
    this.#bytes ??= encode(this.#parts);
    return this.#bytes;
  }
}

function encode(parts: readonly string[]): Buffer {
  let length = 1;
  for (const part of parts) length += Buffer.byteLength(part);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = TEXT_FRAME;
  if (header === 2) bytes[1] = length;
  else if (header === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes[header] = 0x34; // '4': Engine.IO's packet type "message"
  let at = header + 1;
  for (const part of parts) at += bytes.write(part, at);
  return bytes;
}

/** A server event (Socket.IO packet type EVENT); `payload` is JSON text, possibly in parts. */
export function eventFrame(name: string, ...payload: string[]): Frame {
  return new Frame([`2["${name}",`, ...payload, ']']);
}

/** The answer to a client event that asked for one (packet type ACK); `payload` is JSON text, possibly in parts. */
export function ackFrame(id: number, ...payload: string[]): Frame {
  return new Frame([`3${id}[`, ...payload, ']']);
}
