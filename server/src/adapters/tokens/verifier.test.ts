import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenVerifier } from '../../core/users/tokens.ts';
import { createTokenVerifier, type VerifierSettings } from './verifier.ts';

const NOW = 1_800_000_000;
const SECRET = 'a secret of the operator that is long enough';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const RSA_PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const EC_PEM = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();

type Json = Record<string, unknown>;
type Signer = (input: string) => Buffer;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac =
  (key: string | Buffer, hash = 'sha256') =>
  (input: string) =>
    createHmac(hash, key).update(input).digest();
const rs =
  (key: KeyObject, hash = 'sha256') =>
  (input: string) =>
    sign(hash, Buffer.from(input), key);
const es = (key: KeyObject) => (input: string) =>
  sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

/** A token of any header and payload, signed as told. A string as payload is taken as raw JSON. */
function make(header: Json, payload: Json | string, signer: Signer): string {
  const body = typeof payload === 'string' ? Buffer.from(payload).toString('base64url') : encode(payload);
  const input = `${encode(header)}.${body}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

const claims = (over: Json = {}): Json => ({
  sub: 'u1',
  name: 'Ann',
  exp: NOW + 60,
  iss: 'https://id.example',
  aud: 'parley',
  ...over,
});
const hs = (over: Json = {}, header: Json = {}) =>
  make({ alg: 'HS256', typ: 'JWT', ...header }, claims(over), hmac(SECRET));
const hsRaw = (json: string) => make({ alg: 'HS256' }, json, hmac(SECRET));

let now = NOW * 1000;
const clock = { now: () => now };
const settings: VerifierSettings = {
  jwtSecret: SECRET,
  jwtPublicKey: RSA_PEM,
  jwksUrl: null,
  issuer: 'https://id.example',
  audience: 'parley',
  requireExpiry: true,
};
const verifierWith = (over: Partial<VerifierSettings> = {}) => createTokenVerifier({ ...settings, ...over }, clock);

async function expectRefused(verifier: TokenVerifier, token: string): Promise<void> {
  await expect(verifier.verify(token)).rejects.toMatchObject({ name: 'ParleyError', code: 'unauthorized' });
  expect(verifier.peek(token)).toBeNull();
}

describe('what passes', () => {
  const loose = { issuer: null, audience: null };
  test.each<[string, Partial<VerifierSettings>, string]>([
    ['HS256 with the secret', {}, hs()],
    ['RS256 with the public key', {}, make({ alg: 'RS256' }, claims(), rs(rsa.privateKey))],
    [
      'RS256 with a key of escaped newlines',
      { jwtPublicKey: RSA_PEM.replaceAll('\n', '\\n') },
      make({ alg: 'RS256' }, claims(), rs(rsa.privateKey)),
    ],
    [
      'RS256 with a key after white space',
      { jwtPublicKey: ` \n\t${RSA_PEM}` },
      make({ alg: 'RS256' }, claims(), rs(rsa.privateKey)),
    ],
    ['ES256 with the public key', { jwtPublicKey: EC_PEM }, make({ alg: 'ES256' }, claims(), es(ec.privateKey))],
    ['the audience among others', {}, hs({ aud: ['other', 'parley'] })],
    ['any issuer and audience where none is asked for', loose, hs({ iss: 'x', aud: 'y' })],
    ['a number as subject', {}, hs({ sub: 7 })],
    ['a token that began this second', {}, hs({ nbf: NOW })],
    ['no end, in development', { requireExpiry: false }, hs({ exp: undefined })],
  ])('%s', async (_, over, token) => {
    const verifier = verifierWith(over);
    expect(verifier.peek(token)).toBeNull();
    const read = await verifier.verify(token);
    expect(read.name).toBe('Ann');
    expect(verifier.peek(token)).toBe(read);
  });
});

const unsigned: Signer = () => Buffer.alloc(0);
const [head = '', body = '', signature = ''] = hs().split('.');
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });

/** Each of them is refused whatever else is configured. */
const REFUSED: readonly [string, string][] = [
  ['none without a signature', make({ alg: 'none' }, claims(), unsigned)],
  ['None', make({ alg: 'None' }, claims(), unsigned)],
  ['nOnE with a signature', make({ alg: 'nOnE' }, claims(), hmac(SECRET))],
  ['an empty algorithm', make({ alg: '' }, claims(), hmac(SECRET))],
  ['no algorithm', make({}, claims(), hmac(SECRET))],
  ['a list of algorithms', make({ alg: ['HS256'] }, claims(), hmac(SECRET))],
  ['hs256 in lower case', make({ alg: 'hs256' }, claims(), hmac(SECRET))],
  ['HS384', make({ alg: 'HS384' }, claims(), hmac(SECRET, 'sha384'))],
  ['HS512', make({ alg: 'HS512' }, claims(), hmac(SECRET, 'sha512'))],
  ['RS512 with the right key', make({ alg: 'RS512' }, claims(), rs(rsa.privateKey, 'sha512'))],
  ['ES256 where the key is RSA', make({ alg: 'ES256' }, claims(), es(ec.privateKey))],
  ['HS256 with the text of the public key', make({ alg: 'HS256' }, claims(), hmac(RSA_PEM))],
  ['HS256 with that text trimmed', make({ alg: 'HS256' }, claims(), hmac(RSA_PEM.trim()))],
  ['HS256 with that text after white space', make({ alg: 'HS256' }, claims(), hmac(` \n${RSA_PEM}`))],
  [
    'HS256 with the public key in DER',
    make({ alg: 'HS256' }, claims(), hmac(rsa.publicKey.export({ type: 'spki', format: 'der' }))),
  ],
  ['RS256 by the secret', make({ alg: 'RS256' }, claims(), hmac(SECRET))],
  ['another secret', make({ alg: 'HS256' }, claims(), hmac('another'))],
  ['the empty secret', make({ alg: 'HS256' }, claims(), hmac(''))],
  ['the secret with a newline', make({ alg: 'HS256' }, claims(), hmac(`${SECRET}\n`))],
  ['another RSA key', make({ alg: 'RS256' }, claims(), rs(stranger.privateKey))],
  ['its own key in jwk', make({ alg: 'RS256', jwk: jwkOf(stranger.publicKey) }, claims(), rs(stranger.privateKey))],
  [
    'its own key by jku',
    make({ alg: 'RS256', jku: 'http://127.0.0.1:9/keys', kid: 'k' }, claims(), rs(stranger.privateKey)),
  ],
  ['a kid that is a path', make({ alg: 'HS256', kid: '../../../../dev/null' }, claims(), hmac(''))],
  ['an unknown critical header', hs({}, { crit: ['exp2'], exp2: 1 })],
  ['an empty list of critical headers', hs({}, { crit: [] })],
  ['an unencoded payload', hs({}, { b64: false, crit: ['b64'] })],
  ['no signature', `${head}.${body}.`],
  ['two parts', `${head}.${body}`],
  ['four parts', `${head}.${body}.${signature}.x`],
  ['five parts', `${head}.x.y.z.${signature}`],
  ['a changed payload', `${head}.${encode(claims({ sub: 'admin' }))}.${signature}`],
  ['a changed header', `${encode({ alg: 'HS256' })}.${body}.${signature}`],
  ['a cut signature', `${head}.${body}.${signature.slice(0, -4)}`],
  ['white space at the end', `${hs()} `],
  ['a line break inside', hs().replace('.', '\n.')],
  ['nothing', ''],
  ['no token', 'undefined'],
  ['more than 8 KiB', hs({ filler: 'x'.repeat(8192) })],
  ['a payload that is a list', hsRaw('["u1"]')],
  ['a payload that is a text', hsRaw('"u1"')],
  ['a payload that is no JSON', hsRaw('{sub:u1}')],
  ['expired', hs({ exp: NOW - 1 })],
  ['ending now', hs({ exp: NOW })],
  ['an end that is a text', hs({ exp: String(NOW + 60) })],
  ['an end that is null', hs({ exp: null })],
  ['an end beyond all numbers', hsRaw(JSON.stringify(claims()).replace(String(NOW + 60), '1e999'))],
  ['no end', hs({ exp: undefined })],
  ['not begun', hs({ nbf: NOW + 5 })],
  ['a beginning that is a text', hs({ nbf: '0' })],
  ['another issuer', hs({ iss: 'https://id.example.evil' })],
  ['a list of issuers', hs({ iss: ['https://id.example'] })],
  ['no issuer', hs({ iss: undefined })],
  ['another audience', hs({ aud: 'parley2' })],
  ['other audiences', hs({ aud: ['a', 'b'] })],
  ['an audience in a list in a list', hs({ aud: [['parley']] })],
  ['no audience', hs({ aud: undefined })],
  ['a refresh token by type', hs({ type: 'refresh' })],
  ['a refresh token by typ', hs({ typ: 'Refresh' })],
  ['a refresh token by token_use', hs({ token_use: 'refresh' })],
  ['a refresh token by token_type', hs({ token_type: 'refresh_token' })],
  ['a refresh token by its header', hs({}, { typ: 'rt+jwt' })],
];

describe('what is refused', () => {
  const verifier = verifierWith();
  test.each(REFUSED)('%s', async (_, token) => {
    await expectRefused(verifier, token);
  });

  test('an algorithm whose key is not configured', async () => {
    await expectRefused(verifierWith({ jwtSecret: null }), hs());
    await expectRefused(verifierWith({ jwtPublicKey: null }), make({ alg: 'RS256' }, claims(), rs(rsa.privateKey)));
    const confused = make({ alg: 'HS256' }, claims(), hmac(RSA_PEM));
    await expectRefused(verifierWith({ jwtSecret: null }), confused);
  });

  test('the message tells nothing of the token', async () => {
    await expect(verifier.verify(hs({ exp: NOW - 1 }))).rejects.toThrow(/^The token is not valid$/);
  });
});

describe('what is remembered', () => {
  test('a token is forgotten at its end', async () => {
    const verifier = verifierWith();
    const token = hs();
    await verifier.verify(token);
    now = (NOW + 60) * 1000;
    try {
      await expectRefused(verifier, token);
    } finally {
      now = NOW * 1000;
    }
  });

  test('nobody gets another’s claims', async () => {
    const verifier = verifierWith();
    const tokens = Array.from({ length: 200 }, (_, i) => hs({ sub: `u${i}` }));
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    for (const [i, token] of tokens.entries()) {
      expect(verifier.peek(token)?.sub).toBe(`u${i}`);
      await expectRefused(verifier, `${token.slice(0, -4)}AAAA`);
    }
  });
});

describe('keys that cannot be used', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' });
  const priv = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' });
  test.each<[string, Partial<VerifierSettings>, RegExp]>([
    ['no PEM', { jwtPublicKey: 'key' }, /JWT_PUBLIC_KEY is not a public key/],
    ['a private key', { jwtPublicKey: priv.toString() }, /JWT_PUBLIC_KEY holds a private key/],
    ['a short RSA key', { jwtPublicKey: small.toString() }, /JWT_PUBLIC_KEY is an RSA key of less than 2048 bits/],
    ['another curve', { jwtPublicKey: p384.toString() }, /JWT_PUBLIC_KEY must be/],
    ['a public key as the secret', { jwtSecret: ` ${RSA_PEM}` }, /JWT_SECRET holds a PEM key/],
  ])('%s is refused at start', (_, over, sentence) => {
    expect(() => verifierWith(over)).toThrow(sentence);
  });
});

describe('a key set', () => {
  let server: Server;
  let jwksUrl = '';
  let answers = true;
  beforeAll(async () => {
    const keys = [
      { ...jwkOf(stranger.publicKey), use: 'sig' },
      { ...jwkOf(rsa.publicKey), kid: 'r1', use: 'sig' },
      { ...jwkOf(ec.publicKey), kid: 'e1', use: 'sig' },
    ];
    server = createServer((_, reply) => {
      reply.writeHead(answers ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    jwksUrl = `http://127.0.0.1:${address.port}/keys`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const only = () => verifierWith({ jwtSecret: null, jwtPublicKey: null, jwksUrl });

  test('its keys pass, by key id or by trying', async () => {
    const verifier = only();
    for (const token of [
      make({ alg: 'RS256', kid: 'r1' }, claims(), rs(rsa.privateKey)),
      make({ alg: 'ES256', kid: 'e1' }, claims(), es(ec.privateKey)),
      make({ alg: 'RS256' }, claims(), rs(rsa.privateKey)),
    ]) {
      expect((await verifier.verify(token)).sub).toBe('u1');
    }
  });

  test('unknown ids, other keys and HS256 do not', async () => {
    const verifier = only();
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await expectRefused(verifier, make({ alg: 'RS256', kid: 'r2' }, claims(), rs(rsa.privateKey)));
    await expectRefused(verifier, make({ alg: 'RS256', kid: 'r1' }, claims(), rs(other.privateKey)));
    await expectRefused(verifier, make({ alg: 'RS256' }, claims(), rs(other.privateKey)));
    await expectRefused(verifier, make({ alg: 'HS256', kid: 'r1' }, claims(), hmac(RSA_PEM)));
    await expectRefused(verifier, make({ alg: 'RS256' }, claims({ exp: NOW - 1 }), rs(rsa.privateKey)));
  });

  test('a key set that does not answer refuses nobody for good', async () => {
    answers = false;
    try {
      const token = make({ alg: 'RS256', kid: 'r1' }, claims(), rs(rsa.privateKey));
      const verifier = only();
      await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 });
      answers = true;
      expect((await verifier.verify(token)).sub).toBe('u1');
    } finally {
      answers = true;
    }
  });

  test('what it confirmed is asked again after five minutes', async () => {
    const verifier = only();
    const token = make({ alg: 'RS256', kid: 'r1' }, claims({ exp: NOW + 3600 }), rs(rsa.privateKey));
    await verifier.verify(token);
    now = (NOW + 299) * 1000;
    expect(verifier.peek(token)).not.toBeNull();
    now = (NOW + 300) * 1000;
    expect(verifier.peek(token)).toBeNull();
    now = NOW * 1000;
  });
});
