import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeDirect, sayAll } from '../../../server/test/support/factories.ts';
import { chatOf } from './support/chat.ts';
import { hasBrowser, type Size, setStage, titled } from './support/stage.ts';

const sizes: readonly Size[] = ['desktop', 'phone'];

describe.skipIf(!hasBrowser)(titled('what is said aside'), () => {
  const stage = setStage();

  test('APP-15 a note of what was done covers neither the buttons of an open chat nor its field', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(ann, bo);
    await sayAll(bo, talk, 'Hello there.');
    for (const size of sizes) {
      for (const path of [`/inbox/${talk.id}`, `/inbox/${talk.id}?dir=rtl`]) {
        const page = await stage.open(ann, path, { size });
        const chat = chatOf(page);
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await chat.field.fill('And');
        await chat.message('Hello there.').click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'Copy text' }).click();
        await page.getByText('Copied', { exact: true }).first().waitFor();
        // While the keyboard is there it stays.
        await page.keyboard.press('F8');
        const notices = page.getByRole('region', { name: /Notices/ });
        expect(await notices.evaluate((node) => node.contains(document.activeElement))).toBe(true);
        for (const name of ['Send', 'Search in conversation', 'Details'])
          expect(await isUncovered(page.getByRole('button', { name, exact: true })), `${name}, ${size}`).toBe(true);
        expect(await isUncovered(chat.field), size).toBe(true);
        await page.close();
      }
    }
  });
});

/** Whether a press on its centre meets it. */
function isUncovered(place: Locator): Promise<boolean> {
  return place.evaluate((node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}
