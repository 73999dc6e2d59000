import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startServer, type TestServer } from '../test/support/server.ts';
import { slaPoliciesShape } from '../test/support/sla-shapes.ts';
import { findRunning } from './target.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Runs the demo with these variables, `PARLEY_URL` above all, and arguments. */
async function runDemo(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, printed };
}

const SCENES = [
  'Four people come online',
  'Two people and one conversation',
  'A group',
  'Three messages at the same moment',
  'A file',
  'Somebody is away and catches up',
  'The help desk opens',
  'A customer asks',
  'An agent answers',
  'The clock stands while the customer is asked',
  'Solved, and rated',
  'Is everything there?',
].map((title, index) => `${index + 1}. ${title}`);

/** Plays the demo and expects it to end well. */
async function playWell(server: TestServer): Promise<string> {
  const { code, printed } = await runDemo({ PARLEY_URL: server.url });
  expect(printed).toContain('nothing missing, nothing doubled, nothing out of order');
  expect(printed).not.toContain('✗');
  expect(printed).not.toContain('\u001b');
  expect(printed.match(/^\d+\. .*$/gm)).toEqual(SCENES);
  expect(code).toBe(0);
  return printed;
}

const POLICIES = '/api/tickets/sla-policies';
const list = z.object({ data: z.array(z.unknown()) });

test('the demo plays on a running server, twice, finds nothing wrong and puts back what it set', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  const admin = await server.person('Root', { role: 'admin' });
  for (const _ of [1, 2]) {
    expect(await playWell(server)).toContain('promises for tickets of high priority');
    const { updatedAt, ...policies } = (await admin.get(POLICIES)).as(slaPoliciesShape);
    expect(updatedAt).not.toBeNull();
    expect(policies).toEqual({ low: null, medium: null, high: null, urgent: null, businessHours: null });
    expect((await admin.get('/api/faqs?status=all')).as(list).data).toEqual([]);
    expect((await admin.get('/api/tickets/canned-responses')).as(list).data).toEqual([]);
  }
  await server.stop();
});

test('the demo leaves a policy alone that is there, at whatever hour it is played', { timeout: 60_000 }, async () => {
  const server = await startServer();
  const admin = await server.person('Root', { role: 'admin' });
  // Work is done on the weekday before today, so nobody works now.
  const days = [((new Date().getUTCDay() + 5) % 7) + 1];
  const businessHours = { timeZone: 'UTC', days, start: '09:00', end: '17:00' };
  const high = { firstResponseMinutes: 30, resolutionMinutes: 90 };
  const before = (await admin.put(POLICIES, { high, businessHours })).as(slaPoliciesShape);
  const printed = await playWell(server);
  expect(printed).toContain('leaves the promise for tickets of high priority as it is');
  expect(printed).toContain('not counted (outside business hours)');
  expect((await admin.get(POLICIES)).as(slaPoliciesShape)).toEqual(before);
  await server.stop();
});

test('the demo fails where no server is, and says which variable sent it there', async () => {
  const { code, printed } = await runDemo({ PARLEY_URL: 'http://127.0.0.1:9' });
  expect(printed).toMatch(/^✗ PARLEY_URL: no healthy Parley answers at http:\/\/127\.0\.0\.1:9\.$/m);
  expect(code).toBe(1);
});

test('the demo looks for a server on the PORT that is set, and where none is says how to name another', async () => {
  const server = await startServer();
  const { port } = new URL(server.url);
  expect(await findRunning({ PORT: port })).toBe(`http://localhost:${port}`);
  await server.stop();
  const { code, printed } = await runDemo({ PORT: '9' }, '--seed');
  expect(printed).toMatch(/^✗ No Parley runs at http:\/\/localhost:9: .* PARLEY_URL=http:/m);
  expect(code).toBe(1);
});

test('the demo says how it is used', async () => {
  const { code, printed } = await runDemo({}, '--help');
  expect(printed).toContain('npm run demo -- --seed ');
  expect(printed).toContain('PARLEY_URL');
  expect(code).toBe(0);
});
