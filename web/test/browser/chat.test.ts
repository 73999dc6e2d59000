import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeDirect, messagesOf, say, sayAll } from '../../../server/test/support/factories.ts';
import { png } from '../../../server/test/support/samples.ts';
import { chatOf, dropFile, isInView } from './support/chat.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Lines that a turn of the wheel may take out of view (500 px). */
const MOST_LINES = 20;

describe.skipIf(!hasBrowser)(titled('two people in two windows'), () => {
  const stage = setStage();

  test('APP-2 begin a conversation, and see all that the other does', async () => {
    const { Ann: ann, Bo: bo, Cy: cy } = await stage.server.people('Ann', 'Bo', 'Cy');
    const other = await makeDirect(ann, cy);
    const annsWindow = await stage.open(ann, '/inbox');
    const anns = chatOf(annsWindow);
    await beginWith(annsWindow, bo);
    await anns.say('Hello Bo, are you there?');
    await anns.message('are you there').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });

    const bosWindow = await stage.open(bo, '/inbox');
    const bos = chatOf(bosWindow);
    await bosWindow.getByRole('link', { name: /Ann .*1 unread message/ }).waitFor();
    await anns.say('It is me.');
    await anns.message('It is me.').getByText('Delivered').waitFor({ state: 'attached' });
    await bosWindow.getByRole('link', { name: /Ann .*2 unread messages/ }).click();
    await anns.message('It is me.').getByText('Read').waitFor({ state: 'attached' });
    await anns.message('are you there').getByText('Read').waitFor({ state: 'attached' });

    await bos.field.pressSequentially('I am');
    await anns.region.getByText('Bo is typing…').waitFor();
    await bos.say('I am, as always.');
    await anns.message('as always').waitFor();
    await expect.poll(() => anns.region.getByText('Bo is typing…').count()).toBe(0);

    await anns.message('as always').hover();
    await anns.message('as always').getByRole('button', { name: 'React' }).click();
    await annsWindow.getByRole('button', { name: 'React with 👍' }).click();
    await bos
      .message('as always')
      .getByRole('button', { name: /👍.*Ann/ })
      .waitFor();

    await anns.choose('as always', 'Reply');
    await anns.say('Then lunch at noon?');
    await bos.message('lunch at noon').getByText('I am, as always.').waitFor();
    await anns.field.press('ArrowUp');
    await anns.say('Then lunch at one?');
    await bos.message('lunch at one').getByText('edited').waitFor();

    await anns.say('Forget that.');
    await bos.message('Forget that.').waitFor();
    await anns.choose('Forget that.', 'Delete for everyone');
    await annsWindow.getByRole('alertdialog').getByRole('button', { name: 'Delete for everyone' }).click();
    await bos.message('This message was deleted').waitFor();
    expect(await bos.message('Forget that.').count()).toBe(0);

    await dropFile(anns.messages, 'menu.png', 'image/png', png(640, 400));
    await annsWindow.getByRole('list', { name: 'Files to send' }).getByRole('img', { name: 'menu.png' }).waitFor();
    await anns.say('The menu');
    const picture = bos.message('The menu').getByRole('button', { name: 'Open picture menu.png' });
    await picture.waitFor();
    await expect
      .poll(() => picture.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(100);
    await picture.click();
    await bosWindow.getByRole('dialog').getByRole('img').first().waitFor();
    await bosWindow.keyboard.press('Escape');

    await anns.choose('The menu', 'Forward');
    await annsWindow.getByRole('dialog', { name: 'Forward to…' }).getByRole('checkbox', { name: 'Cy' }).check();
    await annsWindow.getByRole('button', { name: 'Forward', exact: true }).click();
    await expect
      .poll(async () =>
        (await messagesOf(cy, other)).map(({ content, attachments }) => [content, attachments[0]?.name]),
      )
      .toEqual([['The menu', 'menu.png']]);
  });

  test('APP-2 a long talk opens where reading goes on, is read to its beginning, and searched', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const lines = Array.from({ length: 230 }, (_, place) => `Line ${place + 1} of a long talk.`);
    await sayAll(bo, talk, ...lines.slice(0, 200));
    await ann.post(`/api/messaging/conversations/${talk.id}/read`);
    await sayAll(bo, talk, ...lines.slice(200));
    const page = await stage.open(ann, `/inbox/${talk.id}`);
    const chat = chatOf(page);
    await chat.messages.getByText('New messages').waitFor();
    await expect.poll(() => isInView(chat.message('Line 201 of'))).toBe(true);
    // Once: who points at a list that changes meanwhile is helped by the driver, which scrolls it.
    await chat.region.hover();
    const seen = new Set<string>();
    const tops: number[] = [];
    await expect
      .poll(
        async () => {
          tops.push(await topLineOf(chat.messages));
          for (const text of await chat.messages.getByRole('listitem').allTextContents())
            seen.add(/Line \d+ of a long talk\./.exec(text)?.[0] ?? '');
          await page.mouse.wheel(0, -500);
          return seen.has(lines[0] ?? '');
        },
        { timeout: 30_000, interval: 60 },
      )
      .toBe(true);
    await chat.region.getByText('This is where the conversation begins').waitFor();
    expect(lines.slice(0, 200).filter((line) => !seen.has(line))).toEqual([]);
    const steps = tops.map((top, place) => (tops[place - 1] ?? top) - top);
    expect(steps.filter((step) => step < 0 || step > MOST_LINES)).toEqual([]);

    // In a window that has only the end of it, so that the rest is loaded; then once more, when it is there.
    await page.reload();
    await page.getByRole('button', { name: 'Search in conversation' }).click();
    for (const number of [40, 120, 41]) {
      await page.getByRole('searchbox', { name: 'Search in this conversation' }).fill(`line ${number}`);
      await page.getByRole('link', { name: `Line ${number} of a long talk` }).click();
      await expect.poll(() => isInView(chat.message(`Line ${number} of`))).toBe(true);
    }
  });

  test('APP-3 the network goes in mid-sentence: nothing is lost, nothing comes twice, all is in order', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    const earlier = await say(bo, talk, 'Before.');
    const line = await stage.line();
    const page = await stage.open(ann, `/inbox/${talk.id}`, { line });
    await page.setViewportSize({ width: 1280, height: 320 }); // not all of it is in view
    const chat = chatOf(page);
    await chat.message('Before.').waitFor();
    await chat.field.pressSequentially('The beginning of a sen');
    await page.context().setOffline(true);
    line.cut();
    await chat.field.pressSequentially('tence.');
    await chat.field.press('Enter');
    await chat.message('a sentence.').getByText('Waiting to be sent').waitFor({ state: 'attached' });
    await page.getByText('Your message will be sent when you are back.').waitFor();
    await sayAll(bo, talk, 'Meanwhile one.', 'Meanwhile two.');
    await bo.put(`/api/messaging/messages/${earlier.id}`, { content: 'Before, corrected.' });

    await page.context().setOffline(false);
    line.mend();
    await chat.message('Before, corrected.').waitFor();
    await expect
      .poll(() => textsOf(page))
      .toEqual(['Before, corrected.', 'Meanwhile one.', 'Meanwhile two.', 'The beginning of a sentence.']);
    await chat.message('a sentence.').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    await expect.poll(() => isInView(chat.message('a sentence.'))).toBe(true);

    // A window that is closed and opened again has what was not sent.
    await page.context().setOffline(true);
    line.cut();
    await chat.say('Kept over a reload.');
    await chat.message('Kept over').getByText('Waiting to be sent').waitFor({ state: 'attached' });
    await expect.poll(() => keptIn(page)).toEqual(['Kept over a reload.']);
    await page.goto('about:blank');
    await page.context().setOffline(false);
    line.mend();
    await page.goto(`${line.url}inbox/${talk.id}`);
    await chat.message('Kept over').getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
    const stored = (await messagesOf(bo, talk)).map(({ content }) => content);
    expect(stored.toSorted()).toEqual((await textsOf(page)).toSorted());
    expect(stored.filter((content) => content.startsWith('Kept'))).toHaveLength(1);
  });
});

