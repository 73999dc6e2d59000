import { expect } from 'vitest';
import { z } from 'zod';
import { type Browser, openBrowser } from './browser.ts';
import { CLIENT, type TestProvider } from './provider.ts';
import type { Site } from './site.ts';

const Given = z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() });
const Me = z.object({ id: z.string(), name: z.string(), email: z.string().nullish(), role: z.string() });

/** What a site is set to so that people sign in at `provider`. */
export function settingsFor(provider: TestProvider): Record<string, string> {
  return { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
}

/** Where people reach a site: without a PUBLIC_URL it is called localhost. */
export function homeOf({ url }: Site): string {
  return `http://localhost:${new URL(url).port}`;
}

/** A browser in which somebody with these claims has signed in. */
export async function signedIn(provider: TestProvider, site: Site, person: Record<string, unknown>): Promise<Browser> {
  const browser = openBrowser();
  provider.behaviour.person = person;
  const end = await browser.go(`${homeOf(site)}/auth/sign-in`);
  expect([end.status, new URL(end.url).pathname]).toEqual([200, '/']);
  return browser;
}

/** The token that the app gets in this browser. */
export async function tokenOf(browser: Browser, site: Site): Promise<z.infer<typeof Given>> {
  const answer = await browser.script('GET', `${homeOf(site)}/auth/token`);
  expect(answer.status).toBe(200);
  return Given.parse(JSON.parse(answer.text));
}

/** Who the API takes the person in this browser for. */
export async function meOf(browser: Browser, site: Site): Promise<z.infer<typeof Me>> {
  const { token } = await tokenOf(browser, site);
  return Me.parse((await site.api(token).get('/api/users/me')).json);
}

/** Begins to sign in, and returns where the provider sends the browser back to. */
export async function sentBack(browser: Browser, site: Site, path = '/auth/sign-in'): Promise<URL> {
  const begun = await browser.visit(homeOf(site) + path);
  expect(begun.status).toBe(303);
  const agreed = await browser.visit(begun.headers.get('location') ?? '');
  return new URL(agreed.headers.get('location') ?? '');
}
