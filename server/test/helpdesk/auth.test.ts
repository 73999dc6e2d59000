import { createHmac } from 'node:crypto';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/refusals.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { meShape } from '../support/shapes.ts';
import { forge, inSeconds, makeToken, SECRET } from '../support/tokens.ts';

const rsa = await generateKeyPair('RS256', { extractable: true });
const rsaText = await exportSPKI(rsa.publicKey);
const stranger = await generateKeyPair('RS256');
const server = await startServer({ JWT_PUBLIC_KEY: rsaText });
const secretOnly = await startServer();
afterAll(() => Promise.all([server.stop(), secretOnly.stop()]));

const hmac = (key: string, header: object = {}) =>
  new SignJWT({ sub: 'mallory', exp: inSeconds(600) })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(new TextEncoder().encode(key));
/** A token with a right signature over any header, also one that a library would not sign. */
const sealed = async (header: object) => {
  const body = forge(header, { sub: 'mallory', exp: inSeconds(600) }).slice(0, -1);
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
};
const signRsa = (key: CryptoKey, header: object = {}) =>
  new SignJWT({ sub: 'rita', exp: inSeconds(600) }).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);

const meOf = async (on: TestServer, claims: object) => {
  const answer = await on.api(await makeToken({ ...claims })).get('/api/users/me');
  expect(answer.text).toContain('"id"');
  return answer.as(meShape);
};

test('AUTH-1 a request without a token is 401 unauthorized and says which scheme is wanted', async () => {
  const answer = await server.anonymous.get('/api/users/me');
  expectRefusal(answer, 401, 'unauthorized');
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
});

const broken: [string, () => Promise<string>][] = [
  ['empty', async () => ''],
  ['no token at all', async () => 'nonsense'],
  ['three parts of nonsense', async () => 'a.b.c'],
  ['two parts', async () => (await makeToken({ sub: 'u' })).split('.').slice(0, 2).join('.')],
  ['another key', () => makeToken({ sub: 'u' }, 'some-other-secret-of-sufficient-length')],
  ['an empty key', () => hmac(' ')],
  ['the key with white space before it', () => makeToken({ sub: 'u' }, ` ${SECRET}`)],
  [
    'a changed payload',
    async () => {
      const [header, , signature] = (await makeToken({ sub: 'u' })).split('.');
      return `${header}.${Buffer.from('{"sub":"v"}').toString('base64url')}.${signature}`;
    },
  ],
  ['a cut signature', async () => (await makeToken({ sub: 'u' })).slice(0, -4)],
  ['expired', () => makeToken({ sub: 'u', exp: inSeconds(-60) })],
  ['not yet valid', () => makeToken({ sub: 'u', nbf: inSeconds(600) })],
  ['exp that is no number', async () => forge({ alg: 'HS256' }, { sub: 'u', exp: 'tomorrow' }, 'x')],
  ['an unknown critical header', () => sealed({ alg: 'HS256', crit: ['parley'], parley: true })],
];
test.each(broken)('AUTH-2 a token that is %s is refused', async (_name, make) => {
  expectRefusal(await server.api(await make()).get('/api/users/me'), 401, 'unauthorized');
});

test.each(['none', 'None', 'NONE', 'nOnE', ''])('AUTH-3 algorithm "%s" never passes', async (alg) => {
  for (const signature of ['', 'AAAA']) {
    const token = forge({ alg, typ: 'JWT' }, { sub: 'mallory', exp: inSeconds(600) }, signature);
    expectRefusal(await server.api(token).get('/api/users/me'), 401, 'unauthorized');
  }
});

describe('with a public key and a secret', () => {
  test('AUTH-4 each kind of signature is accepted with its own key', async () => {
    expect((await server.api(await signRsa(rsa.privateKey)).get('/api/users/me')).as(meShape).id).toBe('rita');
    expect((await meOf(server, { sub: 'hanna' })).id).toBe('hanna');
  });

  test('AUTH-4 the text of the public key is no secret, in any spelling', async () => {
    for (const text of [rsaText, rsaText.trim(), rsaText.replaceAll('\n', '\\n'), `\n${rsaText}`]) {
      expectRefusal(await server.api(await hmac(text)).get('/api/users/me'), 401, 'unauthorized');
    }
  });

  test('AUTH-4 another key pair is refused, whatever key the token brings along', async () => {
    const own = await exportSPKI(stranger.publicKey);
    for (const header of [{}, { kid: '../../dev/null' }, { jku: 'http://127.0.0.1:1/keys' }, { x5c: [own] }]) {
      const token = await signRsa(stranger.privateKey, header);
      expectRefusal(await server.api(token).get('/api/users/me'), 401, 'unauthorized');
    }
  });

  test('AUTH-4 a signature of a kind that has no key is refused', async () => {
    const token = await signRsa(rsa.privateKey);
    expectRefusal(await secretOnly.api(token).get('/api/users/me'), 401, 'unauthorized');
  });
});

test('AUTH-4 a key with escaped line ends and an ES256 key work', async () => {
  const ec = await generateKeyPair('ES256', { extractable: true });
  const text = (await exportSPKI(ec.publicKey)).replaceAll('\n', '\\n');
  const other = await startServer({ JWT_PUBLIC_KEY: text, JWT_SECRET: '' });
  const token = await new SignJWT({ sub: 'eve', exp: inSeconds(60) })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(ec.privateKey);
  expect((await other.api(token).get('/api/users/me')).as(meShape).id).toBe('eve');
  expectRefusal(await other.api(await makeToken({ sub: 'u' })).get('/api/users/me'), 401);
  expectRefusal(await other.api(await hmac(text)).get('/api/users/me'), 401);
  await other.stop();
});