/** Opens a direct conversation by the dialog. */
async function beginWith(page: Page, { id, name }: { readonly id: string; readonly name: string }): Promise<void> {
  await page.getByRole('button', { name: 'New conversation' }).click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('combobox', { name: 'Search people' }).fill(id);
  await dialog.getByRole('option', { name }).click();
  await dialog.getByRole('button', { name: 'Open conversation' }).click();
  await chatOf(page).field.waitFor();
}

/** What was said, as it stands in the window. */
async function textsOf(page: Page): Promise<string[]> {
  const texts = await chatOf(page).messages.getByRole('listitem').allTextContents();
  return texts.flatMap((text) => /^(?:You|Bo): ([^.]+\.)/.exec(text)?.[1] ?? []);
}

/** The number of the first line in view. */
function topLineOf(list: Locator): Promise<number> {
  return list.evaluate((node) => {
    const rows = [...node.querySelectorAll('li')].filter((row) => /Line \d+ of/.test(row.textContent));
    const edge = node.closest('.overflow-y-auto')?.getBoundingClientRect().top ?? 0;
    const top = rows.find((row) => row.getBoundingClientRect().bottom > edge);
    return Number(/Line (\d+) of/.exec(top?.textContent ?? '')?.[1]);
  });
}

/** What the browser keeps of what was not sent yet. */
function keptIn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const answerOf = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answerOf(indexedDB.open('parley-outbox'));
    const entries = database.transaction('entries').objectStore('entries').getAll();
    const kept = (await answerOf(entries)) as { draft: { content: string } }[];
    database.close();
    return kept.map(({ draft }) => draft.content);
  });
}
