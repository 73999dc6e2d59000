import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { linkOf, tokenFor } from '../support/preferences.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { chromiumPath, openPage, startChromium } from './chromium.ts';

const title =
  chromiumPath === null ? 'the unsubscribe page (left out: no Chromium is installed)' : 'the unsubscribe page';

describe.skipIf(chromiumPath === null)(title, () => {
  vi.setConfig({ testTimeout: 60_000 });
  let server: TestServer;
  let browser: Awaited<ReturnType<typeof startChromium>>;
  let url: string;

  beforeAll(async () => {
    server = await startServer();
    browser = await startChromium();
    url = `${server.url}${linkOf(await tokenFor(await server.person('Ann'), 'tickets'))}`;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test.each([
    { width: 320, colours: 'light' },
    { width: 320, colours: 'dark' },
    { width: 1280, colours: 'light' },
  ] as const)('is readable: %j', async (options) => {
    const { page, complaints } = await openPage(browser, url, options);
    expect(await page.title()).toBe('You are unsubscribed');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const wider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    expect(await page.evaluate(wider)).toBe(false);
    const size = await page.evaluate<string>("getComputedStyle(document.querySelector('p')).fontSize");
    expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(16);
    for (const text of ['h1', 'p', 'p:last-child']) expect(await contrastOf(page, text), text).toBeGreaterThan(4.5);
    expect(complaints).toEqual([]);
  });

  test('is dark where that is preferred', async () => {
    const ground = async (colours: 'light' | 'dark') => {
      const { page } = await openPage(browser, url, { colours });
      return luminanceOf(
        await page.evaluate<string>("getComputedStyle(document.querySelector('main')).backgroundColor"),
      );
    };
    expect(await ground('dark')).toBeLessThan(0.05);
    expect(await ground('light')).toBeGreaterThan(0.9);
  });
});

type Page = Awaited<ReturnType<typeof openPage>>['page'];

/** WCAG 2.2: the ratio between a text and the card that it stands on. */
async function contrastOf(page: Page, text: string): Promise<number> {
  const colour = await page.evaluate<string>(`getComputedStyle(document.querySelector('${text}')).color`);
  const ground = await page.evaluate<string>("getComputedStyle(document.querySelector('main')).backgroundColor");
  const [dark = 0, light = 0] = [luminanceOf(colour), luminanceOf(ground)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
