import { crc32, deflateSync } from 'node:zlib';

const SIZE = 48;

/** A small PNG made on the spot: a path that winds up a hill under the sky. */
export function drawMap(): Buffer<ArrayBuffer> {
  const rows: number[] = [];
  for (let y = 0; y < SIZE; y++) {
    rows.push(0);
    for (let x = 0; x < SIZE; x++) rows.push(...pixel(x, y));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pixel(x: number, y: number): readonly [number, number, number] {
  const hill = SIZE * 0.3 + Math.abs(x - SIZE / 2) * 0.8;
  if (y < hill) return [150, 195, 235];
  const path = SIZE / 2 + Math.sin(y / 4) * (y / 6);
  return Math.abs(x - path) < 1.5 ? [235, 220, 170] : [70, 120, 80];
}

/** PNG specification, 5.3: length, type, data, and the CRC of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
