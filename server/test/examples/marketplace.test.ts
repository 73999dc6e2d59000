import { afterAll, describe, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';
import { installed, runExample } from './programs.ts';

const server = await startServer({ CONTRACT_PORTS: 'marketplace=0' });
afterAll(() => server.stop());

const CLIENTS = ['marketplace/booking.mjs', 'marketplace/group.mjs'];

describe.each([
  ['a port of its own', () => server.own.marketplace ?? ''],
  ['the prefix of the main port', () => `${server.url}/marketplace`],
])('at %s', (_, url) => {
  test.each(CLIENTS)('%s goes as it should', { timeout: 40_000 }, async (program) => {
    expect(await runExample(program, url())).toMatch(/\nAll went as expected\.\n$/);
  });

  test('marketplace/walkthrough.sh goes as it should', { timeout: 40_000 }, async (context) => {
    if (!installed('curl')) context.skip('curl is not installed here');
    expect(await runExample('marketplace/walkthrough.sh', url())).toMatch(/\nAll went as expected\.\n$/);
  });
});

test.each(CLIENTS)('%s fails where its tokens are not believed', { timeout: 40_000 }, async (program) => {
  const attempt = runExample(program, server.own.marketplace ?? '', 'another-secret-that-is-long-enough-too');
  await expect(attempt).rejects.toThrow(/Invalid token/);
});
