import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { openProvider, settle, type TestProvider } from './provider.ts';
import { makeBuild, type Site, startSite } from './site.ts';
import { homeOf, meOf, sentBack, settingsFor, signedIn, tokenOf } from './visitors.ts';

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

async function errorAt(browser: Browser, url: string | URL): Promise<string | null> {
  const { status, headers } = await browser.visit(String(url));
  expect(status).toBe(303);
  const to = new URL(headers.get('location') ?? '', home);
  expect([to.origin, to.pathname]).toEqual([home, '/sign-in']);
  expect(browser.cookies.has('parley-session')).toBe(false);
  return to.searchParams.get('error');
}

describe('signing in', () => {
  test('OIDC-1 leads over the provider back to where it began, and to tokens that the API takes', async () => {
    const browser = openBrowser();
    provider.behaviour.person = {
      sub: 'p-1',
      name: 'Ann Lee',
      email: 'ann@example.org',
      picture: 'https://id/ann.png',
    };
    const begun = await browser.visit(`${home}/auth/sign-in?to=${encodeURIComponent('/inbox/c1?message=3#end')}`);
    const asked = new URL(begun.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      redirect_uri: `${home}/auth/callback`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40);
    const back = await browser.visit(begun.headers.get('location') ?? '');
    const done = await browser.visit(back.headers.get('location') ?? '');
    expect([done.status, done.headers.get('location')]).toEqual([303, '/inbox/c1?message=3#end']);
    expect(done.headers.get('cache-control')).toBe('no-store');
    expect([...browser.cookies.keys()]).toEqual(['parley-session']);

    const { token, expiresAt } = await tokenOf(browser, site);
    const left = Date.parse(expiresAt) - Date.now();
    expect(left).toBeGreaterThan(14 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);
    expect(decodeJwt(token)).toMatchObject({ sub: 'p-1', avatar: 'https://id/ann.png' });
    expect(Math.abs((decodeJwt(token).exp ?? 0) * 1000 - Date.parse(expiresAt))).toBeLessThanOrEqual(1000);
    expect(await meOf(browser, site)).toMatchObject({
      id: 'p-1',
      name: 'Ann Lee',
      email: 'ann@example.org',
      role: 'user',
    });
  });

  test('OIDC-1 what an ID token does not tell is asked for; an address that is not confirmed does not count', async () => {
    provider.behaviour.more = { name: 'Bo Ek', email: 'bo@example.org', email_verified: false };
    const me = await meOf(await signedIn(provider, site, { sub: 'p-2' }), site);
    expect(me).toMatchObject({ id: 'p-2', name: 'Bo Ek' });
    expect(me.email ?? null).toBeNull();
  });

  test('OIDC-1 who comes by another name of the server is led to its public one first, once', async () => {
    const browser = openBrowser();
    const moved = await browser.visit(`${site.url}/auth/sign-in?to=/desk`);
    expect(moved.headers.get('location')).toBe(`${home}/auth/sign-in?to=%2Fdesk&here=1`);
    expect(browser.cookies.size).toBe(0);
    const stays = await browser.visit(`${site.url}/auth/sign-in?to=/desk&here=1`);
    expect(stays.headers.get('location')).toMatch(new RegExp(`^${provider.issuer}/authorize`));
  });

  test('OIDC-1 several tabs may sign in at once, in any order', async () => {
    const browser = openBrowser();
    const backs = [
      await sentBack(browser, site, '/auth/sign-in?to=/a'),
      await sentBack(browser, site, '/auth/sign-in?to=/b'),
    ];
    const ends = [];
    for (const back of backs) ends.push((await browser.visit(back.href)).headers.get('location'));
    expect(ends).toEqual(['/a', '/b']);
    for (let i = 0; i < 12; i++) await browser.visit(`${home}/auth/sign-in`);
    expect(browser.cookies.size).toBeLessThanOrEqual(7);
  });
});

