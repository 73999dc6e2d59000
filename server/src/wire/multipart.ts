import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import type { FastifyInstance } from 'fastify';
import { invalid, ParleyError } from '../core/errors.ts';

/** The file of a form. Absent parameters are null, so that "no type" differs from a declared one. */
export type FormFile = {
  readonly name: string | null;
  readonly declaredType: string | null;
  /** Ends only when the whole form was read and found in order; throws what is wrong with it. */
  readonly content: AsyncIterable<Uint8Array>;
  /** The texts of the form's other fields by name, complete once `content` ended; of several with one name the last. */
  texts(): Record<string, string>;
};

/**
 * Registers the routes that `routes` makes in a scope of their own, in which no body is read before the handler: it takes the
 * form from the wire.
 */
export function inFormScope(app: FastifyInstance, routes: (scope: FastifyInstance) => void): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    routes(scope);
  });
}

type Disposition = { readonly field: string | null; readonly name: string | null };

/** What a form may weigh beside its file. */
export const OVERHEAD = 1024 * 1024;
const MAX_HEADERS = 16;
/** Fields beside the file that are read, and how long each may be (bytes). */
const MAX_TEXTS = 32;
const MAX_TEXT = 64 * 1024;
/** Of a refused form so much is still read, so that its sender gets to see the answer; then the connection is cut. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 500;
/** For the answer to arrive before the connection is cut. */
const PARTING_MS = 1_000;

/**
 * Streams the one file of a `multipart/form-data` body, in the field `field`, into `use`, beside the form's texts. The
 * parser is Dicer rather than @fastify/multipart on top of it, because that takes a part without a type for text/plain.
 * @throws `validation_failed` at `field` for another kind of body, none or several files, and a broken or cut off form;
 * `payload_too_large` for a form that is more than 1 MiB longer than `maxFileSize`; and what `use` throws.
 */
export async function receiveFile<T>(
  request: IncomingMessage,
  field: string,
  maxFileSize: number,
  use: (file: FormFile) => Promise<T>,
): Promise<T> {
  const form = openForm(request, field, maxFileSize + OVERHEAD);
  try {
    const result = await use(await form.file);
    form.release();
    return result;
  } catch (error) {
    form.release();
    await drain(request);
    throw error;
  }
}

function openForm(request: IncomingMessage, field: string, maxBytes: number) {
  const wrong = (message: string) => invalid(field, message);
  const { promise: file, resolve, reject } = Promise.withResolvers<FormFile>();
  const { promise: whole, resolve: finish, reject: fail } = Promise.withResolvers<void>();
  file.catch(() => {});
  whole.catch(() => {});
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (boundary === null) {
    reject(wrong('must be sent as multipart/form-data'));
    return { file, release: () => {} };
  }
  const parser = new Dicer({ boundary, maxHeaderPairs: MAX_HEADERS });
  let current: Readable | null = null;
  let received = 0;
  const texts = new Map<string, Buffer[]>();

  function abandon(error: Error): void {
    reject(error);
    fail(error);
    current?.destroy(error);
  }
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) abandon(new ParleyError('payload_too_large', 'The form is too large'));
  };
  const close = () => {
    if (!request.readableEnded) abandon(wrong('was cut off'));
  };
  async function* contentOf(part: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of part) yield chunk;
    } catch (error) {
      // The parser's own words come first here; what is wrong with the form is said by `whole`.
      await whole;
      throw error;
    }
    await whole;
  }
  /** Reads a text as it comes; without a name, or one too many, it is nothing to anybody. */
  function collect(part: Readable, name: string | null): void {
    if (name === null || (texts.size >= MAX_TEXTS && !texts.has(name))) {
      part.resume();
      return;
    }
    const chunks: Buffer[] = [];
    texts.set(name, chunks);
    let size = 0;
    part.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_TEXT) abandon(invalid(name.slice(0, 100), 'is too long'));
      else chunks.push(chunk);
    });
  }
  function accept(part: Readable, headers: object): void {
    const { field: name, name: fileName, declaredType } = describePart(headers);
    const isFile = fileName !== null || (name === field && declaredType !== null);
    if (isFile && current) abandon(wrong('must be exactly one file'));
    if (!isFile && name !== field) {
      collect(part, name);
      return;
    }
    if (name !== field || !isFile || current) {
      part.resume();
      return;
    }
    current = part;
    const textOf = ([key, chunks]: [string, Buffer[]]) => [key, Buffer.concat(chunks).toString('utf8')];
    resolve({
      name: fileName,
      declaredType,
      content: contentOf(part),
      texts: () => Object.fromEntries([...texts].map(textOf)),
    });
  }
  parser.on('part', (part) => {
    part.on('error', () => abandon(wrong('is not a complete form')));
    part.on('header', (headers) => accept(part, headers));
  });
  parser.on('error', () => abandon(wrong('is not a complete form')));
  parser.on('finish', () => {
    finish();
    reject(wrong('is required'));
  });
  request.on('data', count).on('close', close).on('error', close);
  request.pipe(parser);
  return {
    file,
    release: () => {
      request.off('data', count).off('close', close).off('error', close);
      request.unpipe(parser);
      request.on('error', () => {}).resume();
    },
  };
}

/** Reads what is left of a refused body: in time for the answer if it is short, else behind it, up to a limit. */
export async function drain(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = DRAIN_BYTES;
  const count = (chunk: Buffer) => {
    left -= chunk.length;
    if (left >= 0) return;
    request.off('data', count).pause();
    resolve();
    setTimeout(() => request.destroy(), PARTING_MS).unref();
  };
  request
    .on('data', count)
    .on('error', () => {})
    .resume();
  if (request.readableEnded || request.destroyed) return;
  const timer = setTimeout(resolve, DRAIN_MS);
  request.once('end', resolve).once('close', resolve);
  await promise;
  clearTimeout(timer);
}

/** The boundary that a content type names; null for what is no form. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null;
  const boundary = parametersOf(contentType).get('boundary') ?? '';
  return boundary.length >= 1 && boundary.length <= 200 ? boundary : null;
}

/** What a part's headers say of it. */
export function describePart(headers: object): Disposition & { readonly declaredType: string | null } {
  const disposition = dispositionOf(headerOf(headers, 'content-disposition') ?? '');
  return { ...disposition, declaredType: headerOf(headers, 'content-type') };
}

/** A header of a part; its bytes, which come one to a character, are taken for UTF-8. */
function headerOf(headers: object, name: string): string | null {
  const values: unknown = Reflect.get(headers, name);
  const [value]: unknown[] = Array.isArray(values) ? values : [];
  return typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8') : null;
}

function dispositionOf(header: string): Disposition {
  const parameters = parametersOf(header);
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(parameters.get('filename*') ?? '')?.[1];
  const plain = parameters.get('filename');
  return {
    field: /^form-data\s*(;|$)/i.test(header) ? (parameters.get('name') ?? null) : null,
    name: percentDecoded(encoded) ?? (plain === undefined ? null : formDecoded(plain)),
  };
}

/** Parameters by lower-case name; of quoted values only `\"` is an escape, since old browsers send Windows paths as they are. */
function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of header.matchAll(/;\s*([^\s=;"]+)=(?:"((?:\\"|[^"])*)"|([^;]*))/g)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replaceAll('\\"', '"') ?? bare.trim());
  }
  return found;
}

function percentDecoded(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Undoes what browsers do to names in forms (HTML standard, multipart/form-data encoding algorithm). */
function formDecoded(name: string): string {
  return name.replace(/%(22|0D|0A)/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
