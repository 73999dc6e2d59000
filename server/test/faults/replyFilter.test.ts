import { describe, expect, test } from 'vitest';
import { random } from './prng.ts';
import { replyFilter } from './replyFilter.ts';

const HANDSHAKE = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

/** A frame as a server sends it: whole, unmasked, of type text. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const TEXTS = [
  '0{"sid":"a"}',
  '42["new_message",{}]',
  '431[{"ok":true}]',
  `42["${'x'.repeat(300)}"]`,
  `439["${'y'.repeat(70_000)}"]`,
  '2',
];
const ACKS = TEXTS.filter((text) => text.startsWith('43'));

/** Sends the bytes through the filter in pieces of up to `piece` bytes. */
function pass(bytes: Buffer, filter: (bytes: Buffer) => Buffer, piece: () => number): Buffer {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = piece();
    out.push(filter(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(out);
}

describe('the filter of replies', () => {
  const stream = Buffer.concat([HANDSHAKE, ...TEXTS.map(frame)]);

  test('changes nothing when it loses nothing, however the bytes are cut', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const draw = random(seed, 'pieces');
      const passed = pass(
        stream,
        replyFilter(() => false),
        () => 1 + draw.int(draw.chance(0.5) ? 5 : 50_000),
      );
      expect(passed.equals(stream)).toBe(true);
    }
  });

  test('takes out acks alone', () => {
    let asked = 0;
    const loses = (): boolean => {
      asked += 1;
      return true;
    };
    const rest = Buffer.concat([HANDSHAKE, ...TEXTS.filter((text) => !ACKS.includes(text)).map(frame)]);
    expect(pass(stream, replyFilter(loses), () => 7).equals(rest)).toBe(true);
    expect(asked).toBe(ACKS.length);
  });
});
