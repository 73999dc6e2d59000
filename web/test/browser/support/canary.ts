import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

declare global {
  interface Window {
    /** What every payload would call. */
    canary?: (sign: unknown) => void;
    shownTexts?: Set<string>;
    strangers?: Set<string>;
  }
}

/** What the app itself is made of; whatever else comes into the page was brought there by a text. */
const TAGS =
  'html head body title meta link script style div span p a b i em strong s del u code pre kbd mark bdi small sup sub br hr wbr ' +
  'h1 h2 h3 h4 h5 h6 ul ol li dl dt dd menu blockquote table thead tbody tfoot tr th td caption section article aside header ' +
  'footer main nav search figure figcaption time data output progress meter details summary dialog fieldset legend form label ' +
  'input textarea select option optgroup button hgroup abbr address colgroup col ' +
  'svg g path circle ellipse line polyline polygon rect text tspan defs clippath lineargradient radialgradient stop';

/** After so many steps a list whose texts were not all there is read from its beginning. */
const TURNS = 60;

/** Has a window keep an eye on all that comes into it, from the next page that is loaded. */
export async function watchOver(page: Page): Promise<void> {
  await page.addInitScript(lieInWait, TAGS);
}

/** Reads a list from one end to the other, until each of the texts has been in it; nothing strange has come with them. */
export async function expectRead(list: Locator, texts: readonly string[], way: 'down' | 'up' = 'down'): Promise<void> {
  const page = list.page();
  await list.waitFor();
  let turn = 0;
  await expect
    .poll(
      async () => {
        const missing = await missingOf(page, texts);
        turn += 1;
        if (missing.length > 0) await list.evaluate(goOn, { isDown: way === 'down', isAnew: turn % TURNS === 0 });
        return missing;
      },
      { timeout: 30_000, interval: 20 },
    )
    .toEqual([]);
  await expectNoStranger(page);
}

/** Each of the texts comes into the window, somewhere. */
export async function expectShown(page: Page, texts: readonly string[]): Promise<void> {
  await expect.poll(() => missingOf(page, texts), { timeout: 20_000 }).toEqual([]);
  await expectNoStranger(page);
}

async function expectNoStranger(page: Page): Promise<void> {
  expect(await page.evaluate(() => [...(window.strangers ?? ['nobody looked'])])).toEqual([]);
}

/** Those of the texts that have not been in the window since it was loaded. */
function missingOf(page: Page, texts: readonly string[]): Promise<string[]> {
  return page.evaluate((texts) => {
    const plain = (text: string) => text.normalize('NFC').replaceAll(/[\s\p{Cc}]+/gu, '');
    const shown = [...(window.shownTexts ?? [])].map(plain);
    return texts.filter((text) => !shown.some((one) => one.includes(plain(text))));
  }, texts);
}

/** Runs in the page: scrolls what the list lies in by most of a view, or to where one begins, and lets it be drawn. */
async function goOn(list: Element, { isDown, isAnew }: { isDown: boolean; isAnew: boolean }): Promise<void> {
  let box = list;
  while (
    box.parentElement &&
    (box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === 'visible')
  )
    box = box.parentElement;
  const way = isDown ? 1 : -1;
  const top = isAnew ? -way * box.scrollHeight : way * box.clientHeight * 0.7;
  box.scrollBy({ top, behavior: 'instant' });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** Runs in each page and frame before anything else does. What is found there becomes a complaint, or is asked for later. */
function lieInWait(tags: string): void {
  const known = new Set(tags.split(' '));
  const shown = new Set<string>();
  const strangers = new Set<string>();
  window.shownTexts = shown;
  window.strangers = strangers;
  window.canary = () => console.error('a payload has run');
  const ADDRESSES = [
    'href',
    'src',
    'srcset',
    'srcdoc',
    'action',
    'formaction',
    'data',
    'poster',
    'background',
    'xlink:href',
  ];

  const isOwn = (address: string) => new URL(address, location.href).origin === location.origin;

  function look(element: Element): void {
    const tag = element.localName.toLowerCase();
    const isPart = tag === 'script' || tag === 'link' || tag === 'style';
    if (!known.has(tag) || (isPart && !document.head.contains(element))) strangers.add(element.outerHTML);
    if (element instanceof HTMLStyleElement && element.nonce === '') strangers.add(element.outerHTML);
    for (const { name, value } of element.attributes) {
      const isHandler = name.toLowerCase().startsWith('on');
      const isAddress = ADDRESSES.includes(name.toLowerCase());
      if (isHandler || (isAddress && !isHarmless(tag, value))) strangers.add(element.outerHTML);
    }
    if (tag === 'meta' && element.hasAttribute('http-equiv')) strangers.add(element.outerHTML);
  }

  function isHarmless(tag: string, address: string): boolean {
    const { protocol } = new URL(address, location.href);
    if (tag === 'a') return ['http:', 'https:', 'mailto:'].includes(protocol);
    return isOwn(address);
  }

  function keep(node: Node): void {
    const element = node instanceof Element ? node : node.parentElement;
    const row = element?.closest('li, article, [role=option], h1, h2, h3, p, dd, section') ?? element;
    if (row?.textContent) shown.add(row.textContent);
  }

  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'attributes' && target instanceof Element) look(target);
      if (type === 'characterData') keep(target);
      for (const node of addedNodes) {
        keep(node);
        if (!(node instanceof Element)) continue;
        look(node);
        for (const inner of node.querySelectorAll('*')) look(inner);
      }
    }
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}
