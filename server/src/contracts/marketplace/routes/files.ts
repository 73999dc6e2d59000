import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/actor.ts';
import { ParleyError } from '../../../core/errors.ts';
import type { OpenFile } from '../../../core/files/access.ts';
import { openShared, openSharedLink } from '../../../core/files/share.ts';
import { sendContent } from '../../../wire/content.ts';
import { inFormScope } from '../../../wire/multipart.ts';
import type { Routes } from '../../../wire/route.ts';
import { check } from '../../../wire/schema.ts';
import { FILES, fileUrl, type MarketplaceContext } from '../context.ts';
import { uploadFiles } from '../files.ts';
import { presentFile } from '../present/files.ts';
import * as schema from '../schema/files.ts';

const TAG = 'Files';
const CACHED = 'private, max-age=31536000, immutable';

/** Uploading files and reading them. */
export function fileRoutes(
  app: FastifyInstance,
  routes: Routes,
  ctx: MarketplaceContext,
  actorOf: (request: FastifyRequest) => Actor,
): void {
  const { core, signer } = ctx;

  inFormScope(app, (scope) => {
    scope.post(FILES, async (request, reply) => {
      const files = (await uploadFiles(ctx, actorOf(request), request.raw)).map(presentFile);
      return reply.code(201).send({ ...files[0], files });
    });
  });
  routes.describe({
    method: 'POST',
    path: FILES,
    summary: 'Upload 1 to 5 files; each has to be in a message within 24 hours',
    tag: TAG,
    status: 201,
    isPublic: false,
    params: null,
    query: null,
    body: schema.uploadForm,
    bodyType: 'multipart/form-data',
    response: schema.uploaded,
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: `${FILES}/:fileId`,
    // What was compressed has no byte ranges.
    compress: false,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { fileId } = check(schema.fileParams, request.params, 'path');
      const file = await open(request, fileId);
      return sendContent(file, request, reply, {
        disposition: file.attachment.kind === 'document' ? 'attachment' : 'inline',
        cacheControl: CACHED,
      });
    },
  });
  routes.describe({
    method: 'GET',
    path: `${FILES}/:fileId`,
    summary: 'The bytes of a file, for whoever sees a message with it, or by a signed link',
    tag: TAG,
    status: 200,
    isPublic: true,
    params: schema.fileParams,
    query: schema.linkQuery,
    body: null,
    response: null,
    responseType: 'application/octet-stream',
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: `${FILES}/:fileId/thumbnail`,
    compress: false,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { fileId } = check(schema.fileParams, request.params, 'path');
      const picture = (await open(request, fileId)).thumbnail();
      return sendContent(picture, request, reply, { disposition: 'inline', cacheControl: CACHED });
    },
  });
  routes.describe({
    method: 'GET',
    path: `${FILES}/:fileId/thumbnail`,
    summary: 'A picture made small, for whoever may have the file; 404 for what has none',
    tag: TAG,
    status: 200,
    isPublic: true,
    params: schema.fileParams,
    query: schema.linkQuery,
    body: null,
    response: null,
    responseType: 'image/webp',
  });

  routes.add({
    method: 'GET',
    path: `${FILES}/:fileId/link`,
    summary: 'A link to the file that works for a while without a token',
    tag: TAG,
    params: schema.fileParams,
    response: schema.link,
    handler: async ({ actor, params: { fileId } }) => {
      await openShared(core, actor, fileId);
      const { expires, signature } = signer.sign(fileId);
      return {
        url: `${fileUrl(fileId)}?expires=${expires}&signature=${signature}`,
        expiresAt: new Date(expires * 1000).toISOString(),
      };
    },
  });

  /** A link carries its grant, whoever holds it; without one it takes a token. */
  function open(request: FastifyRequest, fileId: string): Promise<OpenFile> {
    const { expires, signature } = check(schema.linkQuery, request.query, 'query');
    if (expires === undefined && signature === undefined) return openShared(core, actorOf(request), fileId);
    if (!signer.verify(fileId, expires ?? '', signature ?? ''))
      throw new ParleyError('forbidden', 'This link is not valid, or not any more');
    return openSharedLink(core, fileId);
  }
}

const LINKED = new RegExp(`^${FILES}/[^/?]+(?:/thumbnail)?\\?(.*&)?(expires|signature)=`);

/** Whether a request comes by a signed link and needs no token; its route checks the link. `path` is below the contract's root. */
export function isLinked(path: string, { method }: Pick<FastifyRequest, 'method'>): boolean {
  return (method === 'GET' || method === 'HEAD') && LINKED.test(path);
}