test.each([
  [{ sub: 's', id: 'i', userId: 'x', user_id: 'y' }, 's'],
  [{ id: 'i', userId: 'x', user_id: 'y' }, 'i'],
  [{ userId: 'x', user_id: 'y' }, 'x'],
  [{ user_id: 'y' }, 'y'],
  [{ id: 42 }, '42'],
  [{ sub: 'x'.repeat(255) }, 'x'.repeat(255)],
])('AUTH-5 the user id comes from the first of four claims: %j', async (claims, id) => {
  expect((await meOf(server, claims)).id).toBe(id);
});

test.each([
  ['none', {}],
  ['empty', { sub: '' }],
  ['too long', { sub: 'x'.repeat(256) }],
  ['with a line end', { sub: 'a\nb' }],
  ['with U+0000', { sub: 'a\u0000b' }],
  ['with U+007F', { sub: 'a\u007fb' }],
  ['an object', { id: { $ne: null } }],
  ['a list', { id: ['a'] }],
  ['true', { id: true }],
])('AUTH-5 a user id that is %s is 401', async (_name, claims) => {
  expectRefusal(await server.api(await makeToken({ ...claims })).get('/api/users/me'), 401, 'unauthorized');
});

test.each([
  [{ name: 'N', username: 'U', email: 'e@x' }, 'N'],
  [{ username: 'U', email: 'e@x' }, 'U'],
  [{ email: 'e@x' }, 'e@x'],
])('AUTH-6 the name comes from %j', async (claims, name) => {
  expect((await meOf(server, { sub: `named-${name}`, ...claims })).name).toBe(name);
});

test('AUTH-6 e-mail, avatar and specialty of the token are kept', async () => {
  const me = await meOf(server, {
    sub: 'full',
    name: 'F',
    email: 'f@x.org',
    avatar: 'http://a/b.png',
    specialty: 'Skin',
  });
  expect(me).toMatchObject({ email: 'f@x.org', avatar: 'http://a/b.png', specialty: 'Skin' });
  const other = await meOf(server, { sub: 'photo', name: 'P', profilePhoto: 'http://a/c.png', userType: 'doctor' });
  expect(other).toMatchObject({ avatar: 'http://a/c.png', userType: 'doctor' });
});

test.each([
  ['user', 'user'],
  ['AGENT', 'agent'],
  ['Admin', 'admin'],
  ['support', 'agent'],
  ['SUPPORT', 'agent'],
  ['superuser', 'user'],
  ['', 'user'],
])('AUTH-7 role "%s" is read as %s', async (role, expected) => {
  expect((await meOf(server, { sub: `role-${role}`, name: 'R', role })).role).toBe(expected);
});

test('AUTH-7 a role that is a list or an object gives no rights', async () => {
  expect((await meOf(server, { sub: 'role-list', name: 'R', role: ['admin'] })).role).toBe('user');
});

test('AUTH-7 role patient or doctor is a user type', async () => {
  expect(await meOf(server, { sub: 'dr', name: 'D', role: 'doctor' })).toMatchObject({
    role: 'user',
    userType: 'doctor',
  });
});

test('AUTH-8 without a role claim the role is what an admin set', async () => {
  const admin = await server.person('Root', { role: 'admin' });
  await admin.put('/api/users/promoted', { name: 'P', role: 'agent' });
  expect((await meOf(server, { sub: 'promoted', name: 'P' })).role).toBe('agent');
  expect((await meOf(server, { sub: 'promoted', name: 'P', role: 'user' })).role).toBe('user');
  expect((await meOf(server, { sub: 'promoted', name: 'P' })).role).toBe('agent');
});

test('AUTH-10 what a token carries wins over an edit, what it does not carry stays', async () => {
  const admin = await server.person('Root', { role: 'admin' });
  await meOf(server, { sub: 'edited', name: 'Before' });
  await admin.put('/api/users/edited', { name: 'Edited', email: 'new@x.org', specialty: 'Feet' });
  const me = await meOf(server, { sub: 'edited', name: 'Token' });
  expect(me).toMatchObject({ name: 'Token', email: 'new@x.org', specialty: 'Feet' });
});

test('AUTH-10 the first request makes the user, later tokens keep the name up to date', async () => {
  const watcher = await server.person('Watcher');
  expectRefusal(await watcher.get('/api/users/fresh-one'), 404);
  await meOf(server, { sub: 'fresh-one', name: 'First' });
  expect((await watcher.get('/api/users/fresh-one')).text).toContain('First');
  await meOf(server, { sub: 'fresh-one', name: 'Second' });
  expect((await watcher.get('/api/users/fresh-one')).text).toContain('Second');
});

test.each(['/health', '/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'])(
  'AUTH-9 %s needs no token, but a bad one is refused there too',
  async (path) => {
    expect((await server.anonymous.get(path)).status).toBe(200);
    expect((await server.api(await makeToken({ sub: 'u', name: 'U' })).get(path)).status).toBe(200);
    expectRefusal(await server.api('nonsense').get(path), 401, 'unauthorized');
    expectRefusal(await server.api(await makeToken({ sub: 'u', exp: inSeconds(-5) })).get(path), 401, 'unauthorized');
  },
);

test('AUTH-13 a token in the address or under another scheme is not a token', async () => {
  const token = await makeToken({ sub: 'u', name: 'U' });
  expectRefusal(await server.anonymous.get(`/api/users/me?token=${token}`), 401);
  expectRefusal(await server.anonymous.get(`/api/users/me?access_token=${token}`), 401);
  for (const authorization of [token, `Basic ${token}`, `Token ${token}`, 'Bearer', `Bearer ${token} ${token}`]) {
    expectRefusal(await server.anonymous.get('/api/users/me', { headers: { authorization } }), 401);
  }
});
