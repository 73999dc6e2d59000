import { describe, expect, test } from 'vitest';
import { makeDirect, say } from '../../../server/test/support/factories.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Bytes of script, gzipped, as they come over the network. */
const BUDGET = 150_000;
/** The scripts that the list of conversations is made by. */
const LIST = /\/assets\/(rolldown-runtime|libraries|base|client|inbox|texts-en)-[^/]+\.js$/;

describe.skipIf(!hasBrowser)(titled('the way in'), () => {
  const stage = setStage();

  test('APP-1 who is not signed in chooses a person, is where they wanted to go, and is still there after a reload', async () => {
    const page = await stage.open(null, '/preferences?dir=ltr');
    await page.getByRole('button', { name: 'Mira Lindqvist' }).click();
    await page.getByRole('heading', { name: 'Preferences', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Mira Lindqvist/ }).waitFor();
    await page.getByRole('heading', { name: 'Preferences', level: 1 }).waitFor();
  });

  test('APP-1 somebody else signs in by name, leaves, and nothing of them stays', async () => {
    const page = await stage.open(null, '/');
    await page.getByLabel('Name').fill('Zoë Quill');
    await page.getByLabel('Role').selectOption('Agent');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Desk' }).waitFor();
    await page.getByRole('button', { name: /^Zoë Quill/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('APP-11 the first screen takes less than 150 kB of script, gzipped', async () => {
    const page = await stage.open(null, '/sign-in');
    const asked = new Set<string>();
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') asked.add(response.url());
    });
    await page.reload();
    await page.getByRole('button', { name: 'Mira Lindqvist' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.size).toBeGreaterThan(3);
    expect(await weigh(asked)).toBeLessThan(BUDGET);
  });

  test('APP-11 so does the list of conversations, which is there before anything else has come', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    await say(bo, await makeDirect(ann, bo), 'Are you there?');
    const page = await stage.open(ann, '/help');
    const asked = new Set<string>();
    const late = new Set<string>();
    const listIsThere = Promise.withResolvers<void>();
    await page.route('**/assets/*.js', async (route) => {
      const url = route.request().url();
      (LIST.test(url) ? asked : late).add(url);
      if (late.has(url)) await listIsThere.promise;
      await route.continue();
    });
    await page.goto(`${stage.server.url}/inbox`, { waitUntil: 'commit' });
    await page.getByRole('link', { name: /Bo .*Are you there\?.*1 unread message/ }).waitFor();
    expect(asked.size).toBe(6);
    const list = await weigh(asked);
    expect(list).toBeLessThan(BUDGET);
    expect(late.size).toBeGreaterThan(3);
    listIsThere.resolve();
    await page.getByRole('button', { name: 'Notifications' }).waitFor();
    await page.waitForLoadState('networkidle');
    console.table({ list, 'with what comes after it': await weigh([...asked, ...late]) });
  });
});

async function weigh(urls: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...urls].map(gzippedSize));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** What the server sends to who can unpack gzip alone. */
async function gzippedSize(url: string): Promise<number> {
  const { headers, body } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  await body?.cancel();
  const length = headers.get('content-length');
  if (length === null) throw new Error(`${url} comes without its length`);
  return Number(length);
}
