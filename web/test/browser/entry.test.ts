import { describe, expect, test } from 'vitest';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Bytes of script, gzipped, as they come over the network. */
const BUDGET = 150_000;

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
    const first = await weigh(asked);
    await page.getByRole('button', { name: 'Mira Lindqvist' }).click();
    await page.getByText('No conversations yet').waitFor();
    await page.waitForLoadState('networkidle');
    console.table({ 'sign-in': first, 'and the inbox, with all that comes after it': await weigh(asked) });
    expect(asked.size).toBeGreaterThan(3);
    expect(first).toBeLessThan(BUDGET);
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
  return Number(headers.get('content-length'));
}
