import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlSafeJson } from '../../src/webapp/settings.ts';
import { directivesOf, makeBuild, SCRIPT, type Site, startSite, writeBuild } from './site.ts';

let build: Awaited<ReturnType<typeof makeBuild>>;
let site: Site;
beforeAll(async () => {
  build = await makeBuild();
  site = await startSite(build.folder, { CONTRACT_PORTS: 'travel=0', MAX_MESSAGE_LENGTH: '777' });
});
afterAll(async () => {
  await site.stop();
  await build.remove();
});

/** An answer to a path that is sent as it stands; what follows is not unpacked. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', root = site.url) {
  const { hostname, port } = new URL(root);
  return new Promise<{ status: number; headers: Headers; body: Buffer }>((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: new Headers(answer.headers as Record<string, string>),
          body: Buffer.concat(parts),
        }),
      );
    });
    asking.on('error', reject).end();
  });
}

const typeOf = ({ headers }: { headers: Headers }) => headers.get('content-type')?.replace(/;.*/, '');
const nonceOf = (html: string) => /name="csp-nonce" content="([^"]*)"/.exec(html)?.[1];

const PAGES = ['/', '/inbox', '/inbox/c1?message=3', '/inbox/', '/support', '/support/t1', '/desk', '/desk/t1/notes'];
const MORE_PAGES = [
  '/help',
  '/help/a/b',
  '/preferences',
  '/stats',
  '/sign-in?to=%2Finbox',
  '/embed',
  '/unsubscribe/x.y',
];

