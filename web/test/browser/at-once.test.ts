import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeDirect, sayAll } from '../../../server/test/support/factories.ts';
import { openTicket } from '../../../server/test/support/tickets.ts';
import { chatOf } from './support/chat.ts';
import { holdRequests } from './support/hold.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('at once'), () => {
  const stage = setStage();

  test('APP-8 what is typed for a window goes into its field from the first moment, and presses nothing before', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(bo, talk, 'Hello there.');
    const page = await stage.open(ann, '/inbox');
    const link = page.getByRole('link', { name: /^Bo/ });
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await link.focus();
    const part = await holdRequests(page, 'GET', 'new-conversation');
    await page.keyboard.press('c');
    await expect.poll(() => part.held()).toBe(1);
    for (const key of ['/', '?', 'Enter', 'Space']) await page.keyboard.press(key);
    expect(new URL(page.url()).pathname).toBe('/inbox');
    expect(await link.evaluate((node) => node === document.activeElement)).toBe(true);
    const first = await focusWith(page, '[role=dialog]');
    await part.release();
    await dialog.waitFor();
    expect(await first()).toBe('Search people');
    await page.keyboard.type('Bo');
    expect(await dialog.getByRole('combobox').inputValue()).toBe('Bo');
    await page.keyboard.press('Escape');
    await expect.poll(() => link.evaluate((node) => node === document.activeElement)).toBe(true);
    const again = await focusWith(page, '[role=dialog]');
    await page.keyboard.press('c');
    await dialog.waitFor();
    expect(await again()).toBe('Search people');
  });

  test('APP-8 what is typed for a search in a conversation goes into its field, and presses nothing before', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(bo, talk, 'Hello there.');
    const page = await stage.open(ann, `/inbox/${talk.id}`);
    await chatOf(page).message('Hello there.').waitFor();
    const part = await holdRequests(page, 'GET', '/find-');
    const button = page.getByRole('button', { name: 'Search in conversation' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => part.held()).toBe(1);
    for (const key of ['c', '/', '?', 'Enter']) await page.keyboard.press(key);
    const first = await focusWith(page, 'aside[aria-labelledby]');
    await part.release();
    const field = page.getByRole('searchbox', { name: 'Search in this conversation' });
    await field.waitFor();
    expect(await first()).toBe('Search in this conversation');
    await page.keyboard.type('Hello');
    expect(await field.inputValue()).toBe('Hello');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('APP-8 a menu that a key opens, and the field of a note, have the keyboard at once', async () => {
    const { server } = stage;
    const agent = await server.person('Agnes', { role: 'agent' });
    const ticket = await openTicket(await server.person('Ann'));
    const page = await stage.open(agent, `/desk/${ticket.id}`);
    await chatOf(page).field.waitFor();
    const note = await focusWith(page, 'textarea[placeholder^="Write a note"]');
    await page.getByRole('button', { name: 'Note', exact: true }).press('Enter');
    await page.getByRole('textbox', { name: 'Internal note' }).waitFor();
    expect(await note()).toBe('Internal note');
    await page.keyboard.press('Escape');
    await page.getByRole('main').focus();
    const menu = await focusWith(page, '[role=menu]');
    await page.keyboard.press('s');
    await page.getByRole('menu').waitFor();
    expect(await menu()).toMatch(/^menuitem/);
  });
});

/** Tells what had the keyboard (its name, else its role) in the very moment in which something came that was not there. */
async function focusWith(page: Page, selector: string): Promise<() => Promise<string>> {
  const seen = await page.evaluateHandle((selector) => {
    const seen = { at: '' };
    const look = () => {
      if (document.querySelector(selector) === null) return;
      watch.disconnect();
      const { activeElement: at } = document;
      const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels : null;
      seen.at =
        labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.getAttribute('role') ?? at?.tagName ?? '';
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true });
    return seen;
  }, selector);
  return () => seen.evaluate(({ at }) => at);
}
