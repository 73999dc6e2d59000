import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeDirect, messagesOf, sayAll } from '../../../server/test/support/factories.ts';
import { lookAtTicket, openTicket } from '../../../server/test/support/tickets.ts';
import { chatOf } from './support/chat.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Presses within which everything on a screen is reached. */
const FAR = 40;

describe.skipIf(!hasBrowser)(titled('with the keyboard alone'), () => {
  const stage = setStage();

  test('APP-8 a chat is opened, read, written in, reacted to, answered, changed and deleted from', async () => {
    const { Ann: ann, Bo: bo, Cy: cy } = await stage.server.people('Ann', 'Bo', 'Cy');
    const talk = await makeDirect(ann, bo);
    await sayAll(bo, talk, 'The first thing.', 'The second thing.');
    await makeDirect(ann, cy);
    const page = await stage.open(ann, '/inbox');
    const { keyboard } = page;
    const chat = chatOf(page);
    await page.getByRole('link', { name: /Bo .*unread/ }).waitFor();

    await keyboard.press('Tab');
    await expectFocus(page.getByRole('button', { name: 'Skip to content' }));
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('list', { name: 'Conversations' }).getByRole('link').first());
    await keyboard.press('End');
    await expectFocus(page.getByRole('link', { name: /Bo / }));
    await keyboard.press('Enter');
    await chat.message('The second thing.').waitFor();
    await tabTo(page, chat.field);
    await keyboard.type('Written by keys.');
    await keyboard.press('Enter');
    await chat.message('Written by keys.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });

    await keyboard.press('Shift+Tab');
    await tabTo(page, chat.message('Written by keys.'), 'Shift+Tab');
    await keyboard.press('ArrowUp');
    await expectFocus(chat.message('The second thing.'));
    await keyboard.press('a');
    await page.getByRole('button', { name: 'React with 👍' }).waitFor();
    await keyboard.press('ArrowRight');
    await expectFocus(page.getByRole('button', { name: 'React with ❤️' }));
    await keyboard.press('Enter');
    await chat
      .message('The second thing.')
      .getByRole('button', { name: /❤️.*You/ })
      .waitFor();
    await expectFocus(chat.message('The second thing.'));
    await keyboard.press('r');
    await expectFocus(chat.field);
    await keyboard.type('Answered by keys.');
    await keyboard.press('Enter');
    await chat.message('Answered by keys.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });

    await keyboard.press('ArrowUp');
    await expect.poll(() => chat.field.inputValue()).toBe('Answered by keys.');
    await keyboard.press('Control+a');
    await keyboard.type('Changed by keys.');
    await keyboard.press('Enter');
    await chat.message('Changed by keys.').getByText('edited').waitFor();

    await tabTo(page, chat.message('Changed by keys.'), 'Shift+Tab');
    await keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await keyboard.press('Escape');
    await expectFocus(chat.message('Changed by keys.'));
    await keyboard.press('Delete');
    await page.getByRole('alertdialog').waitFor();
    await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'Delete for everyone' }));
    await keyboard.press('Enter');
    await chat.message('This message was deleted').waitFor();
    const stored = await messagesOf(bo, talk);
    expect(stored.map(({ content }) => content).toSorted()).toEqual([
      '',
      'The first thing.',
      'The second thing.',
      'Written by keys.',
    ]);
  });

  test('APP-8 at the desk a ticket is found, read, answered, noted, taken and resolved', async () => {
    const { server } = stage;
    const ann = await server.person('Ann');
    const agent = await server.person('Agnes', { role: 'agent' });
    const other = await openTicket(ann, { subject: 'Another one' });
    const ticket = await openTicket(ann, { subject: 'Keys only', priority: 'high' });
    const page = await stage.open(agent, '/desk');
    const { keyboard } = page;
    const chat = chatOf(page);
    await page.getByRole('link', { name: /Keys only/ }).waitFor();
    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keyboard.press('j');
    await expectFocus(page.getByRole('link', { name: /Keys only/ }));
    await keyboard.press('j');
    await expectFocus(page.getByRole('link', { name: /Another one/ }));
    await keyboard.press('k');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Keys only', level: 1 }).waitFor();
    await keyboard.press('r');
    await expectFocus(chat.field);
    await keyboard.type('An answer by keys.');
    await keyboard.press('Enter');
    await chat.message('An answer by keys.').waitFor();
    await tabTo(page, chat.message('An answer by keys.'), 'Shift+Tab');
    await keyboard.press('n');
    await expectFocus(page.getByRole('textbox', { name: 'Internal note' }));
    await keyboard.type('A note by keys.');
    await keyboard.press('Enter');
    await chat.messages.getByText('A note by keys.').waitFor();
    await keyboard.press('Escape');
    await tabTo(page, page.getByRole('button', { name: 'Resolve', exact: true }), 'Shift+Tab');
    await keyboard.press('a');
    await expect.poll(async () => (await lookAtTicket(agent, ticket)).assigneeId).toBe(agent.id);
    await keyboard.press('s');
    await page.getByRole('menu').waitFor();
    await keyboard.press('Escape');
    await keyboard.press('e');
    await expect.poll(async () => (await lookAtTicket(agent, ticket)).status).toBe('resolved');
    await keyboard.press('u');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/desk');
    await keyboard.press('j');
    await expectFocus(page.getByRole('link', { name: /Another one/ }));
    expect(await lookAtTicket(agent, other)).toMatchObject({ status: 'open', assigneeId: null });
    const { comments } = await lookAtTicket(agent, ticket);
    expect(comments.map(({ content, internal }) => [content, internal])).toEqual([
      ['An answer by keys.', false],
      ['A note by keys.', true],
    ]);
  });
});

/** The keyboard is there, and it shows. */
async function expectFocus(place: Locator): Promise<void> {
  await expect
    .poll(() => place.evaluate((node) => node === document.activeElement && node.matches(':focus-visible')), {
      timeout: 10_000,
    })
    .toBe(true);
}

/** Goes there by Tab alone. */
async function tabTo(page: Page, place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await place.waitFor();
  for (let presses = 0; presses <= FAR; presses += 1) {
    if (await place.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${FAR} presses of ${key} do not lead to ${place}`);
}
