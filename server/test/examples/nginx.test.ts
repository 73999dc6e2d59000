import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../../tools/ports.ts';
import { startServer } from '../support/server.ts';
import { EXAMPLES, installed, runExample } from './programs.ts';

const nginx = installed('nginx');
const MISSING = 'nginx is not installed here';
const CONFIG = join(EXAMPLES, 'nginx.conf');

const folder = await mkdtemp(join(tmpdir(), 'parley-nginx-'));
const server = await startServer({ CONTRACT_PORTS: 'travel=0', TRUST_PROXY: '1', RATE_LIMIT_MAX_REQUESTS: '1000' });
let child: ChildProcess | undefined;
afterAll(async () => {
  if (child?.exitCode === null) {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The file as it lies, with ports that are free here, in front of one process: the main port for all but travel. */
async function arrange(): Promise<{ main: number; travel: number }> {
  const ports = { main: await freePort(), travel: await freePort() };
  const others = [await freePort(), await freePort(), await freePort()];
  const text = (await readFile(CONFIG, 'utf8'))
    .replace('/tmp/parley-nginx.pid', join(folder, 'nginx.pid'))
    .replace(/listen 8080;/, `listen 127.0.0.1:${ports.main};`)
    .replace(/listen 8082;/, `listen 127.0.0.1:${ports.travel};`)
    .replace(/listen 808[134];/g, () => `listen 127.0.0.1:${others.pop()};`)
    .replace(/ *server 127\.0\.0\.1:\d1\d\d;\n/g, '')
    .replace('server 127.0.0.1:5000;', `server ${new URL(server.own.travel ?? '').host};`)
    .replace(/server 127\.0\.0\.1:30\d\d;/g, `server ${new URL(server.url).host};`);
  await writeFile(join(folder, 'nginx.conf'), text);
  return ports;
}

test('nginx reads the example as it lies', async (context) => {
  if (!nginx) return context.skip(MISSING);
  const { stderr } = await promisify(execFile)(nginx, ['-t', '-p', folder, '-c', CONFIG]);
  expect(stderr).toMatch(/test is successful/);
});

test('clients of travel work through it, at the prefix and at a port of its own', {
  timeout: 60_000,
}, async (context) => {
  if (!nginx) return context.skip(MISSING);
  const { main, travel } = await arrange();
  child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' });
  const health = async () => (await fetch(`http://127.0.0.1:${main}/health`).catch(() => null))?.status;
  await expect.poll(health, { timeout: 5000 }).toBe(200);
  for (const url of [`http://127.0.0.1:${travel}`, `http://127.0.0.1:${main}/travel`]) {
    for (const program of ['travel/chat.mjs', 'travel/support.mjs', 'travel/offline.mjs']) {
      expect(await runExample(program, url), `${program} at ${url}`).toMatch(/\nAll went as expected\.\n$/);
    }
  }
});

test('the caller is known by the address that nginx saw, not by the one that a request claims', async (context) => {
  if (!child) return context.skip(MISSING);
  const { main } = await readPorts();
  // Each request claims another address. If that were believed, none would ever be over the limit.
  let last = 0;
  for (let turn = 0; turn < 40 && last !== 429; turn += 1) {
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const headers = { 'x-forwarded-for': `10.1.${turn}.${at}` };
        const answer = await fetch(`http://127.0.0.1:${main}/api/faqs`, { headers });
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    last = Math.max(...statuses);
  }
  expect(last).toBe(429);
});

async function readPorts(): Promise<{ main: number }> {
  const text = await readFile(join(folder, 'nginx.conf'), 'utf8');
  return { main: Number(/listen 127\.0\.0\.1:(\d+);/.exec(text)?.[1]) };
}
