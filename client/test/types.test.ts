import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startServer } from '../../server/test/support/server.ts';
import { clientTypes, type NativeApi } from '../../tools/client-types.ts';

test('SDK-18 the checked-in types are those of the server', async () => {
  const server = await startServer();
  try {
    const response = await fetch(new URL('/openapi.json', server.url));
    const made = await clientTypes((await response.json()) as NativeApi);
    const kept = await readFile(new URL('../src/schema.d.ts', import.meta.url), 'utf8');
    const differs = made.split('\n').findIndex((line, index) => line !== kept.split('\n')[index]);
    expect(
      made === kept,
      `client/src/schema.d.ts differs from what the server describes, first in line ${differs + 1}; renew it: npm run types`,
    ).toBe(true);
  } finally {
    await server.stop();
  }
}, 60_000);
