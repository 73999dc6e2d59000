import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { meShape } from '../support/shapes.ts';
import { inSeconds, makeToken } from '../support/tokens.ts';

const PRODUCTION = { NODE_ENV: 'production', CORS_ORIGINS: 'https://app.example.org' };

test('AUTH-11 issuer and audience are checked when they are set', async () => {
  const server = await startServer({ JWT_ISSUER: 'https://id.example.org', JWT_AUDIENCE: 'parley' });
  const right = { sub: 'u', name: 'U', iss: 'https://id.example.org', aud: 'parley' };
  const status = async (claims: object) =>
    (await server.api(await makeToken({ ...claims })).get('/api/users/me')).status;
  expect(await status(right)).toBe(200);
  expect(await status({ ...right, aud: ['other', 'parley'] })).toBe(200);
  expect(await status({ ...right, iss: 'https://evil.example.org' })).toBe(401);
  expect(await status({ ...right, iss: ['https://id.example.org'] })).toBe(401);
  expect(await status({ ...right, aud: 'other' })).toBe(401);
  expect(await status({ ...right, aud: [] })).toBe(401);
  expect(await status({ sub: 'u', name: 'U', iss: right.iss })).toBe(401);
  expect(await status({ sub: 'u', name: 'U', aud: right.aud })).toBe(401);
  await server.stop();
});

test('AUTH-12 a token that never expires passes in development only', async () => {
  const endless = await makeToken({ sub: 'u', name: 'U', exp: undefined });
  const development = await startServer();
  expect((await development.api(endless).get('/api/users/me')).status).toBe(200);
  await development.stop();
  const production = await startServer(PRODUCTION);
  expectRefusal(await production.api(endless).get('/api/users/me'), 401, 'unauthorized');
  expect((await production.api(await makeToken({ sub: 'u', name: 'U' })).get('/api/users/me')).status).toBe(200);
  await production.stop();
});

test('AUTH-14 keys are read from a key set', async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const keys = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const address = keys.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const server = await startServer({ JWT_SECRET: '', JWKS_URL: `http://127.0.0.1:${port}/jwks.json` });
  const sign = (kid: string) =>
    new SignJWT({ sub: 'kim', name: 'Kim', exp: inSeconds(60) })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(pair.privateKey);
  expect((await server.api(await sign('k1')).get('/api/users/me')).as(meShape).id).toBe('kim');
  expectRefusal(await server.api(await sign('k2')).get('/api/users/me'), 401, 'unauthorized');
  expectRefusal(await server.api(await makeToken({ sub: 'kim' })).get('/api/users/me'), 401, 'unauthorized');
  await server.stop();
  await new Promise((resolve) => keys.close(resolve));
});

test('OPS-8 production refuses any origin but the listed ones and development lets all in', async () => {
  const allowed = async (settings: Record<string, string>, origin: string) => {
    const server = await startServer(settings);
    const answer = await server.anonymous.get('/health', { headers: { origin } });
    await server.stop();
    return answer.headers.get('access-control-allow-origin');
  };
  expect(await allowed({}, 'https://any.example.org')).toMatch(/^(\*|https:\/\/any\.example\.org)$/);
  expect(await allowed(PRODUCTION, 'https://app.example.org')).toBe('https://app.example.org');
  for (const origin of [
    'https://app.example.org.evil.net',
    'http://app.example.org',
    'https://app.example.org:8443',
    'null',
  ]) {
    expect(await allowed(PRODUCTION, origin)).not.toBe(origin);
  }
});
