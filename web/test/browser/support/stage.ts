import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { chromiumPath, startChromium } from '../../../../server/test/browser/chromium.ts';
import type { Person } from '../../../../server/test/support/person.ts';
import { type Line, startProxy } from '../../../../server/test/support/proxy.ts';
import { startServer, type TestServer } from '../../../../server/test/support/server.ts';
import type { Settings } from '../../../../server/test/support/settings.ts';

/** Without a browser these tests are left out, and their titles say so. */
export const hasBrowser = chromiumPath !== null;
export const titled = (title: string) => (hasBrowser ? title : `${title} (left out: no Chromium is installed)`);

/** CSS pixels. */
export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;
export type Theme = 'light' | 'dark';

/** Somebody with a token. */
export type Visitor = Pick<Person, 'id' | 'name' | 'token'>;

export type WindowOptions = {
  readonly size?: Size;
  readonly theme?: Theme;
  /** A line to the server that the test cuts and mends; without it the window has the server itself. */
  readonly line?: Line;
  /** Where else the path is: the origin of a page that shows the app within it. */
  readonly home?: string;
  /** What the test makes the pages complain of in the console; anything else fails it. */
  readonly complaint?: RegExp;
};

/** One server and one browser for the tests of a file. */
export type Stage = {
  readonly server: TestServer;
  /** Opens a window of somebody's own (null: of nobody who is signed in) at a path of the app. It is closed after the test. */
  open(who: Visitor | null, path: string, options?: WindowOptions): Promise<Page>;
  /** A line to the server; closed after the test. */
  line(): Promise<Line>;
  /** Fails if anything went wrong in a window so far; done after each test as well. */
  expectCalm(): void;
};

/** What a browser says when its network is gone. */
const CUT = /net::ERR_|WebSocket connection to|Failed to fetch/;

/**
 * Sets the stage for the tests of a file. Errors of scripts, refusals of the content security policy, failed loads, dialogs and
 * requests to other places fail the test in which they happen.
 */
export function setStage(settings: Settings = {}): Stage {
  let server: TestServer;
  let browser: Browser;
  let complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  const lines: Line[] = [];

  const expectCalm = () => {
    const found = complaints;
    complaints = [];
    expect(found).toEqual([]);
  };

  function watch(page: Page, home: string, allowed: readonly RegExp[]): void {
    page.on('console', (message) => {
      const isTrouble = message.type() === 'error' || message.type() === 'warning';
      if (isTrouble && !allowed.some((one) => one.test(message.text()))) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`asks by a dialog: ${dialog.message()}`);
      void dialog.dismiss().catch(() => {});
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      const own = [home, server.url, server.url.replace('127.0.0.1', 'localhost')];
      const isOwn = own.includes(origin) || protocol === 'data:' || protocol === 'blob:';
      if (!isOwn) complaints.push(`asks for ${request.url()}`);
    });
  }

  beforeAll(async () => {
    server = await startServer(settings);
    browser = await startChromium();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await describeWindows(contexts, task.name);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await Promise.all(lines.splice(0).map((line) => line.close()));
    expectCalm();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  return {
    get server() {
      return server;
    },
    async open(who, path, { size = 'desktop', theme = 'light', line, home: other, complaint } = {}) {
      const context = await browser.newContext({
        viewport: sizes[size],
        colorScheme: theme,
        hasTouch: size === 'phone',
        isMobile: size === 'phone',
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'Europe/Paris',
      });
      contexts.push(context);
      if (who) await context.addInitScript(rememberPerson, { id: who.id, name: who.name, token: who.token });
      const page = await context.newPage();
      const home = other ?? line?.url.replace(/\/$/, '') ?? server.url;
      watch(page, home, [...(line ? [CUT] : []), ...(complaint ? [complaint] : [])]);
      await page.goto(home + path);
      return page;
    },
    async line() {
      const line = await startProxy(server.url);
      lines.push(line);
      return line;
    },
    expectCalm,
  };
}

/** What stood in the windows of a test that failed: in words here, as pictures in `.tmp`. */
async function describeWindows(contexts: readonly BrowserContext[], test: string): Promise<void> {
  const pages = contexts.flatMap((context) => context.pages());
  for (const [place, page] of pages.entries()) {
    const path = join(
      import.meta.dirname,
      '../../../../.tmp/browser',
      `${test.replaceAll(/\W+/g, '-').slice(0, 60)}-${place}.png`,
    );
    await page.screenshot({ path, timeout: 5_000 }).catch(() => {});
    const words = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String);
    console.log(`${page.url()} (${path})\n${words.slice(0, 6_000)}`);
  }
}

/** Runs in the page: it is this person's from the start, as if they had signed in before. */
function rememberPerson(person: Visitor): void {
  const key = 'parley.demo';
  if (window !== window.top || !location.protocol.startsWith('http')) return;
  if (sessionStorage.getItem(key) === null) sessionStorage.setItem(key, JSON.stringify(person));
}
