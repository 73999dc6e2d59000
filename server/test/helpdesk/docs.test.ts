import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { eventShapes } from '../support/events.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const description = z.looseObject({
  'x-socket-events': z.array(z.looseObject({ name: z.string(), direction: z.enum(['client', 'server']) })),
});

test('OPS-6 the page and its files allow no script, style or connection from elsewhere', async () => {
  const page = await fetch(`${server.url}/docs`);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(files.length).toBeGreaterThan(3);
  for (const answer of [page, ...(await Promise.all(files.map((file) => fetch(server.url + file))))]) {
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  }
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/i);
});

test('OPS-6 a file that is known already is not sent again', async () => {
  const first = await fetch(`${server.url}/docs/style.css`);
  const etag = first.headers.get('etag') ?? '';
  await first.arrayBuffer();
  const again = await fetch(`${server.url}/docs/style.css`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('OPS-6 only the files of the page are served', async () => {
  for (const path of ['/docs/routes.ts', '/docs/tsconfig.json', '/docs/../routes.ts', '/docs/%2e%2e/routes.ts']) {
    expect((await fetch(server.url + path)).status).toBe(404);
  }
});

test('OPS-5 the description names every socket event, in both directions', async () => {
  const answer = await server.anonymous.get('/openapi.json');
  const events = answer.as(description)['x-socket-events'];
  const named = (direction: string) => events.filter((one) => one.direction === direction).map(({ name }) => name);
  expect(named('client').sort()).toEqual([...(server.app.socketEvents.helpdesk ?? [])].sort());
  expect(named('server').sort()).toEqual(Object.keys(eventShapes).sort());
});
