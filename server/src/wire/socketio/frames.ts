const TEXT_FRAME = 0x81;
const MESSAGE = 0x34; // '4': Engine.IO's packet type

/**
 * A finished Socket.IO packet, in parts that need not be joined before they become bytes: an unmasked, unfragmented
 * WebSocket text frame (RFC 6455, section 5.2) that holds an Engine.IO message. One that goes to several connections is
 * encoded once.
 */
export class Frame {
  /** How many connections it was handed to so far. */
  receivers = 0;
  /** The length of the frame in bytes. */
  readonly size: number;
  readonly #parts: readonly string[];
  readonly #payload: number;
  #bytes: Buffer | null = null;

  constructor(parts: readonly string[]) {
    let payload = 1;
    for (const part of parts) payload += Buffer.byteLength(part);
    this.#parts = parts;
    this.#payload = payload;
    this.size = headerOf(payload) + payload;
  }

  /** The packet in Socket.IO's text form, without Engine.IO's prefix. */
  get text(): string {
    return this.#parts.join('');
  }

  /** The frame by itself. */
  get bytes(): Buffer {
    if (this.#bytes === null) {
      this.#bytes = Buffer.allocUnsafe(this.size);
      this.#encode(this.#bytes, 0);
    }
    return this.#bytes;
  }

  /** Writes the frame into `target`, which has room for it; returns where it ends. */
  writeTo(target: Buffer, at: number): number {
    if (this.receivers > 1) target.set(this.bytes, at);
    else this.#encode(target, at);
    return at + this.size;
  }

  #encode(target: Buffer, start: number): void {
    const length = this.#payload;
    const header = headerOf(length);
    target[start] = TEXT_FRAME;
    if (header === 2) target[start + 1] = length;
    else if (header === 4) {
      target[start + 1] = 126;
      target.writeUInt16BE(length, start + 2);
    } else {
      target[start + 1] = 127;
      target.writeBigUInt64BE(BigInt(length), start + 2);
    }
    target[start + header] = MESSAGE;
    let at = start + header + 1;
    for (const part of this.#parts) at += target.write(part, at);
  }
}

function headerOf(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}

/** Frames as they follow each other on the wire. There is at least one. */
export function joined(frames: readonly Frame[]): Buffer {
  const [first] = frames;
  if (first && frames.length === 1) return first.bytes;
  let size = 0;
  for (const frame of frames) size += frame.size;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const frame of frames) at = frame.writeTo(bytes, at);
  return bytes;
}

/** A server event of the default namespace (Socket.IO packet type EVENT); `payload` is JSON text, possibly in parts. */
export function eventFrame(name: string, ...payload: string[]): Frame {
  return new Frame([`2["${name}",`, ...payload, ']']);
}

/** The same in the namespace whose packets begin with `prefix` (`prefixOf`). */
export function eventFrameIn(prefix: string, name: string, ...payload: string[]): Frame {
  return new Frame([`2${prefix}["${name}",`, ...payload, ']']);
}

/** The answer to a client event that asked for one (packet type ACK); `payload` is JSON text, possibly in parts. */
export function ackFrame(prefix: string, id: number, ...payload: string[]): Frame {
  return new Frame([`3${prefix}${id}[`, ...payload, ']']);
}
