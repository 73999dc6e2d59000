import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';

/** First and last byte, both included, counted from 0; within the file. */
export type ByteRange = { readonly start: number; readonly end: number };

/** Bytes that arrived and are not in storage yet. Exactly one of `keep` and `discard` ends it; `discard` may follow either. */
export type StagedFile = {
  /** A file on this machine that holds the bytes until `keep` or `discard`, so that they can be looked at. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Puts the bytes under `key`; when this resolves they are durable and complete. What was there before is replaced at once:
   * whoever reads gets the old bytes or the new ones, whole.
   */
  keep(key: string): Promise<void>;
  /** Forgets the bytes; never rejects, and does nothing after `keep`. */
  discard(): Promise<void>;
};

/**
 * Keeps bytes under keys. Keys are made by the engine, never by a client: segments of `A-Z a-z 0-9 . _ -` that do not
 * begin with a dot, joined by `/`. What is kept under a key never changes, except that something else may be kept there.
 */
export type FileStorage = {
  /**
   * Takes in a stream. Nothing is left behind when it rejects, whatever the reason.
   * @throws `file_too_large` as soon as more than `maxBytes` arrived (the rest is not read), `unavailable` when there is
   * no room, and whatever the stream throws.
   */
  stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedFile>;
  /** The bytes of the whole file or of a range; null when there is no such key. The caller reads or destroys the stream. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  /** Makes `to` hold the same bytes, durable; false when there is nothing under `from`. */
  copy(from: string, to: string): Promise<boolean>;
  /** Removes what is under the key; no key is no error. Readers that began before may finish. */
  remove(key: string): Promise<void>;
  /** Drops staged bytes that a dead process left, untouched for `olderThanMs`; returns how many files that were. */
  sweepStaged(olderThanMs: number): Promise<number>;
  /** Rejects when files could not be stored now. */
  check(): Promise<void>;
};

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** True when the text has the form of a storage key. */
export function isStorageKey(key: string): boolean {
  return key.length <= 512 && KEY.test(key);
}

/** A key of its own for every file, spread over 256 folders. */
export function makeStorageKey(): string {
  const id = randomBytes(20).toString('hex');
  return `${id.slice(0, 2)}/${id}`;
}

const MADE = /^(.*\/)?[0-9a-f]{2}\/[0-9a-f]{40}$/;

const OWN =
  /^(?:(?:[a-z]+\/){0,2}[0-9a-f]{2}\/(?:thumbnails\/)?[0-9a-f]{40}|messages\/(?:thumbnails\/)?c[0-9A-Za-z]+\/\d+_[0-9a-f-]{36}|archive\/\d{4}\/\d\d\/\d\d)(?:\.[a-z.]+)?$/;

/** True when the key is of a form that is made here: what else is in the same place may be somebody else's. */
export function isOwnKey(key: string): boolean {
  return OWN.test(key);
}

/** A key of its own in the folder of another that `makeStorageKey` made: what has a place apart keeps it. */
export function makeKeyBeside(key: string): string {
  return `${MADE.exec(key)?.[1] ?? ''}${makeStorageKey()}`;
}
