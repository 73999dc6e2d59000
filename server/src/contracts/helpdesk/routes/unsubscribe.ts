import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalid, ParleyError } from '../../../core/errors.ts';
import { scopeOf, unsubscribe } from '../../../core/preferences/unsubscribe.ts';
import { readForm } from '../../../wire/form.ts';
import type { Routes } from '../../../wire/route.ts';
import { check } from '../../../wire/schema.ts';
import { prefersHtml } from '../accept.ts';
import type { HelpdeskContext } from '../context.ts';
import { oneClickForm, unsubscribeAnswer, unsubscribeParams } from '../schema/preferences.ts';
import { doneHtml, PAGE_POLICY, unknownHtml } from '../unsubscribe-page.ts';

const TAG = 'Notification preferences';
const PATH = '/api/notifications/unsubscribe/:token';
const FORM_LIMIT = 16 * 1024;

/**
 * The addresses that mails offer for unsubscribing: the token is the grant, no sign-in is needed. GET and the one-click POST
 * of RFC 8058 do the same. What only looks (HEAD, a browser that fetches ahead) changes nothing.
 */
export function unsubscribeRoutes(app: FastifyInstance, routes: Routes, { core }: HelpdeskContext): void {
  const tokenOf = (request: FastifyRequest) => check(unsubscribeParams, request.params, 'path').token;

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    // An address that bears a token is not told to other sites, nor kept by search engines.
    reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
    const wantsPage = prefersHtml(request.headers.accept);
    try {
      const scope = await unsubscribe(core, tokenOf(request));
      return wantsPage ? sendPage(reply, doneHtml(scope)) : { unsubscribed: true, scope };
    } catch (error) {
      if (!wantsPage || !(error instanceof ParleyError) || error.code !== 'not_found') throw error;
      return sendPage(reply.code(404), unknownHtml());
    }
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FORM_LIMIT }, (_request, body, done) => {
      done(null, body);
    });

    scope.get(PATH, { exposeHeadRoute: false }, async (request, reply) => {
      if (/\bprefetch\b/.test(String(request.headers['sec-purpose'] ?? ''))) {
        throw new ParleyError('unavailable', 'This address is not fetched ahead', { retryAfter: 1 });
      }
      return answer(request, reply);
    });

    scope.head(PATH, async (request, reply) => {
      await scopeOf(core, tokenOf(request));
      return reply.send();
    });

    scope.post(PATH, async (request, reply) => {
      const form = await readForm(request.headers['content-type'], request.body);
      if (form === null) throw invalid('List-Unsubscribe', 'must be One-Click, in the body of a form');
      check(oneClickForm, form, 'body');
      return answer(request, reply);
    });
  });

  const entry = {
    path: PATH,
    tag: TAG,
    status: 200,
    isPublic: true,
    params: unsubscribeParams,
    query: null,
    response: unsubscribeAnswer,
  };
  routes.describe({
    ...entry,
    method: 'GET',
    summary: 'Unsubscribe by a link; a small page where HTML is preferred',
    body: null,
  });
  routes.describe({
    ...entry,
    method: 'POST',
    summary: 'Unsubscribe in one click (RFC 8058)',
    body: oneClickForm,
    bodyType: 'application/x-www-form-urlencoded',
  });
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(html);
}
