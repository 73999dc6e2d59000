import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { invalid, ParleyError } from '../core/errors.ts';
import { boundaryOf, describePart, drain, OVERHEAD } from './multipart.ts';

/** One of a form's files. Absent parameters are null. */
export type FormPart = {
  readonly name: string | null;
  readonly declaredType: string | null;
  readonly content: AsyncIterable<Uint8Array>;
};

export type FilesOptions = {
  /** The fields in which files are looked for; the first is the one that refusals name. */
  readonly fields: readonly [string, ...string[]];
  readonly most: number;
  /** Bytes. */
  readonly maxFileSize: number;
};

const MAX_HEADERS = 16;

/**
 * Streams the files of a `multipart/form-data` body into `use`, one after the other, and resolves with what it made of them
 * once the whole form was read and found in order. Where that fails, what was made before is handed to `undo`. What is in
 * other fields is passed over.
 * @throws `validation_failed` for another kind of body, no file, more than `most`, and a broken or cut off form;
 * `payload_too_large` for a form that is longer than so many files could make it; and what `use` throws.
 */
export async function receiveFiles<T>(
  request: IncomingMessage,
  { fields, most, maxFileSize }: FilesOptions,
  use: (file: FormPart) => Promise<T>,
  undo: (made: T) => Promise<void>,
): Promise<T[]> {
  const made: T[] = [];
  const form = openFiles(request, fields, most, most * maxFileSize + OVERHEAD, async (file) => {
    made.push(await use(file));
  });
  try {
    await form.read;
    form.release();
    if (made.length === 0) throw invalid(fields[0], 'is required');
    return made;
  } catch (error) {
    form.release();
    await form.settled();
    await Promise.all(made.map(undo));
    await drain(request);
    throw error;
  }
}

function openFiles(
  request: IncomingMessage,
  [field, ...others]: FilesOptions['fields'],
  most: number,
  maxBytes: number,
  take: (file: FormPart) => Promise<void>,
) {
  const { promise: read, resolve, reject } = Promise.withResolvers<void>();
  read.catch(() => {});
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (boundary === null) {
    reject(invalid(field, 'must be sent as multipart/form-data'));
    return { read, release: () => {}, settled: () => Promise.resolve() };
  }
  const parser = new Dicer({ boundary, maxHeaderPairs: MAX_HEADERS });
  const open = new Set<Readable>();
  /** Those whose content somebody reads, and hears what is wrong with it. */
  const taken = new WeakSet<Readable>();
  let work = Promise.resolve();
  let failed = false;
  let files = 0;
  let received = 0;

  function abandon(error: unknown): void {
    if (failed) return;
    failed = true;
    reject(error);
    for (const part of open) part.destroy(new Error('the form was refused'));
  }
  async function* contentOf(part: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of part) yield chunk;
    } catch {
      throw invalid(field, 'is not a complete form');
    }
  }
  function accept(part: Readable, headers: object): void {
    const { field: name, name: fileName, declaredType } = describePart(headers);
    const named = name !== null && (name === field || others.includes(name));
    if (failed || !named || (fileName === null && declaredType === null)) {
      part.resume();
      return;
    }
    files += 1;
    if (files > most) {
      part.resume();
      abandon(invalid(field, `must be at most ${most} files`));
      return;
    }
    taken.add(part);
    work = work
      .then(() => (failed ? undefined : take({ name: fileName, declaredType, content: contentOf(part) })))
      .catch(abandon)
      .finally(() => {
        open.delete(part);
        part.resume();
      });
  }
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) abandon(new ParleyError('payload_too_large', 'The form is too large'));
  };
  const close = () => {
    if (!request.readableEnded) abandon(invalid(field, 'was cut off'));
  };
  const broken = () => abandon(invalid(field, 'is not a complete form'));
  parser.on('part', (part) => {
    open.add(part);
    part.on('error', () => {
      if (!taken.has(part)) broken();
    });
    part.on('header', (headers) => accept(part, headers));
    part.once('end', () => open.delete(part));
  });
  parser.on('error', broken);
  parser.on('finish', () => void work.then(resolve));
  request.on('data', count).on('close', close).on('error', close);
  request.pipe(parser);
  return {
    read,
    release: () => {
      request.off('data', count).off('close', close).off('error', close);
      request.unpipe(parser);
      request.on('error', () => {}).resume();
    },
    settled: () => work,
  };
}
