import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startServer } from '../test/support/server.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Runs the demo against the server at `url`. */
async function runDemo(url: string): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, PARLEY_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, printed };
}

test('the demo plays on a running server, twice, and finds nothing wrong', { timeout: 60_000 }, async () => {
  const server = await startServer();
  for (const _ of [1, 2]) {
    const { code, printed } = await runDemo(server.url);
    expect(printed).toContain('nothing missing, nothing doubled, nothing out of order');
    expect(printed).not.toContain('✗');
    expect(printed).not.toContain('\u001b');
    expect(code).toBe(0);
  }
  await server.stop();
});

test('the demo fails where no server is, and says which variable sent it there', async () => {
  const { code, printed } = await runDemo('http://127.0.0.1:9');
  expect(printed).toMatch(/^✗ PARLEY_URL: no healthy Parley answers at http:\/\/127\.0\.0\.1:9\.$/m);
  expect(code).toBe(1);
});
