import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import {
  CATEGORIES,
  linkOf,
  OFF,
  prefer,
  preferencesOf,
  TOKENS,
  tokenFor,
  tokenShape,
  unsubscribedShape,
} from '../support/preferences.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';

let databaseUrl = '';
const server = await startServer({ PUBLIC_URL: 'https://help.example/' }, async (url) => {
  databaseUrl = url;
  return url;
});
afterAll(() => server.stop());
const admin = await server.person('Root', { role: 'admin' });

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const FORM = 'application/x-www-form-urlencoded';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const click = (token: string, raw: string | FormData = ONE_CLICK, headers: Record<string, string> = {}) =>
  server.anonymous.post(linkOf(token), undefined, {
    raw,
    headers: { ...(typeof raw === 'string' && { 'content-type': FORM }), ...headers },
  });
/** Answers of HTML are none that the API's own client would let pass. */
const browse = (token: string, init: RequestInit = {}) =>
  fetch(`${server.url}${linkOf(token)}`, { headers: { accept: BROWSER }, ...init });

test.each(['messages', 'tickets', 'bookings'] as const)('PREF-7 a link for %s turns its e-mail off', async (scope) => {
  const ann = await server.person('Ann');
  const before = await preferencesOf(ann);
  const token = await tokenFor(ann, scope);
  const answer = await server.anonymous.get(linkOf(token));
  expect(answer.as(unsubscribedShape)).toEqual({ unsubscribed: true, scope });
  const after = await preferencesOf(ann);
  expect(after).toEqual({
    ...before,
    categories: { ...before.categories, [scope]: { ...before.categories[scope], email: false } },
    updatedAt: after.updatedAt,
  });
});

test.each(['groups', 'product'] as const)(
  'PREF-7 a link for %s works also after its e-mail was turned on',
  async (scope) => {
    const ann = await server.person('Ann');
    await prefer(ann, { categories: { [scope]: { email: true, sms: true } } });
    await server.anonymous.get(linkOf(await tokenFor(ann, scope)));
    expect((await preferencesOf(ann)).categories[scope]).toMatchObject({ email: false, sms: true });
  },
);

test('PREF-7 a link for marketing opts out of it', async () => {
  const ann = await server.person('Ann');
  await prefer(ann, { categories: { marketing: { email: true, inApp: true } } });
  await server.anonymous.get(linkOf(await tokenFor(ann, 'marketing')));
  const after = await preferencesOf(ann);
  expect(after.categories.marketing).toEqual(OFF);
  expect(after.marketingOptOut).toEqual({ optedOut: true, at: after.updatedAt, source: 'unsubscribe' });
});

test('PREF-7 a link for everything leaves what is essential', async () => {
  const ann = await server.person('Ann');
  await prefer(ann, { digest: { frequency: 'daily' } });
  await server.anonymous.get(linkOf(await tokenFor(ann, 'all-non-essential')));
  const after = await preferencesOf(ann);
  for (const category of CATEGORIES) {
    if (category !== 'account' && category !== 'security') expect(after.categories[category]).toEqual(OFF);
  }
  expect(after).toMatchObject({
    digest: { frequency: 'off' },
    marketingOptOut: { optedOut: true, source: 'unsubscribe' },
  });
  expect(after.categories.security.email).toBe(true);
});

test('PREF-7 a link works as often as it is used, also at once, and again after a change of mind', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'marketing');
  const answers = await Promise.all(Array.from({ length: 8 }, () => click(token)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const first = await preferencesOf(ann);
  await server.anonymous.get(linkOf(token));
  expect(await preferencesOf(ann)).toEqual(first);
  await prefer(ann, { categories: { marketing: { email: true } } });
  expect((await click(token)).status).toBe(200);
  expect((await preferencesOf(ann)).marketingOptOut.optedOut).toBe(true);
});

test('PREF-7 a token opens nothing else', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'all-non-essential');
  const thief = server.api(token);
  for (const path of ['/api/notifications', '/api/users/me', '/api/notifications/export']) {
    expectRefusal(await thief.get(path), 401, 'unauthorized');
    expectRefusal(await server.anonymous.get(`${path}?token=${token}`), 401, 'unauthorized');
  }
  for (const path of [`${linkOf(token)}/more`, '/api/notifications/unsubscribe/', '/api/notifications/unsubscribe']) {
    expectRefusal(await server.anonymous.get(path), 404, 'not_found');
  }
  expectRefusal(await server.anonymous.post(TOKENS, { scope: 'marketing' }), 401, 'unauthorized');
});

