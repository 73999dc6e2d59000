import { accessSync, constants } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is installed on this machine, else null. */
export const chromiumPath = PATHS.find((path) => isExecutable(path)) ?? null;

/** A page that remembers all that went wrong in it: errors of scripts, refusals of the content security policy, failed loads. */
export type WatchedPage = { readonly page: Page; readonly complaints: readonly string[] };

/** Starts the installed Chromium; it opens nothing by itself. */
export function startChromium(): Promise<Browser> {
  if (chromiumPath === null) throw new Error('no Chromium is installed');
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
}

/** Opens `url` in a context of its own, with nothing remembered from others. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { readonly width?: number; readonly colours?: 'light' | 'dark'; readonly scripts?: boolean } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.colours ?? 'light',
    javaScriptEnabled: options.scripts ?? true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, complaints };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
