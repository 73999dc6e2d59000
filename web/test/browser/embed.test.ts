import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { look, makeDirect, messagesOf, say } from '../../../server/test/support/factories.ts';
import { hasBrowser, setStage, titled } from './support/stage.ts';

describe.skipIf(!hasBrowser)(titled('inside the page of another product'), () => {
  const stage = setStage();
  const hosts: Server[] = [];
  afterEach(() => {
    for (const host of hosts.splice(0)) host.close();
  });

  /** A page of another origin, under a policy as strict as its own code allows, that runs `script` once parley.js is there. */
  async function openHost(script: string): Promise<string> {
    const { url } = stage.server;
    const policy = `default-src 'none'; script-src 'self' ${url}; frame-src ${url}; style-src 'self'; connect-src 'self'; img-src data:`;
    const pages: Readonly<Record<string, readonly [type: string, body: string]>> = {
      '/': [
        'text/html',
        `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body><h1>Shop</h1><div id="chat"></div>
        <script src="${url}/parley.js"></script><script src="/host.js"></script></body></html>`,
      ],
      '/host.js': ['text/javascript', script],
      '/host.css': ['text/css', '* { color: red !important } #chat { height: 600px }'],
    };
    const host = createServer((request, response) => {
      const [type, body] = pages[request.url ?? ''] ?? ['text/plain', ''];
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    hosts.push(host);
    return `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  }

  test('APP-14 a widget shows what is unread, opens, and one writes in it as the person whom the page knows', async () => {
    const { Ann: ann, Bo: bo } = await stage.server.people('Ann', 'Bo');
    const talk = await makeDirect(bo, ann);
    await say(bo, talk, 'Are you there?');
    const host = await openHost(`Parley.widget({ token: async () => '${ann.token}', view: 'inbox' })`);
    const page = await stage.open(null, '', { home: host });
    await page.getByRole('button', { name: 'Open messages (1)' }).click();
    const app = page.frameLocator('iframe');
    await app.getByRole('link', { name: /Bo/ }).click();
    await app.getByRole('textbox', { name: 'Message' }).fill('Yes, in the shop.');
    await app.getByRole('button', { name: 'Send' }).click();
    await expect
      .poll(async () => (await messagesOf(bo, talk)).map(({ content }) => content))
      .toContain('Yes, in the shop.');
    await expect.poll(async () => (await look(ann, talk)).unreadCount).toBe(0);
    await page.getByRole('button', { name: 'Close messages' }).click();
    await page.getByRole('button', { name: 'Open messages', exact: true }).waitFor();
  });

  test('APP-14 mounted in an element it begins where the page says, and in its language', async () => {
    const ann = await stage.server.person('Ann');
    const host = await openHost(
      `const token = '${ann.token}', language = 'fr-CH';
      Parley.mount(document.querySelector('#chat'), { token, language, view: 'preferences' });
      Parley.widget({ token, language });`,
    );
    const page = await stage.open(null, '', { home: host });
    await page.frameLocator('#chat iframe').getByRole('heading', { name: 'Préférences', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Ouvrir les messages', exact: true }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)');
  });

  test('APP-14 where the page gives no token, or a text that is none, the app says so and asks again when told to', async () => {
    const ann = await stage.server.person('Ann');
    const host = await openHost(
      `let asked = 0;
      const given = ['<h1>404</h1>', null, 'e30.e30.e30', '${ann.token}'];
      const token = () => {
        asked += 1;
        return given.shift() ?? Promise.reject(new Error('not signed in'));
      };
      Parley.mount(document.querySelector('#chat'), { token, view: 'preferences' });`,
    );
    const page = await stage.open(null, '', { home: host, complaint: /^Parley: the page gave no token/ });
    const app = page.frameLocator('#chat iframe');
    for (const tries of [1, 2, 3]) {
      await expect.poll(() => page.evaluate('asked')).toBe(tries);
      await app.getByText('You could not be signed in').waitFor();
      await app.getByRole('button', { name: 'Try again' }).click();
    }
    await app.getByRole('heading', { name: 'Preferences', level: 1 }).waitFor();
  });
});