test('PREF-7 one person’s link leaves everybody else alone, also the one who is signed in', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const token = await tokenFor(ann, 'all-non-essential');
  expect((await bo.get(linkOf(token))).status).toBe(200);
  expect((await preferencesOf(bo)).updatedAt).toBeNull();
  expect((await preferencesOf(ann)).marketingOptOut.optedOut).toBe(true);
});

test('PREF-8 an unknown or altered token is 404 and changes nothing', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'all-non-essential');
  const swapped = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
  const guesses = [
    swapped,
    token.slice(1),
    `${token}x`,
    token.toLowerCase(),
    'x',
    '0',
    '%00',
    '%F0%9F%91%8D',
    'A'.repeat(43),
    'A'.repeat(500),
  ];
  for (const guess of guesses) {
    expectRefusal(await server.anonymous.get(linkOf(guess)), 404, 'not_found');
    expectRefusal(await click(guess), 404, 'not_found');
  }
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
});

test('PREF-8 where a page is wanted a dead link is explained on one', async () => {
  const answer = await browse('A'.repeat(43));
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await answer.text()).toContain('<h1>This link does not work</h1>');
});

test('PREF-9 one click does and answers the same, in either kind of form', async () => {
  for (const form of [ONE_CLICK, `a=b&${ONE_CLICK}`, multipart()]) {
    const ann = await server.person('Ann');
    const answer = await click(await tokenFor(ann, 'tickets'), form);
    expect(answer.status).toBe(200);
    expect(answer.as(unsubscribedShape)).toEqual({ unsubscribed: true, scope: 'tickets' });
    expect((await preferencesOf(ann)).categories.tickets.email).toBe(false);
  }
});

function multipart(): FormData {
  const form = new FormData();
  form.append('List-Unsubscribe', 'One-Click');
  return form;
}

test('PREF-9 a POST that is no click is 400 and changes nothing', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'all-non-essential');
  const file = new FormData();
  file.append('List-Unsubscribe', new Blob(['One-Click']), 'One-Click');
  for (const raw of [
    '',
    'List-Unsubscribe=',
    'List-Unsubscribe=one-click',
    'list-unsubscribe=One-Click',
    'x=1',
    file,
  ]) {
    expectRefusal(await click(token, raw), 400, 'validation_failed', 'List-Unsubscribe');
  }
  const types = ['application/json', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x'];
  for (const type of types) {
    const answer = await click(token, ONE_CLICK, { 'content-type': type });
    expectRefusal(answer, 400, 'validation_failed', 'List-Unsubscribe');
  }
  expectRefusal(await server.anonymous.post(linkOf(token)), 400, 'validation_failed', 'List-Unsubscribe');
  expectRefusal(await click(token, `x=${'y'.repeat(20_000)}&${ONE_CLICK}`), 413, 'payload_too_large');
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
});

test('PREF-9 other addresses read no forms', async () => {
  const ann = await server.person('Ann');
  const answer = await ann.post(TOKENS, undefined, { raw: 'scope=marketing', headers: { 'content-type': FORM } });
  expect(answer.status).toBe(400);
});

test('PREF-9 looking changes nothing', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'all-non-essential');
  const look = await browse(token, { method: 'HEAD' });
  expect(look.status).toBe(200);
  expect((await browse('A'.repeat(43), { method: 'HEAD' })).status).toBe(404);
  const ahead = await browse(token, { headers: { accept: BROWSER, 'sec-purpose': 'prefetch;prerender' } });
  expect(ahead.status).toBe(503);
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
});

test('PREF-9 a bad bearer token is 401 there as well', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'tickets');
  expectRefusal(await server.api('nonsense').get(linkOf(token)), 401, 'unauthorized');
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
});

