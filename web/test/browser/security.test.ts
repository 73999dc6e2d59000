import { describe, expect, test } from 'vitest';
import { makeHostileWorld } from './support/hostile.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('hostile texts'), () => {
  const stage = setStage();
  test('APP-13 seed', async () => {
    const t = Date.now();
    const world = await makeHostileWorld(stage.server);
    console.log('seeded', Date.now() - t);
    expect(world.articles.length).toBeGreaterThan(1);
  });
});