describe('WEB-1 the page', () => {
  test.each([...PAGES, ...MORE_PAGES])('WEB-1 %s is the page', async (path) => {
    const answer = await ask(path);
    expect([answer.status, typeOf(answer)]).toEqual([200, 'text/html']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.toString()).toContain('<title>Parley</title>');
    const head = await ask(path, {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('WEB-2 all else is as it was', () => {
  test.each([
    '/nowhere',
    '/inboxes',
    '/Inbox',
    '/api',
    '/api/nowhere',
    '/inbox.html',
    '/index.html',
    '/dev',
    '/auth/token',
  ])('WEB-2 GET %s is a native error', async (path) => {
    const answer = await ask(path);
    expect([answer.status, typeOf(answer)]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'not_found' });
  });

  test('WEB-2 other methods, other contracts, their ports and the docs never see the app', async () => {
    const posted = await ask('/inbox', {}, 'POST');
    expect([posted.status, typeOf(posted)]).toEqual([404, 'application/problem+json']);
    for (const path of ['/', '/inbox', '/assets/main-1a2b.js', '/parley.js']) {
      const below = await ask(`/travel${path}`);
      expect([below.status, typeOf(below)], path).toEqual([404, 'application/json']);
      const own = await ask(path, {}, 'GET', site.own.travel);
      expect([own.status, typeOf(own)], path).toEqual([404, 'application/json']);
    }
    expect((await site.anonymous.get('/docs')).text).toContain('/docs/main.js');
    expect((await site.anonymous.get('/health')).status).toBe(200);
    expect((await site.anonymous.get('/api/users/me')).status).toBe(401);
    const { paths } = JSON.parse((await site.anonymous.get('/openapi.json')).text);
    expect(Object.keys(paths).filter((path) => !/^\/(api|health|metrics|docs|dev|openapi)/.test(path))).toEqual([]);
  });
});

describe('WEB-3 files', () => {
  test('WEB-3 those with a hash in their names are kept for ever, and sent packed to who can unpack', async () => {
    const plain = await ask('/assets/main-1a2b.js');
    expect([plain.status, plain.body.toString()]).toEqual([200, SCRIPT]);
    const packed = await ask('/assets/main-1a2b.js', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(packed.body).toString()).toBe(SCRIPT);
    for (const { headers } of [plain, packed]) {
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('vary')).toMatch(/accept-encoding/i);
    }
    const etag = plain.headers.get('etag') ?? '';
    expect((await ask('/assets/main-1a2b.js', { 'if-none-match': etag })).status).toBe(304);
    expect((await ask('/assets/main-1a2b.js', { range: 'bytes=99999-' })).status).toBe(416);
    expect((await ask('/assets/main-1a2b.js', {}, 'HEAD')).headers.get('content-length')).toBe(String(SCRIPT.length));
  });

  test('WEB-3 those whose names others know are kept for minutes at most', async () => {
    for (const name of ['parley.js', 'favicon.svg', 'manifest.webmanifest']) {
      const { status, headers } = await ask(`/${name}`);
      expect([status, headers.get('cache-control')], name).toEqual([200, 'public, max-age=300']);
      expect(headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await ask('/sw.js')).headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    '/assets/',
    '/assets/gone.js',
    '/assets/.hidden.js',
    '/assets/../.stamp',
    '/assets/..%2f.stamp',
    '/assets/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%2e%2e/notes.txt',
    '/assets//main-1a2b.js',
    '/assets/..%5cnotes.txt',
    '/.stamp',
    '/notes.txt',
    '/gone.js',
    '/..%2fgone.js',
  ])('WEB-3 %s is not there', async (path) => {
    const answer = await ask(path);
    expect([answer.status, typeOf(answer)]).toEqual([404, 'application/problem+json']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });
});

describe('WEB-4 what may run', () => {
  test('WEB-4 nothing inline but with the nonce, which is another in each answer', async () => {
    const answers = await Promise.all([ask('/'), ask('/'), ask('/embed')]);
    const nonces = answers.map(({ body }) => nonceOf(body.toString()));
    expect(new Set(nonces).size).toBe(3);
    for (const [index, { headers, body }] of answers.entries()) {
      expect(nonces[index]).toMatch(/^[\w-]{22,}$/);
      expect(body.toString()).toContain(`<style nonce="${nonces[index]}">`);
      expect(body.toString()).not.toContain('__');
      const directives = directivesOf(headers);
      expect(directives['script-src']).toEqual(["'self'", `'nonce-${nonces[index]}'`]);
      expect(directives['style-src']).toEqual(["'self'", `'nonce-${nonces[index]}'`]);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*\.|https?:(\s|;|$)/);
      for (const name of ['default-src', 'base-uri']) expect(directives[name]).toEqual(["'none'"]);
    }
  });

  test('WEB-4 the page tells other sites nothing of where it is, and asks for no device but the place', async () => {
    const { headers } = await ask('/inbox/c1');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('geolocation=(self)');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

test('WEB-6 in development any page may show /embed within it, and no page anything else', async () => {
  for (const path of ['/embed', '/embed/c1', '/embed?x=1']) {
    const { headers } = await ask(path);
    expect(directivesOf(headers)['frame-ancestors'], path).toEqual(['*']);
    expect(headers.get('x-frame-options')).toBeNull();
  }
  for (const path of ['/', '/inbox', '/inbox/embed', '/?/embed']) {
    const { headers } = await ask(path);
    expect(directivesOf(headers)['frame-ancestors'], path).toEqual(["'none'"]);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  }
});

test('WEB-5 WEB-6 behind https the page reaches the public origin, files in the bucket, the provider; known pages show /embed', async () => {
  const away = await startSite(build.folder, {
    PUBLIC_URL: 'https://chat.example',
    CORS_ORIGINS: 'https://shop.example',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_S3_BUCKET: 'files',
    S3_ENDPOINT: 'https://s3.example:9000',
    OIDC_ISSUER: 'https://id.example/realm',
    OIDC_CLIENT_ID: 'parley',
  });
  try {
    const { headers, body } = await ask('/', {}, 'GET', away.url);
    const directives = directivesOf(headers);
    const files = ['https://chat.example', 'https://s3.example:9000'];
    expect(directives['img-src']).toEqual(["'self'", 'data:', 'blob:', ...files, 'https://id.example']);
    expect(directives['media-src']).toEqual(["'self'", 'data:', 'blob:', ...files]);
    expect(directives['connect-src']).toEqual(["'self'", 'https://chat.example', 'wss://chat.example']);
    expect(directives['form-action']).toEqual(["'self'", 'https://id.example']);
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}$/);
    expect(body.toString()).toContain('"signIn":"oidc"');
    const embed = await ask('/embed', {}, 'GET', away.url);
    expect(directivesOf(embed.headers)['frame-ancestors']).toEqual(["'self'", 'https://shop.example']);
  } finally {
    await away.stop();
  }
});

test('WEB-7 the page is told the version, how people sign in, and limits', async () => {
  const html = (await ask('/')).body.toString();
  const [, json = ''] = /<script type="application\/json" id="parley-settings">(.*)<\/script>/.exec(html) ?? [];
  const { version } = JSON.parse((await site.anonymous.get('/health')).text);
  expect(JSON.parse(json)).toEqual({
    version,
    signIn: 'demo',
    limits: { maxMessageLength: 777, maxFileSize: 10_485_760 },
    pushAvailable: true,
  });
});

test('WEB-7 no value that the page is told can end its element', () => {
  const nasty = { a: '</script><script>alert(1)</script>', b: '<!--<script>', c: ']]>&amp;\'\u2028\u2029"\\' };
  expect(htmlSafeJson(nasty)).not.toMatch(/[<>&'\u2028\u2029]/);
  expect(JSON.parse(htmlSafeJson(nasty))).toEqual(nasty);
});

test('WEB-9 nobody is locked out of the app by a limit, and the app uses none up', async () => {
  const strict = await startSite(build.folder, {
    RATE_LIMIT_MAX_REQUESTS: '3',
    NODE_ENV: 'production',
    CORS_ORIGINS: '',
  });
  try {
    const paths = Array.from(
      { length: 10 },
      (_, i) => ['/', '/assets/main-1a2b.js', '/sw.js', '/assets/gone.js'][i % 4] ?? '',
    );
    const statuses = async () => {
      const answers = await Promise.all(paths.map((path) => ask(path, {}, 'GET', strict.url)));
      return answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 404);
    };
    expect(await statuses()).toEqual([]);
    for (let i = 0; i < 3; i++) expect((await strict.anonymous.get('/api/nowhere')).status).toBe(404);
    expect((await strict.anonymous.get('/api/nowhere')).status).toBe(429);
    expect(await statuses()).toEqual([]);
    const html = (await ask('/', {}, 'GET', strict.url)).body.toString();
    expect(html).toContain('"signIn":"host"');
  } finally {
    await strict.stop();
  }
});

test('WEB-8 without a build the server says how one is made, and serves it as soon as it is there', async () => {
  const later = await makeBuild();
  await rm(later.folder, { recursive: true });
  const bare = await startSite(later.folder);
  try {
    const missing = await ask('/inbox', {}, 'GET', bare.url);
    expect([missing.status, typeOf(missing)]).toEqual([503, 'text/plain']);
    expect(missing.body.toString()).toContain('npm run build:web');
    expect((await ask('/parley.js', {}, 'GET', bare.url)).status).toBe(404);
    expect((await bare.anonymous.get('/health')).status).toBe(200);
    for (const title of ['First', 'Another']) {
      await writeBuild(later.folder, title);
      expect((await ask('/inbox', {}, 'GET', bare.url)).body.toString()).toContain(`<title>${title}</title>`);
    }
    expect((await ask('/parley.js', {}, 'GET', bare.url)).status).toBe(200);
  } finally {
    await bare.stop();
    await later.remove();
  }
});