test('PREF-10 the page is complete in itself and tells nobody of its address', async () => {
  const ann = await server.person('Ann');
  for (const [scope, words] of [
    ['tickets', 'We will not e-mail you about your tickets any more.'],
    ['marketing', 'We will not send you offers any more.'],
  ] as const) {
    const token = await tokenFor(ann, scope);
    for (const init of [{}, { method: 'POST', body: new URLSearchParams(ONE_CLICK) }]) {
      const answer = await browse(token, init);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
      const html = await answer.text();
      expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
      expect(html).toContain('<title>You are unsubscribed</title>');
      expect(html).toContain('name="viewport" content="width=device-width, initial-scale=1"');
      expect(html).toContain(words);
      expect(html).not.toContain(token);
      expect(html).not.toContain(ann.id);
      expect(html).not.toMatch(/<script|src=|href=|https?:/);
    }
  }
});

test.each([
  [BROWSER, 'text/html'],
  ['text/html', 'text/html'],
  ['application/json;q=0.5, text/*', 'text/html'],
  ['*/*', 'application/json'],
  ['', 'application/json'],
  ['application/json, text/html;q=0.9', 'application/json'],
  ['text/html;q=0, */*', 'application/json'],
])('PREF-10 who accepts %j gets %s', async (accept, type) => {
  const ann = await server.person('Ann');
  const answer = await browse(await tokenFor(ann, 'tickets'), { headers: { accept } });
  expect(answer.headers.get('content-type')).toMatch(new RegExp(`^${type}`));
});

test('PREF-11 a token comes with its address below PUBLIC_URL', async () => {
  const ann = await server.person('Ann');
  const answer = await ann.post(TOKENS, { scope: 'bookings' });
  expect(answer.status).toBe(201);
  const { token, url, scope } = answer.as(tokenShape);
  expect({ url, scope }).toEqual({ url: `https://help.example${linkOf(token)}`, scope: 'bookings' });
  expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
  expect(await tokenFor(ann, 'bookings')).not.toBe(token);
});

test('PREF-11 only admins get a token for somebody else', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const agent = await server.person('Ag', { role: 'agent' });
  for (const nosy of [bo, agent]) {
    expectRefusal(await nosy.post(TOKENS, { scope: 'tickets', userId: ann.id }), 403, 'forbidden');
    expectRefusal(await nosy.post(TOKENS, { scope: 'tickets', userId: 'unknown-person' }), 403, 'forbidden');
  }
  expect((await ann.post(TOKENS, { scope: 'tickets', userId: ann.id })).status).toBe(201);
  expectRefusal(
    await admin.post(TOKENS, { scope: 'tickets', userId: 'unknown-person' }),
    404,
    'user_not_found',
    'userId',
  );
  const { token } = (await admin.post(TOKENS, { scope: 'tickets', userId: ann.id })).as(tokenShape);
  await server.anonymous.get(linkOf(token));
  expect((await preferencesOf(ann)).categories.tickets.email).toBe(false);
  expect((await preferencesOf(admin)).updatedAt).toBeNull();
});

test.each([undefined, null, '', 'account', 'security', 'everything', 5])(
  'PREF-11 a token for the scope %j is refused',
  async (scope) => {
    const ann = await server.person('Ann');
    expectRefusal(await ann.post(TOKENS, { scope }), 400, 'validation_failed', 'scope');
  },
);

test('PREF-11 the database holds no token, only its hash', async () => {
  const ann = await server.person('Ann');
  const token = await tokenFor(ann, 'tickets');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT t::text AS row FROM unsubscribe_tokens t WHERE user_id = $1', [ann.id]);
    expect(rows).toHaveLength(1);
    const [{ row }] = rows as { row: string }[] as [{ row: string }];
    expect(row).not.toContain(token);
    expect(row).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    expect(row).not.toContain(Buffer.from(token).toString('hex'));
  } finally {
    await client.end();
  }
});

test('PREF-11 a guesser is slowed down by the limit of requests', async () => {
  const limited = await startServer({ RATE_LIMIT_MAX_REQUESTS: '20' });
  try {
    const statuses = new Set<number>();
    for (let guess = 0; guess < 30; guess++) {
      statuses.add((await limited.anonymous.get(linkOf(String(guess).padStart(43, 'A')))).status);
    }
    expect([...statuses].sort()).toEqual([404, 429]);
  } finally {
    await limited.stop();
  }
});
