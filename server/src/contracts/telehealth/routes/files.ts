import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../../core/actor.ts';
import { accessMessageById } from '../../../core/conversations/access.ts';
import { ParleyError } from '../../../core/errors.ts';
import { type OpenFile, openLinked } from '../../../core/files/access.ts';
import { sendContent } from '../../../wire/content.ts';
import { inFormScope, receiveFile } from '../../../wire/multipart.ts';
import type { Routes } from '../../../wire/route.ts';
import { check, idText } from '../../../wire/schema.ts';
import { findPlaceOfMessage, noMessage } from '../access.ts';
import { authorizationOf, type TelehealthContext } from '../context.ts';
import { sendFileMessage } from '../files.ts';
import { presentStored } from '../history.ts';
import { FILES, styleOf } from '../links.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/requests.ts';

const TAG = 'Files';
const SEND = '/api/v1/messages/conversations/:conversationId/send-file';
const ATTACHMENT = '/api/v1/messages/:messageId/attachment';
const fileParams = z.object({ attachmentId: idText });

const form = schema.sendFile.extend({ file: z.string().meta({ format: 'binary' }) });

/** Sending files and reading them. */
export function fileRoutes(
  app: FastifyInstance,
  routes: Routes,
  ctx: TelehealthContext,
  actorOf: (request: FastifyRequest) => Actor,
): void {
  const { core } = ctx;
  const undescribed = { tag: TAG, isPublic: false, query: null, body: null } as const;

  inFormScope(app, (scope) => {
    scope.post(SEND, async (request, reply) => {
      const actor = actorOf(request);
      const { conversationId } = check(schema.conversationParams, request.params, 'path');
      const header = request.headers['idempotency-key'];
      const sending = {
        actor,
        conversationId,
        authorization: authorizationOf(request),
        idempotencyKey: Array.isArray(header) ? header[0] : header,
      };
      const { message, duplicate, place } = await receiveFile(request.raw, 'file', core.limits.maxFileSize, (file) =>
        sendFileMessage(ctx, sending, file),
      );
      if (!duplicate) {
        ctx.metrics.messageSent();
        if (core.presence.of(place.other.id).isOnline)
          await core.marks.deliveredNow(conversationId, place.other.id, message.seq);
      }
      const [data] = await presentStored(ctx, place, [message], ctx.links.to(request));
      return reply.code(duplicate ? 200 : 201).send({ message: 'File sent successfully', data });
    });
  });
  routes.describe({
    ...undescribed,
    method: 'POST',
    path: SEND,
    summary: 'Send a file',
    status: 201,
    otherSuccess: { status: 200, when: 'Sent before with the same `tempId` or `Idempotency-Key`' },
    params: schema.conversationParams,
    body: form,
    bodyType: 'multipart/form-data',
    response: answers.answer(answers.message),
  });

  const serve = (file: OpenFile, request: FastifyRequest, reply: FastifyReply) =>
    sendContent(file, request, reply, styleOf(file.attachment));
  // What was compressed has no byte ranges.
  const reading = { method: ['GET', 'HEAD'], compress: false, exposeHeadRoute: false } satisfies Partial<RouteOptions>;

  app.route({
    ...reading,
    url: ATTACHMENT,
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const { messageId } = check(schema.messageParams, request.params, 'path');
      await findPlaceOfMessage(ctx, actor, messageId);
      const { message } = await accessMessageById(core, actor, messageId);
      const [file] = message.attachments;
      if (!file) throw noMessage();
      return serve(await openLinked(core, file.id), request, reply);
    },
  });
  routes.describe({
    ...undescribed,
    method: 'GET',
    path: ATTACHMENT,
    summary: 'The bytes of a message’s file',
    status: 200,
    params: schema.messageParams,
    response: null,
    responseType: 'application/octet-stream',
  });

  // The same address works on the main port and at the root of a port of the contract's own.
  const path = app.prefix === '' ? FILES : FILES.slice(app.prefix.length);
  app.route({
    ...reading,
    url: `${path}/:attachmentId`,
    handler: async (request, reply) => {
      const { attachmentId } = check(fileParams, request.params, 'path');
      const { expires = '', signature = '' } = check(schema.signedLink, request.query, 'query');
      if (!ctx.signer.verify(attachmentId, expires, signature))
        throw new ParleyError('forbidden', 'This link is not valid, or not any more');
      return serve(await openLinked(core, attachmentId), request, reply);
    },
  });
  routes.describe({
    ...undescribed,
    method: 'GET',
    path: `${path}/:attachmentId`,
    summary: 'A file by the signed link that answers and events have',
    status: 200,
    isPublic: true,
    params: fileParams,
    query: schema.signedLink,
    response: null,
    responseType: 'application/octet-stream',
  });
}
