import type { Dialect } from './dialects.ts';

/** Reading of the two packets that a load counts, by looking at a few bytes. */

const three = 51; // '3', an ack
const two = 50; // '2', an event
const seqKey = Buffer.from('"seq":');

/** Knows the packets of one dialect. */
export type PacketReader = {
  /** What a packet is: the ack of a send, a delivered message, or something else. */
  kindOf(bytes: Buffer, start: number): 'ack' | 'message' | 'other';
  /** Whether an ack says that all went well. */
  isOk(bytes: Buffer, start: number): boolean;
  /** The counter of the message that an ack is about, or -1 when it does not say. */
  ackedCounter(bytes: Buffer, start: number, end: number): number;
  /** The counter at the beginning of a delivered message's text, or -1 when the packet has none. */
  counterOf(bytes: Buffer, start: number, end: number): number;
};

/** What stands between a packet's type and the rest of it in a namespace of Socket.IO. */
export function namespacePrefix(namespace: string): string {
  return namespace === '/' ? '' : `${namespace},`;
}

/** The reader for a dialect's packets. */
export function packetReader({ namespace, delivered, ok, text }: Dialect): PacketReader {
  return namespace === null
    ? new RawReader(delivered, ok, text)
    : new SocketIoReader(namespacePrefix(namespace).length, delivered, ok, text);
}

/** Packets of Socket.IO, from their type digit on. The namespace is skipped: a connection is in one only. */
class SocketIoReader implements PacketReader {
  readonly #skipped: number;
  readonly #delivered: Buffer;
  readonly #ok: Buffer;
  readonly #text: Buffer;

  constructor(prefixLength: number, delivered: string, ok: string, text: string) {
    this.#skipped = 1 + prefixLength;
    this.#delivered = Buffer.from(`["${delivered}",`);
    this.#ok = Buffer.from(`[{${ok}`);
    this.#text = Buffer.from(`"${text}":"`);
  }

  kindOf(bytes: Buffer, start: number): 'ack' | 'message' | 'other' {
    const type = bytes[start];
    if (type === three) return 'ack';
    if (type !== two) return 'other';
    return matches(bytes, start + this.#skipped, this.#delivered) ? 'message' : 'other';
  }

  isOk(bytes: Buffer, start: number): boolean {
    let at = start + this.#skipped;
    while (isDigit(bytes[at])) at += 1;
    return matches(bytes, at, this.#ok);
  }

  ackedCounter(bytes: Buffer, start: number): number {
    return numberAt(bytes, start + this.#skipped);
  }

  counterOf(bytes: Buffer, start: number, end: number): number {
    return numberAfter(bytes, start, end, this.#text);
  }
}

const errorFrame = Buffer.from('{"type":"error"');

/** Frames that are JSON objects; an ack repeats the message. */
class RawReader implements PacketReader {
  readonly #delivered: Buffer;
  readonly #ok: Buffer;
  readonly #text: Buffer;

  constructor(delivered: string, ok: string, text: string) {
    this.#delivered = Buffer.from(`{"type":"${delivered}"`);
    this.#ok = Buffer.from(`{"type":"${ok}"`);
    this.#text = Buffer.from(`"${text}":"`);
  }

  kindOf(bytes: Buffer, start: number): 'ack' | 'message' | 'other' {
    if (matches(bytes, start, this.#delivered)) return 'message';
    return this.isOk(bytes, start) || matches(bytes, start, errorFrame) ? 'ack' : 'other';
  }

  isOk(bytes: Buffer, start: number): boolean {
    return matches(bytes, start, this.#ok);
  }

  ackedCounter(bytes: Buffer, start: number, end: number): number {
    return this.counterOf(bytes, start, end);
  }

  counterOf(bytes: Buffer, start: number, end: number): number {
    return numberAfter(bytes, start, end, this.#text);
  }
}

/** The message's number in its conversation, or -1 when the packet has none. */
export function seqOf(bytes: Buffer, start: number, end: number): number {
  return numberAfter(bytes, start, end, seqKey);
}

function numberAfter(bytes: Buffer, start: number, end: number, key: Buffer): number {
  const at = bytes.indexOf(key, start);
  return at < 0 || at >= end ? -1 : numberAt(bytes, at + key.length);
}

function numberAt(bytes: Buffer, start: number): number {
  let value = 0;
  for (let at = start; isDigit(bytes[at]); at += 1) value = value * 10 + ((bytes[at] as number) - 48);
  return value;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57;
}

function matches(bytes: Buffer, start: number, expected: Buffer): boolean {
  for (let at = 0; at < expected.length; at += 1) if (bytes[start + at] !== expected[at]) return false;
  return true;
}
