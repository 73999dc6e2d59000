/**
 * One-dimensional arrays in PostgreSQL's binary format (`array_recv` in src/backend/utils/adt/arrayfuncs.c): a header of
 * dimensions, a null flag, the element type, length and lower bound, then each element behind its length; -1 stands for
 * null. Neither side has to quote, escape or parse what goes through as it is.
 */
const OID = { bytea: 17, int4: 23, text: 25 } as const;
const HEADER_BYTES = 20;
const MAX_UTF8_PER_UNIT = 3;

/** Grows to the largest array that was made; each array is copied out of it. */
let scratch = Buffer.allocUnsafe(64 * 1024);

function room(bytes: number): Buffer {
  if (scratch.length < bytes) scratch = Buffer.allocUnsafe(bytes * 2);
  return scratch;
}

function finish(into: Buffer, end: number, oid: number, length: number, hasNull: boolean): Buffer {
  into.writeInt32BE(1, 0);
  into.writeInt32BE(hasNull ? 1 : 0, 4);
  into.writeInt32BE(oid, 8);
  into.writeInt32BE(length, 12);
  into.writeInt32BE(1, 16);
  return Buffer.from(into.subarray(0, end));
}

function encode(
  values: readonly (string | null)[],
  oid: number,
  encoding: 'utf8' | 'hex',
  bytesPerUnit: number,
): Buffer {
  let most = HEADER_BYTES;
  for (const value of values) most += 4 + (value?.length ?? 0) * bytesPerUnit;
  const into = room(most);
  let at = HEADER_BYTES;
  let hasNull = false;
  for (const value of values) {
    const written = value === null ? -1 : into.write(value, at + 4, encoding);
    hasNull ||= written < 0;
    into.writeInt32BE(written, at);
    at += 4 + Math.max(0, written);
  }
  return finish(into, at, oid, values.length, hasNull);
}

/** `text[]`. The strings must be well-formed and free of U+0000. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return encode(values, OID.text, 'utf8', MAX_UTF8_PER_UNIT);
}

/** `bytea[]` of bytes that are written as hexadecimal digits. */
export function hexArray(values: readonly (string | null)[]): Buffer {
  return encode(values, OID.bytea, 'hex', 1);
}

/** `int4[]`. */
export function intArray(values: readonly (number | null)[]): Buffer {
  const into = room(HEADER_BYTES + values.length * 8);
  let at = HEADER_BYTES;
  let hasNull = false;
  for (const value of values) {
    if (value === null) {
      hasNull = true;
      at = into.writeInt32BE(-1, at);
    } else at = into.writeInt32BE(value, into.writeInt32BE(4, at));
  }
  return finish(into, at, OID.int4, values.length, hasNull);
}
