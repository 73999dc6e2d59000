import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';
import { chromiumPath, openPage, startChromium } from './chromium.ts';

const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';
const title = chromiumPath === null ? 'the docs page (left out: no Chromium is installed)' : 'the docs page';

/** The request with which the page says to begin answers. */
async function expectRequest(page: Page, token: string): Promise<void> {
  await page.locator('#curl-example', { hasText: 'http' }).waitFor();
  const request = await page.locator('#curl-example').textContent();
  const address = /http\S+/.exec(request ?? '')?.[0] ?? '';
  expect((await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
}

describe.skipIf(chromiumPath === null)(title, () => {
  vi.setConfig({ testTimeout: 60_000 });
  let server: TestServer;
  let browser: Awaited<ReturnType<typeof startChromium>>;
  let url: string;

  beforeAll(async () => {
    server = await startServer();
    browser = await startChromium();
    url = `${server.url}/docs`;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('shows every endpoint and event, and nothing in it goes wrong', async () => {
    const { page, complaints } = await openPage(browser, url);
    const cards = await page.locator('.card').count();
    const described = (server.app.routes.helpdesk?.length ?? 0) + (server.app.socketEvents.helpdesk?.length ?? 0);
    expect(cards).toBeGreaterThan(described);
    for (const card of await page.locator('.card').all()) await card.evaluate((node) => node.setAttribute('open', ''));
    await page.waitForFunction("[...document.querySelectorAll('.card')].every((card) => card.children.length > 1)");
    expect(complaints).toEqual([]);
  });

  test('names every endpoint also where no script runs', async () => {
    const { page, complaints } = await openPage(browser, url, { scripts: false });
    const text = await page.locator('#groups').textContent();
    for (const { method, path } of server.app.routes.helpdesk ?? []) {
      expect(text).toContain(`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    }
    expect(complaints).toEqual([]);
  });

  test('is searched and walked through with the keyboard alone', async () => {
    const { page } = await openPage(browser, url);
    await page.keyboard.press('/');
    await page.keyboard.type('typing');
    expect(await page.locator('.card:visible summary code').allTextContents()).toEqual([
      'typing_start',
      'typing_stop',
      'typing_indicator',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.card[open] .path').textContent()).toBe('typing_stop');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    expect(await page.locator('.card:visible').count()).toBeGreaterThan(40);
  });

  test('tries a request with a token that it was given', async () => {
    const ann = await server.person('Ann');
    const { page, complaints } = await openPage(browser, url);
    await page.locator('#token-button').click();
    await page.locator('#token').fill(ann.token);
    await page.locator('#token-form button[type=submit]').click();
    expect(await page.locator('#token-button').textContent()).toBe(`Token: ${ann.id}`);
    const card = page.locator('#get-api-users-me');
    await card.locator('summary').first().click();
    await card.locator('.try button[type=submit]').click();
    await card.locator('.try .result').waitFor();
    expect(await card.locator('.try .result').textContent()).toContain('200');
    expect(await card.locator('.try pre').textContent()).toContain(`"id": "${ann.id}"`);
    expect(complaints).toEqual([]);
  });

  test('hears events live and emits them', async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const { page, complaints } = await openPage(browser, url);
    await page.evaluate(`sessionStorage.setItem('parley-docs-token', '${bo.token}')`);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByText('Connected; what comes is listed below.').waitFor();
    await ann.post('/api/messaging/conversations', { type: 'direct', participantIds: [bo.id] });
    await page.locator('.log', { hasText: 'conversation_created' }).waitFor();
    const card = page.locator('#socket-client-update_presence');
    await card.locator('summary').first().click();
    await card.locator('.try textarea').fill('{"status":"busy"}');
    await card.locator('.try button[type=submit]').click();
    await card.locator('.output pre').waitFor();
    expect(await card.locator('.output pre').textContent()).toContain('"ok": true');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Not connected').waitFor();
    expect(complaints).toEqual([]);
  });

  test.each([
    ['telehealth', '/telehealth/docs', ''],
    ['travel', '/travel/docs', ''],
    ['marketplace', '/marketplace/api/docs', '/chat'],
  ])('of %s says how to begin with it, and connects to it', async (contract, path, namespace) => {
    const { ann } = await server.people('ann');
    const { page, complaints } = await openPage(browser, `${server.url}${path}`);
    expect(await page.locator('#title').textContent()).toBe(`Parley: ${contract}`);
    await expectRequest(page, ann.token);
    const code = await page.locator('#socket-example').textContent();
    expect(code).toContain(`io('${server.url}${namespace}', { path: '/${contract}/socket.io'`);
    await page.evaluate(`sessionStorage.setItem('parley-docs-token', '${ann.token}')`);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByText('Connected; what comes is listed below.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('of charity shows frames, and offers no connection that is not its own', async () => {
    const { ann } = await server.people('ann');
    const { page, complaints } = await openPage(browser, `${server.url}/charity/docs`);
    await expectRequest(page, ann.token);
    expect(await page.locator('#socket-example').textContent()).toContain('/charity/ws/conversations/');
    expect(await page.getByRole('button', { name: 'Connect' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('fits a phone in %s colours', async (colours) => {
    const { page } = await openPage(browser, `${url}#post-api-messaging-messages`, { width: 360, colours });
    await page.locator('#post-api-messaging-messages .try').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const background = await page.evaluate(BACKGROUND);
    expect(background).toBe(colours === 'light' ? 'rgb(246, 246, 243)' : 'rgb(16, 19, 22)');
  });

  test('remembers a chosen theme', async () => {
    const { page } = await openPage(browser, url);
    await page.locator('#theme').selectOption('dark');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await page.locator('#theme').inputValue()).toBe('dark');
    expect(await page.evaluate(BACKGROUND)).toBe('rgb(16, 19, 22)');
  });
});
