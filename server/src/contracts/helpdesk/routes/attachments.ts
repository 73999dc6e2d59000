import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/actor.ts';
import { ParleyError } from '../../../core/errors.ts';
import { getAttachment, type OpenFile, openContent, openLinked } from '../../../core/files/access.ts';
import type { FilePorts } from '../../../core/files/ports.ts';
import { upload } from '../../../core/files/upload.ts';
import { sendContent } from '../../../wire/content.ts';
import { inFormScope, receiveFile } from '../../../wire/multipart.ts';
import type { Routes } from '../../../wire/route.ts';
import { check } from '../../../wire/schema.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentAttachment } from '../present/messages.ts';
import { attachment } from '../schema/answers.ts';
import { attachmentParams, contentQuery, uploadForm } from '../schema/attachments.ts';

export type AttachmentContext = Pick<HelpdeskContext, 'links' | 'signer'> & { readonly files: FilePorts };

const TAG = 'Attachments';
const PATH = '/api/attachments';

/** Uploading, describing and serving files. `actorOf` throws `unauthorized` for a request without a token. */
export function attachmentRoutes(
  app: FastifyInstance,
  routes: Routes,
  { files, links, signer }: AttachmentContext,
  actorOf: (request: FastifyRequest) => Actor,
): void {
  inFormScope(app, (scope) => {
    scope.post(PATH, async (request, reply) => {
      const actor = actorOf(request);
      const stored = await receiveFile(request.raw, 'file', files.limits.maxFileSize, (file) =>
        upload(files, actor, file),
      );
      return reply.code(201).send(presentAttachment(stored, links));
    });
  });
  routes.describe({
    method: 'POST',
    path: PATH,
    summary: 'Upload a file; attach it to a message within 24 hours',
    tag: TAG,
    status: 201,
    isPublic: false,
    params: null,
    query: null,
    body: uploadForm,
    bodyType: 'multipart/form-data',
    response: attachment,
  });

  routes.add({
    method: 'GET',
    path: `${PATH}/:id`,
    summary: 'What is known of a file, with a fresh link to it',
    tag: TAG,
    params: attachmentParams,
    response: attachment,
    handler: async ({ actor, params }) => presentAttachment(await getAttachment(files, actor, params.id), links),
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: `${PATH}/:id/content`,
    // Public in that a signed link does in place of a token; what was compressed has no byte ranges.
    config: { signedLink: true },
    compress: false,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { id } = check(attachmentParams, request.params, 'path');
      return sendContent(await open(request, id), request, reply, {
        disposition: 'attachment',
        cacheControl: 'private, no-store',
      });
    },
  });
  routes.describe({
    method: 'GET',
    path: `${PATH}/:id/content`,
    summary: "A file's bytes, for those who see it or by a signed link; one Range is possible",
    tag: TAG,
    status: 200,
    isPublic: true,
    params: attachmentParams,
    query: contentQuery,
    body: null,
    response: null,
    responseType: 'application/octet-stream',
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: `${PATH}/:id/thumbnail`,
    config: { signedLink: true },
    compress: false,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { id } = check(attachmentParams, request.params, 'path');
      return sendContent((await open(request, id)).thumbnail(), request, reply, {
        disposition: 'inline',
        cacheControl: 'private, no-store',
      });
    },
  });
  routes.describe({
    method: 'GET',
    path: `${PATH}/:id/thumbnail`,
    summary: 'A picture made small, for those who see it or by the same signed link; 404 for what has none',
    tag: TAG,
    status: 200,
    isPublic: true,
    params: attachmentParams,
    query: contentQuery,
    body: null,
    response: null,
    responseType: 'image/webp',
  });

  /** A token goes before a link; a link that is bent or too old is as good as none. */
  function open(request: FastifyRequest, id: string): Promise<OpenFile> {
    if (request.headers.authorization !== undefined) return openContent(files, actorOf(request), id);
    const { expires, signature } = check(contentQuery, request.query, 'query');
    if (expires === undefined || signature === undefined) return openContent(files, actorOf(request), id);
    if (!signer.verify(id, expires, signature)) {
      throw new ParleyError('unauthorized', 'This link is not valid, or not any more');
    }
    return openLinked(files, id);
  }
}
