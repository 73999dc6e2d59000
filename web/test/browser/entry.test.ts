import type { CDPSession } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, setStage, titled } from './support/stage.ts';

/** Bytes of script, packed as they come over the network. */
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

  test('APP-11 signing in and the list of conversations take less than 150 kB of script, packed', async () => {
    const page = await stage.open(null, '/help');
    await page.goto('about:blank');
    const debug = await page.context().newCDPSession(page);
    const scripts = await scriptsOf(debug);
    await page.goto(`${stage.server.url}/`);
    await page.getByRole('button', { name: 'Mira Lindqvist' }).click();
    await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const total = [...scripts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    console.table([...scripts.values(), { name: 'total', bytes: total }]);
    expect(scripts.size).toBeGreaterThan(2);
    expect(total).toBeLessThan(BUDGET);
  });
});

type Script = { readonly name: string; readonly bytes: number };

/** The scripts that a page loads from now on, with what each took on the network; nothing comes from a cache. */
async function scriptsOf(debug: CDPSession): Promise<ReadonlyMap<string, Script>> {
  const names = new Map<string, string>();
  const scripts = new Map<string, Script>();
  debug.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') names.set(requestId, new URL(response.url).pathname);
  });
  debug.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId);
    const bytes = scripts.get(requestId)?.bytes ?? 0;
    if (name !== undefined) scripts.set(requestId, { name, bytes: bytes + encodedDataLength });
  });
  await debug.send('Network.enable');
  await debug.send('Network.setAcceptedEncodings', { encodings: ['gzip'] });
  await debug.send('Network.setCacheDisabled', { cacheDisabled: true });
  return scripts;
}
