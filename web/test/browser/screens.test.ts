import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { choose, setSize, sidewaysOf } from './support/looks.ts';
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

  test.each(screens)(
    'APP-7 $name: for everybody, in both themes, at both sizes, in both directions and languages',
    async (screen) => {
      const page = await openScreen(screen);
      const found: Record<string, string[]> = {};
      found.wideLight = await violationsOf(page);
      found.wide = await sidewaysOf(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      found.wideDark = await violationsOf(page, ['color-contrast']);
      await setSize(page, 'phone');
      found.narrowDark = await violationsOf(page, ['color-contrast']);
      await page.emulateMedia({ colorScheme: 'light' });
      found.narrowLight = await violationsOf(page);
      found.narrow = await sidewaysOf(page);
      await choose(page, 'direction', 'rtl');
      found.narrowRtl = await sidewaysOf(page);
      await setSize(page, 'desktop');
      found.wideRtl = await sidewaysOf(page);
      await choose(page, 'direction', 'auto');
      await choose(page, 'language', 'fr');
      found.french = await leftoversOf(page);
      await setSize(page, 'phone');
      found.narrowFrench = await sidewaysOf(page);
      expect(Object.fromEntries(Object.entries(found).filter(([, faults]) => faults.length > 0))).toEqual({});
    },
  );

  test('APP-9 from right to left the way around stands on the right, and stays so', async () => {
    const page = await stage.open(world.mira, '/inbox?dir=rtl');
    const way = page.getByRole('navigation', { name: 'Main' });
    await expect.poll(async () => (await way.boundingBox())?.x ?? 0).toBeGreaterThan(sizes.desktop.width - 300);
    await page.goto(`${stage.server.url}/help`);
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

  async function openScreen({ who, path, reach, ready }: Screen): Promise<Page> {
    const page = await stage.open(who && world[who], path(world));
    await reach?.(page);
    await ready(page).waitFor();
    await page.waitForLoadState('networkidle');
    return page;
  }
});