describe('what signs nobody in', () => {
  test('OIDC-2 another state, another browser, a second time', async () => {
    const browser = openBrowser();
    const back = await sentBack(browser, site);
    const stranger = openBrowser();
    expect(await errorAt(stranger, back)).toBe('expired');
    const other = new URL(back);
    other.searchParams.set('state', `${back.searchParams.get('state')?.slice(0, 20)}${'x'.repeat(23)}`);
    const jar = new Map(browser.cookies);
    expect(await errorAt(browser, other)).toBe('failed');
    expect(await errorAt(browser, back)).toBe('expired');
    const again = openBrowser();
    for (const [name, cookie] of jar) again.cookies.set(name, cookie);
    expect((await again.visit(back.href)).headers.get('location')).toBe('/');
    again.cookies.clear();
    for (const [name, cookie] of jar) again.cookies.set(name, cookie);
    expect(await errorAt(again, back)).toBe('failed'); // its code was used
  });

  test.each<[string, Partial<TestProvider['behaviour']>, string]>([
    ['another nonce', { lies: { nonce: 'another' } }, 'failed'],
    ['another issuer', { lies: { iss: 'https://evil.example' } }, 'failed'],
    ['a token for another client', { lies: { aud: 'somebody-else' } }, 'failed'],
    ['a token of a while ago', { lies: { exp: 1_700_000_000 } }, 'failed'],
    ['a signature by an unknown key', { foreignKey: true }, 'failed'],
    ['a person who does not want to', { refusal: 'access_denied' }, 'denied'],
    ['a provider that does not want to', { refusal: 'unauthorized_client' }, 'failed'],
  ])('OIDC-2 %s', async (_, bent, error) => {
    const browser = openBrowser();
    Object.assign(provider.behaviour, bent);
    expect(await errorAt(browser, await sentBack(browser, site))).toBe(error);
  });

  test('OIDC-2 who goes back through their history stays signed in', async () => {
    const browser = await signedIn(provider, site, { sub: 'p-3' });
    const { headers } = await browser.visit(`${home}/auth/callback?code=old&state=old`);
    expect(headers.get('location')).toBe('/');
    expect((await meOf(browser, site)).id).toBe('p-3');
  });
});

test.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/inbox/..//evil.example',
  'javascript:alert(1)',
  'inbox',
  '/auth/sign-in',
  '/x/../auth/sign-out',
])('OIDC-4 nobody is sent to %j', async (to) => {
  const browser = openBrowser();
  const back = await sentBack(browser, site, `/auth/sign-in?${new URLSearchParams({ to })}`);
  expect((await browser.visit(back.href)).headers.get('location')).toBe('/');
});

test('OIDC-8 while the provider is away everything else goes on, and signing in goes on once it is back', async () => {
  provider.behaviour.down = true;
  const early = await startSite(build.folder, settingsFor(provider));
  try {
    const at = homeOf(early);
    const browser = openBrowser();
    const away = await browser.visit(`${at}/auth/sign-in?to=/desk`);
    expect([away.status, away.headers.get('location')]).toEqual([303, '/sign-in?error=unavailable&to=%2Fdesk']);
    expect((await early.anonymous.get('/health')).status).toBe(200);
    expect(JSON.parse((await browser.script('POST', `${at}/auth/sign-out`)).text)).toEqual({ url: null });
    provider.behaviour.down = false;
    const back = await sentBack(browser, early, '/auth/sign-in?to=/desk');
    provider.behaviour.down = true;
    const cut = await browser.visit(back.href);
    expect(cut.headers.get('location')).toBe('/sign-in?error=unavailable&to=%2Fdesk');
    provider.behaviour.down = false;
    expect((await meOf(await signedIn(provider, early, { sub: 'p-12' }), early)).id).toBe('p-12');
  } finally {
    await early.stop();
  }
});

test('OIDC-10 floods of sign-ins are turned away, and cost nobody a request of the API', async () => {
  const strict = await startSite(build.folder, {
    ...settingsFor(provider),
    PUBLIC_URL: 'https://chat.example',
    RATE_LIMIT_MAX_REQUESTS: '3',
  });
  try {
    const browser = openBrowser();
    const begun = await browser.visit(`${strict.url}/auth/sign-in?here=1`);
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Secure-parley-flow-.*; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await browser.visit(`${strict.url}/auth/callback`)).status);
    expect(statuses).toEqual([303, 303, 429]);
    const refused = await browser.visit(`${strict.url}/auth/sign-in`);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await strict.anonymous.get('/api/nowhere')).status).toBe(404);
  } finally {
    await strict.stop();
  }
});
