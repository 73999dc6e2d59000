import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { choose, comeBack, goTo, lasting, paint, setSize, sidewaysOf, translate } from './support/looks.ts';
import { type Screen, screens } from './support/screens.ts';
import { hasBrowser, setStage, sizes, titled } from './support/stage.ts';
import { leftoversOf } from './support/texts.ts';
import { makeWorld, type World } from './support/world.ts';

/** How much of the demo workspace is enough for each kind of thing to be there. */
const SCALE = 0.05;

describe.skipIf(!hasBrowser)(titled('every screen'), () => {
  const stage = setStage();
  let world: World;

  beforeAll(async () => {
    world = await makeWorld(stage.server.url, stage.server.databaseUrl, SCALE);
  });

  test.each([...new Set(screens.map(({ who }) => who))].map((who) => ({ who, called: who ?? 'anybody' })))(
    'APP-7 APP-9 APP-10 what $called sees is for everybody: in both themes, at both sizes, in both directions and languages',
    { timeout: 360_000 },
    async ({ who }) => {
      const page = await stage.open(who && world[who], '/help');
      const found: Record<string, string[]> = {};
      for (const screen of screens.filter((one) => one.who === who))
        for (const [look, faults] of Object.entries(await lookAt(page, screen)))
          if (faults.length > 0) found[`${screen.name}, ${look}`] = faults;
      expect(found).toEqual({});
    },
  );

  /** What is wrong with a screen, by how one looks at it. */
  async function lookAt(page: Page, screen: Screen): Promise<Record<string, string[]>> {
    await goTo(page, stage.server.url, screen, world);
    const sideways = () => lasting(() => sidewaysOf(page));
    const contrast = () => lasting(() => violationsOf(page, ['color-contrast']));
    const found: Record<string, string[]> = {};
    found.wide = [...(await lasting(() => violationsOf(page))), ...(await sideways())];
    await paint(page, 'dark');
    found.dark = await contrast();
    await setSize(page, 'phone');
    await comeBack(page, stage.server.url, screen, world);
    found['dark, narrow'] = await contrast();
    await paint(page, 'light');
    found.narrow = [...(await lasting(() => violationsOf(page))), ...(await sideways())];
    await choose(page, 'direction', 'rtl');
    found['narrow, from right to left'] = await sideways();
    await setSize(page, 'desktop');
    found['from right to left'] = await sideways();
    await choose(page, 'direction', 'auto');
    expect(await leftoversOf(page), `${screen.name} has English words`).not.toEqual([]);
    await translate(page);
    found['in French'] = await lasting(() => leftoversOf(page));
    await setSize(page, 'phone');
    found['narrow, in French'] = await sideways();
    await setSize(page, 'desktop');
    return found;
  }

  test('APP-9 from right to left the way around stands on the right, and stays so', async () => {
    const page = await stage.open(world.mira, '/inbox?dir=rtl');
    const way = page.getByRole('navigation', { name: 'Main' });
    await way.waitFor();
    await expect.poll(async () => (await way.boundingBox())?.x ?? 0).toBeGreaterThan(sizes.desktop.width - 300);
    await page.goto(`${stage.server.url}/help`);
    await way.waitFor();
    await expect.poll(async () => (await way.boundingBox())?.x ?? 0).toBeGreaterThan(sizes.desktop.width - 300);
  });

  test('APP-10 a language is chosen from the menu, and kept', async () => {
    const page = await stage.open(world.mira, '/preferences');
    await page.getByRole('button', { name: /^Mira Lindqvist/ }).click();
    await page.getByRole('menuitemradio', { name: 'Français' }).click();
    await page.getByRole('heading', { name: 'Préférences', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Préférences', level: 1 }).waitFor();
  });
});
