import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore } from '../machine.ts';
import { freePort, stopChild } from './server.ts';

/** A Redis for servers under measurement. */
export type Redis = { readonly url: string; readonly pid: number; stop(): Promise<void> };

const readySeconds = 10;

/** Starts one without persistence on `core`; null where none is installed. */
export async function startRedis(core: number | null): Promise<Redis | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  const quiet = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
  const [program, args] = onCore(core, ['redis-server', '--port', String(port), ...quiet]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const deadline = performance.now() + readySeconds * 1000;
  while (!output.includes('Ready to accept connections')) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`Redis does not start:\n${output}`);
    await sleep(20);
  }
  const { pid } = child;
  if (pid === undefined) throw new Error('Redis does not start');
  return { url: `redis://127.0.0.1:${port}`, pid, stop: () => stopChild(child) };
}
