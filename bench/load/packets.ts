import type { Dialect } from './dialects.ts';

/** Reading of the two packets that a load counts, by looking at a few bytes. */

const three = 51; // '3', an ack
const two = 50; // '2', an event
const seqKey = Buffer.from('"seq":');

/** Knows the packets of one dialect. */
export class PacketReader {
  readonly #delivered: Buffer;
  readonly #ok: Buffer;
  readonly #text: Buffer;

  constructor({ delivered, ok, text }: Dialect) {
    this.#delivered = Buffer.from(`["${delivered}",`);
    this.#ok = Buffer.from(`[{${ok}`);
    this.#text = Buffer.from(`"${text}":"`);
  }

  /** What a packet is, from its type digit: the ack of a send, a delivered message, or something else. */
  kindOf(bytes: Buffer, start: number): 'ack' | 'message' | 'other' {
    const type = bytes[start];
    if (type === three) return 'ack';
    if (type !== two) return 'other';
    return matches(bytes, start + 1, this.#delivered) ? 'message' : 'other';
  }

  /** Whether an ack packet says that all went well. */
  isOk(bytes: Buffer, start: number): boolean {
    let at = start + 1;
    while (isDigit(bytes[at])) at += 1;
    return matches(bytes, at, this.#ok);
  }

  /** The counter at the beginning of the message's text, or -1 when the packet has none. */
  counterOf(bytes: Buffer, start: number, end: number): number {
    return numberAfter(bytes, start, end, this.#text);
  }
}

/** The number of an ack packet. */
export function ackId(bytes: Buffer, start: number): number {
  return numberAt(bytes, start + 1);
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
