import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenContent } from '../core/files/access.ts';
import { contentDisposition } from '../core/files/disposition.ts';
import type { LinkStyle } from '../core/files/links.ts';
import { rangeOf } from './range.ts';

/** Answers with a file's bytes, whole or the range that was asked for, so that no browser takes them for anything else. */
export async function sendContent(
  file: OpenContent,
  request: FastifyRequest,
  reply: FastifyReply,
  { disposition, cacheControl }: LinkStyle,
): Promise<FastifyReply> {
  const { name, size, mimeType } = file.attachment;
  const tag = `"${file.tag}"`;
  reply
    .header('accept-ranges', 'bytes')
    .header('etag', tag)
    .header('cache-control', cacheControl)
    .header('content-disposition', contentDisposition(disposition, name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff');
  const condition = request.headers['if-range'];
  const range = condition === undefined || condition === tag ? rangeOf(request.headers.range, size) : null;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  reply.type(mimeType).header('content-length', range ? range.end - range.start + 1 : size);
  return reply.send(request.method === 'HEAD' ? undefined : await file.read(range ?? undefined));
}
