import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Outline, openApi } from '../openapi.ts';
import type { Routes } from '../route.ts';
import type { SocketEventEntry } from './entry.ts';
import { outline } from './outline.ts';

const PAGE_DIR = join(import.meta.dirname, 'page');

/** The files of the page beside its HTML. Nothing else in the folder is served. */
const FILES = {
  'style.css': 'text/css; charset=utf-8',
  'parts.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'theme.js': 'text/javascript; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'dom.js': 'text/javascript; charset=utf-8',
  'event.js': 'text/javascript; charset=utf-8',
  'fields.js': 'text/javascript; charset=utf-8',
  'frames.js': 'text/javascript; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'operation.js': 'text/javascript; charset=utf-8',
  'root.js': 'text/javascript; charset=utf-8',
  'schema.js': 'text/javascript; charset=utf-8',
  'search.js': 'text/javascript; charset=utf-8',
  'spec.js': 'text/javascript; charset=utf-8',
  'token.js': 'text/javascript; charset=utf-8',
  'try.js': 'text/javascript; charset=utf-8',
  'wire.js': 'text/javascript; charset=utf-8',
};

/** The page loads its own files and talks to its own server; nothing inline runs and nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const UNDESCRIBED = {
  method: 'GET',
  tag: 'Operation',
  status: 200,
  isPublic: true,
  params: null,
  query: null,
  body: null,
  response: null,
} as const;

type Page = { readonly body: string; readonly etag: string; readonly type: string };

/**
 * Serves `GET /openapi.json`, and `GET /docs`, a page that shows it and lets one try it, with the page's own files
 * under `/docs/`. They are public, read once, and sent again only when they changed. Routes may still be added until the
 * first request.
 */
export function docsRoutes(
  app: FastifyInstance,
  routes: Routes,
  events: readonly SocketEventEntry[],
  about: Outline,
): void {
  const { entries } = routes;
  const root = app.prefix;
  let document: unknown;
  app.get('/openapi.json', () => {
    document ??= openApi(entries, events, about, root);
    return Promise.resolve(document);
  });
  const describe = (path: string, summary: string, extra: object) =>
    routes.describe({ ...UNDESCRIBED, path, summary, ...extra });
  describe('/openapi.json', 'This document', { response: z.record(z.string(), z.unknown()) });
  describe('/docs', 'A page that shows it', { responseType: 'text/html' });
  let index: Page | null = null;
  for (const path of ['/docs', '/docs/']) {
    app.get(path, (request, reply) => {
      index ??= makePage(
        read('index.html')
          .replaceAll('"/docs/', `"${root}/docs/`)
          .replace('<!-- endpoints -->', () => outline(entries, events)),
        'text/html; charset=utf-8',
      );
      return send(index, request, reply);
    });
  }
  for (const [name, type] of Object.entries(FILES)) {
    const page = makePage(read(name), type);
    app.get(`/docs/${name}`, (request, reply) => send(page, request, reply));
  }
}

function read(name: string): string {
  return readFileSync(join(PAGE_DIR, name), 'utf8');
}

function makePage(body: string, type: string): Page {
  return { body, type, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

function send(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .header('etag', page.etag)
    .header('cache-control', 'no-cache')
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('referrer-policy', 'no-referrer');
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
  return reply.type(page.type).send(page.body);
}
