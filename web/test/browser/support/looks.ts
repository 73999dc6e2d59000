import type { Page } from 'playwright-core';
import { type Size, sizes } from './stage.ts';

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
  if (name === 'language') await page.locator(`html[lang=${value}]`).waitFor();
  await page.waitForLoadState('networkidle');
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

/** Waits until what was changed is drawn. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
