import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Screen } from './screens.ts';
import { type Size, sizes, type Theme } from './stage.ts';
import { isFrench, wordsOf } from './texts.ts';
import type { World } from './world.ts';

/** Brings a window to a screen of a server, until it stands there whole. */
export async function goTo(page: Page, url: string, screen: Screen, world: World): Promise<void> {
  const address = url + screen.path(world);
  const body = screen.page?.(world);
  if (body !== undefined) await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(address);
  await screen.reach?.(page);
  await screen.ready(page).first().waitFor();
  await page.waitForLoadState('networkidle');
  // What is reached later comes without a load of the page: grey places stand for it.
  await expect.poll(() => page.locator('[class*="animate-pulse"]').count(), { timeout: 10_000 }).toBe(0);
  await settle(page);
}

/** Brings a window that has got another size to the screen again, where it closed what was open. */
export async function comeBack(page: Page, url: string, screen: Screen, world: World): Promise<void> {
  if (!(await screen.ready(page).first().isVisible())) await goTo(page, url, screen, world);
}

/** Gives a window another size; the smaller one is touched in place of being pointed at. */
export async function setSize(page: Page, size: Size): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Emulation.setTouchEmulationEnabled', { enabled: size === 'phone' });
  await page.setViewportSize(sizes[size]);
  await debug.detach();
  await settle(page);
}

/** Chooses something as if another window of the same browser had: `direction` or `language`. */
export async function choose(page: Page, name: 'direction' | 'language', value: string): Promise<void> {
  await page.evaluate(
    ([key, newValue]) => {
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    },
    [`parley.${name}`, value] as const,
  );
  await settle(page);
}

/** Turns an English window to French, and waits until it says as much as before, and something of it in French: until its texts have come it stays as it was. */
export async function translate(page: Page): Promise<void> {
  const before = new Set(await wordsOf(page));
  await choose(page, 'language', 'fr');
  await page.locator('html[lang=fr]').waitFor();
  const translated = async () => {
    const words = await wordsOf(page);
    return words.length > before.size * 0.8 && words.some((word) => !before.has(word) && isFrench(word));
  };
  await expect.poll(translated, { timeout: 10_000 }).toBe(true);
}

/** ms after a change in which it may still be under way on a busy machine. */
const UNDER_WAY_MS = 5_000;

/** What is wrong with a window and stays so: what is only there between two pictures is not. */
export async function lasting(look: () => Promise<string[]>): Promise<string[]> {
  const until = Date.now() + UNDER_WAY_MS;
  for (;;) {
    const found = await look();
    if (found.length === 0 || Date.now() > until) return found;
    await setTimeout(100);
  }
}

/** Gives a window other colours. */
export async function paint(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await settle(page);
}

/** What can be scrolled sideways in a page, and is not made for it (what is, can be reached by keyboard). */
export function sidewaysOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found =
      root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth} in ${root.clientWidth} px`] : [];
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      const { overflowX } = getComputedStyle(element);
      if (overflowX !== 'auto' && overflowX !== 'scroll') continue;
      if (element.scrollWidth <= element.clientWidth + 1 || element.matches('[tabindex="0"], textarea')) continue;
      found.push(`${element.outerHTML.slice(0, 160)}: ${element.scrollWidth} in ${element.clientWidth} px`);
    }
    return found;
  });
}

/** Waits until what was changed is drawn, and nothing moves any more. What follows others may begin to move when they end. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const moving = () =>
      document.getAnimations().filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)));
    do {
      await frame();
      await frame();
      await Promise.all(moving().map(({ finished }) => finished.catch(() => {})));
    } while (moving().length > 0);
  });
}
