import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/factories.ts';
import { openBrowser } from './browser.ts';
import { openProvider, settle, type TestProvider } from './provider.ts';
import { makeBuild, type Site, startSite } from './site.ts';
import { homeOf, meOf, settingsFor, signedIn, tokenOf } from './visitors.ts';

let provider: TestProvider;
let build: Awaited<ReturnType<typeof makeBuild>>;
let site: Site;
let home = '';

beforeAll(async () => {
  provider = await openProvider();
  build = await makeBuild();
  site = await startSite(build.folder, settingsFor(provider));
  home = homeOf(site);
});
afterEach(() => settle(provider));
afterAll(async () => {
  await site.stop();
  await provider.close();
  await build.remove();
});

describe('the session', () => {
  test('OIDC-3 is kept from scripts and other sites, and readable to nobody', async () => {
    const browser = await signedIn(provider, site, { sub: 'p-secret', name: 'Visible Name' });
    const { value = '', attributes } = browser.cookies.get('parley-session') ?? {};
    expect(attributes).toBe('Path=/auth; Max-Age=43200; HttpOnly; SameSite=Lax');
    const parts = value.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(parts.join()).not.toMatch(/p-secret|Visible/);
  });

  test('OIDC-3 altered, of another kind, or made up it is none', async () => {
    const browser = await signedIn(provider, site, { sub: 'p-4' });
    await browser.visit(`${home}/auth/sign-in`);
    const session = browser.cookies.get('parley-session');
    const flow = [...browser.cookies].find(([name]) => name.startsWith('parley-flow-'))?.[1].value ?? '';
    if (session === undefined || flow === '') throw new Error('cookies are missing');
    const { value } = session;
    const at = value.lastIndexOf('.') - 5;
    const altered = value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
    for (const wrong of [
      altered,
      flow,
      `${value}x`,
      value.slice(0, -4),
      '',
      'a.b.c.d.e',
      (await tokenOf(browser, site)).token,
    ]) {
      const thief = openBrowser();
      thief.cookies.set('parley-session', { ...session, value: wrong });
      const answer = await thief.script('GET', `${home}/auth/token`);
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'unauthorized']);
      expect(thief.cookies.size).toBe(0);
    }
  });

  test('OIDC-3 ends in time, and no token outlives it; another server with the same secret knows it', async () => {
    const short = await startSite(build.folder, { ...settingsFor(provider), OIDC_SESSION_TTL: '3s' });
    try {
      const at = homeOf(short);
      const brief = await signedIn(provider, short, { sub: 'p-5' });
      const { expiresAt } = await tokenOf(brief, short);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_000);
      const [[name, cookie] = []] = (await signedIn(provider, site, { sub: 'p-6' })).cookies;
      if (name === undefined || cookie === undefined) throw new Error('no cookie');
      const elsewhere = openBrowser();
      elsewhere.cookies.set(name, { ...cookie, host: new URL(at).host });
      expect((await meOf(elsewhere, short)).id).toBe('p-6');
      const status = async () => (await brief.script('GET', `${at}/auth/token`)).status;
      await eventually('the session has ended', async () => (await status()) === 401, 10_000);
    } finally {
      await short.stop();
    }
  });
});

test('OIDC-5 only pages of this server get tokens, or sign somebody out', async () => {
  const browser = await signedIn(provider, site, { sub: 'p-7' });
  for (const [method, path] of [
    ['GET', '/auth/token'],
    ['POST', '/auth/sign-out'],
  ] as const) {
    for (const site of ['cross-site', 'same-site', 'none', 'nonsense']) {
      const headers = { 'sec-fetch-site': site, 'x-requested-with': 'x' };
      expect((await browser.visit(home + path, { method, headers })).status).toBe(403);
    }
    const bare = await browser.visit(home + path, { method });
    expect([bare.status, bare.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  }
  const old = await browser.visit(`${home}/auth/token`, { headers: { 'x-requested-with': 'parley' } });
  expect(old.status).toBe(200);
});

test('OIDC-6 signing out ends the session here, and says where it ends at the provider', async () => {
  const browser = await signedIn(provider, site, { sub: 'p-8' });
  const answer = await browser.script('POST', `${home}/auth/sign-out`);
  expect(answer.status).toBe(200);
  const url = new URL(JSON.parse(answer.text).url);
  expect(url.origin + url.pathname).toBe(`${provider.issuer}/end`);
  expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${home}/sign-in`);
  expect(decodeJwt(url.searchParams.get('id_token_hint') ?? '').sub).toBe('p-8');
  expect(browser.cookies.size).toBe(0);
  expect((await browser.script('GET', `${home}/auth/token`)).status).toBe(401);
});

test('OIDC-6 who is told of in many words can sign in and out all the same', async () => {
  const browser = await signedIn(provider, site, {
    sub: 'p-13',
    name: 'Cy',
    groups: Array.from({ length: 300 }, (_, i) => `group ${i}`),
  });
  expect(browser.cookies.get('parley-session')?.value.length).toBeLessThan(3_900);
  const answer = await browser.script('POST', `${home}/auth/sign-out`);
  expect(new URL(JSON.parse(answer.text).url).searchParams.has('id_token_hint')).toBe(false);
});

describe('OIDC-7 roles', () => {
  test('OIDC-7 without a claim for them they are what an admin sets', async () => {
    const browser = await signedIn(provider, site, { sub: 'p-9', role: 'admin', roles: ['admin'] });
    expect((await meOf(browser, site)).role).toBe('user');
    const root = await site.person('Root', { role: 'admin' });
    expect((await root.put('/api/users/p-9', { role: 'agent' })).status).toBeLessThan(300);
    expect((await meOf(browser, site)).role).toBe('agent');
  });

  test('OIDC-7 with one they are the highest that it names', async () => {
    const roled = await startSite(build.folder, { ...settingsFor(provider), OIDC_ROLE_CLAIM: 'realm_access.roles' });
    try {
      const cases: [Record<string, unknown>, string][] = [
        [{ realm_access: { roles: ['viewer', 'Support', 'other'] } }, 'agent'],
        [{ realm_access: { roles: ['agent', 'ADMIN'] } }, 'admin'],
        [{ realm_access: { roles: 'agent' } }, 'agent'],
        [{ 'realm_access.roles': 'admin' }, 'admin'],
        [{ realm_access: { roles: [{ admin: true }, 'administrator', 7] } }, 'user'],
        [{ realm_access: 'admin' }, 'user'],
        [{ role: 'admin' }, 'user'],
      ];
      for (const [claims, role] of cases) {
        const browser = await signedIn(provider, roled, {
          sub: 'p-10',
          name: 'Di',
          email: 'di@example.org',
          ...claims,
        });
        expect((await meOf(browser, roled)).role, JSON.stringify(claims)).toBe(role);
      }
      provider.behaviour.more = { realm_access: { roles: ['admin'] } };
      expect((await meOf(await signedIn(provider, roled, { sub: 'p-11' }), roled)).role).toBe('admin');
    } finally {
      await roled.stop();
    }
  });
});
