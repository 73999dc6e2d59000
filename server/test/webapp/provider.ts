import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const CLIENT = { id: 'parley', secret: 'the secret of a client' };

/** How a provider behaves; a test changes it as it goes. */
export type Behaviour = {
  /** Who signs in: the claims of their ID tokens, `sub` among them. */
  person: Record<string, unknown>;
  /** What else it tells of them when it is asked. */
  more: Record<string, unknown>;
  /** Whether it answers nothing but 503. */
  down: boolean;
  /** What it answers in place of signing somebody in. */
  refusal: string | null;
  /** What it puts into ID tokens against all rules. */
  lies: Record<string, unknown>;
  /** Whether it signs with a key that it does not publish. */
  foreignKey: boolean;
};

export type TestProvider = {
  readonly issuer: string;
  readonly behaviour: Behaviour;
  /** Paths that it was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
};

type Grant = { readonly challenge: string; readonly nonce: string; readonly redirectUri: string };

const HONEST: Behaviour = {
  person: { sub: 'ann', name: 'Ann' },
  more: {},
  down: false,
  refusal: null,
  lies: {},
  foreignKey: false,
};

/** A provider of OpenID Connect in this process: everybody who comes is signed in at once, as whom the test says. */
export async function openProvider(): Promise<TestProvider> {
  const behaviour: Behaviour = { ...HONEST };
  const asked: string[] = [];
  const own = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const grants = new Map<string, Grant>();
  let issuer = '';

  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    end_session_endpoint: `${issuer}/end`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });

  /** Where a browser is sent, with a code for who came or a refusal. */
  function authorize(query: URLSearchParams): string {
    const given = (name: string) => query.get(name) ?? '';
    const back = new URL(given('redirect_uri'));
    const isRight =
      given('client_id') === CLIENT.id && given('response_type') === 'code' && given('scope').includes('openid');
    back.searchParams.set('state', given('state'));
    if (!isRight || behaviour.refusal !== null) {
      back.searchParams.set('error', behaviour.refusal ?? 'invalid_request');
      return back.href;
    }
    if (given('code_challenge_method') !== 'S256') throw new Error('no PKCE');
    const code = randomUUID();
    grants.set(code, { challenge: given('code_challenge'), nonce: given('nonce'), redirectUri: given('redirect_uri') });
    back.searchParams.set('code', code);
    return back.href;
  }

  async function token(form: URLSearchParams, authorization: string | undefined) {
    const [id = '', secret = ''] = Buffer.from(authorization?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':');
    const isClient = [id, secret].map(decodeForm).join() === [CLIENT.id, CLIENT.secret].join();
    if (!isClient) return { status: 401, body: { error: 'invalid_client' } };
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant?.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri'))
      return { status: 400, body: { error: 'invalid_grant' } };
    const claims = { ...behaviour.person, nonce: grant.nonce, ...behaviour.lies };
    const idToken = await new SignJWT({
      iss: issuer,
      aud: CLIENT.id,
      exp: Math.floor(Date.now() / 1000) + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuedAt()
      .sign(behaviour.foreignKey ? foreign.privateKey : own.privateKey);
    return {
      status: 200,
      body: { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: idToken },
    };
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: object; location?: string }> {
    const { pathname, searchParams } = new URL(request.url ?? '', issuer);
    asked.push(pathname);
    if (behaviour.down) return { status: 503 };
    if (pathname === '/.well-known/openid-configuration') return { status: 200, body: metadata() };
    if (pathname === '/keys')
      return {
        status: 200,
        body: { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' }] },
      };
    if (pathname === '/authorize') return { status: 302, location: authorize(searchParams) };
    if (pathname === '/token') return token(new URLSearchParams(await textOf(request)), request.headers.authorization);
    if (pathname === '/userinfo') return { status: 200, body: { sub: behaviour.person.sub, ...behaviour.more } };
    return { status: 404 };
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body, location }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
      response.end(body && JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    behaviour,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes it honest again. */
export function settle({ behaviour }: TestProvider): void {
  Object.assign(behaviour, HONEST);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
