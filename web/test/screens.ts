import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { comeBack, goTo, paint, setSize } from './browser/support/looks.ts';
import { gallery, PICTURES, picturesOf } from './browser/support/pictures.ts';
import { shown } from './browser/support/screens.ts';
import { setStage } from './browser/support/stage.ts';
import { makeWorld, type World } from './browser/support/world.ts';

const QUALITY = 82;

/** Pictures of every screen for the docs, on the whole demo workspace: `npm run screens`. */
describe('pictures', () => {
  const stage = setStage();
  let world: World;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    world = await makeWorld(stage.server.url, stage.server.databaseUrl, 1);
  }, 300_000);

  afterAll(async () => {
    const wanted = new Set(shown.flatMap(picturesOf).map(({ file }) => file));
    for (const file of await readdir(PICTURES)) if (!wanted.has(file)) await rm(join(PICTURES, file));
    await writeFile(join(PICTURES, 'README.md'), gallery());
  });

  test.each(shown)('$name', { timeout: 60_000 }, async (screen) => {
    const page = await stage.open(screen.who && world[screen.who], '/help');
    await goTo(page, stage.server.url, screen, world);
    for (const { size, theme, file } of picturesOf(screen)) {
      await setSize(page, size);
      await comeBack(page, stage.server.url, screen, world);
      await paint(page, theme);
      const picture = await page.screenshot({ animations: 'disabled' });
      await sharp(picture).webp({ quality: QUALITY }).toFile(join(PICTURES, file));
    }
  });
});
