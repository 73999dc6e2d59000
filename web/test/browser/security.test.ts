import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { say } from '../../../server/test/support/factories.ts';
import type { Person } from '../../../server/test/support/person.ts';
import { expectRead, expectShown, watchOver } from './support/canary.ts';
import { ARTICLE_SIZE, type HostileWorld, makeHostileWorld, titles } from './support/hostile.ts';
import { payloads } from './support/payloads.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Where somebody's name stands right before what they said. */
const twice = payloads.map((text) => text + text);
/** Those that a search for the word finds. */
const findable = payloads.filter((text) => /\bcanary/.test(text));
/** Those that have no sign in them that Markdown makes something of: they are read as they were written. */
const isPlain = (text: string) => !/[[*_`~\\|#&]|^<javascript/.test(text);
/** Rows that are known of a list of which only the beginning is. */
const BEGINNING = 8;

describe.skipIf(!hasBrowser)(titled('texts that would like to be something else'), () => {
  const stage = setStage();
  let world: HostileWorld;
  beforeAll(async () => {
    expect(new Set(payloads).size).toBe(payloads.length);
    expect(payloads.length).toBeGreaterThanOrEqual(200);
    world = await makeHostileWorld(stage.server);
  });

  /** A window that is watched over, and high, so that lists are soon read. */
  async function openWindow(who: Person): Promise<{ page: Page; goTo: (path: string) => Promise<void> }> {
    const page = await stage.open(who, '/preferences');
    await watchOver(page);
    await page.setViewportSize({ width: 1280, height: 2_400 });
    return { page, goTo: async (path) => void (await page.goto(stage.server.url + path)) };
  }

  test('APP-13 are what they are in chats and in the inbox', async () => {
    const { page, goTo } = await openWindow(world.ann);
    const messages = page.getByRole('list', { name: 'Messages' });
    const aside = (name: string) => page.getByRole('complementary', { name });
    await goTo(`/inbox/${world.room.id}`);
    await expectRead(page.getByRole('list', { name: 'Conversations' }), titles);
    await expectRead(messages, twice);
    await goTo(`/inbox/${world.room.id}?panel=find`);
    await page.getByRole('searchbox', { name: 'Search in this conversation' }).fill('canary');
    await expectRead(aside('Search').getByRole('list', { name: 'Messages' }), findable);
    await goTo(`/inbox/${world.room.id}?panel=details`);
    await aside('Details')
      .getByRole('button', { name: /^Show all/ })
      .click();
    await expectRead(aside('Details').getByRole('list').first(), payloads.slice(0, 90));

    await goTo('/inbox');
    await page.getByRole('searchbox', { name: 'Search conversations and messages' }).fill('canary');
    await expectRead(messages, findable);
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('list', { name: 'Notifications' }).getByText('canary').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('combobox', { name: 'Search people' }).fill('hostile');
    await page.getByRole('listbox').getByText('canary').nth(BEGINNING).waitFor();
    const arriving = 'As it comes: <img src=x onerror=canary(1)>';
    await say(world.agent, world.room, arriving);
    await expectShown(page, [arriving]);
  });

  test('APP-13 are what they are at the desk', async () => {
    const { page, goTo } = await openWindow(world.agent);
    const tickets = page.getByRole('list', { name: 'Tickets' });
    await goTo('/desk?view=open');
    await expectRead(tickets, payloads);
    await goTo('/desk?view=open&q=canary');
    await expectRead(tickets, findable);
    expect(await tickets.locator('mark').count()).toBeGreaterThan(findable.length / 2);
    await goTo(`/desk/${world.ticket.id}`);
    await expectRead(page.getByRole('list', { name: 'Messages' }), payloads, 'up');
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('/');
    await page
      .getByRole('option')
      .nth(BEGINNING - 1)
      .waitFor();
    await expectShown(page, []);
    await goTo('/desk?view=open');
    await page.getByRole('button', { name: 'More of the desk' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download as CSV' }).click();
    const table = await readFile(await (await saving).path(), 'utf8');
    expect(payloads.filter((text) => !/["\n]/.test(text) && !table.includes(text.trim()))).toEqual([]);
    await page.getByRole('button', { name: 'More of the desk' }).click();
    await page.getByRole('menuitem', { name: 'Ready answers…' }).click();
    await expectRead(page.getByRole('dialog').getByRole('list'), payloads.slice(0, 60));
    await goTo('/stats');
    await expectShown(page, [world.agent.name]);
  });

  test('APP-13 are what they are in the help centre', async () => {
    const { page, goTo } = await openWindow(world.agent);
    await goTo('/help?view=all');
    await expectRead(page.getByRole('list', { name: 'All articles' }), payloads);
    await goTo('/help?q=canary');
    await expectRead(page.getByRole('list', { name: 'Results' }), findable);
    for (const [place, { id }] of world.articles.entries()) {
      const from = place * ARTICLE_SIZE;
      await goTo(`/help/${id}`);
      await expectShown(page, payloads.slice(from, from + ARTICLE_SIZE).filter(isPlain));
    }
    await goTo(`/help/${world.articles[0]?.id}?view=edit`);
    await expectRead(page.getByRole('region', { name: 'Preview' }), payloads.slice(0, ARTICLE_SIZE).filter(isPlain));
  });

  test('APP-13 are what they are to who asks for help', async () => {
    const { page, goTo } = await openWindow(world.ann);
    await goTo('/support');
    await expectRead(page.getByRole('list', { name: 'Your requests' }), payloads);
    await goTo(`/support/${world.ticket.id}`);
    await expectRead(page.getByRole('list', { name: 'Messages' }), payloads.slice(0, 30), 'up');
  });
});
