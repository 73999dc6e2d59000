import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore } from '../machine.ts';

/** A server under measurement: a process, with those that it starts, on the server's core. */
export type Server = {
  readonly port: number;
  readonly pid: number;
  /** Other programs that only it needs: what they cost is its cost. */
  readonly helpers: readonly number[];
  stop(): Promise<void>;
};

export type ServerStart = {
  readonly script: string;
  readonly core: number | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeArguments: readonly string[];
  /** Working directory; also where `.env` files would be looked for, so an empty one. */
  readonly directory: string;
  readonly helpers?: readonly number[];
  /** What it prints when all of it serves; without it `GET /health` tells. */
  readonly announces?: string;
};

const readySeconds = 20;
const stopSeconds = 15;

/** Starts a server on a free port and waits until `GET /health` answers 200. Throws with its output when it does not. */
export async function startServer(start: ServerStart): Promise<Server> {
  const port = await freePort();
  const [program, args] = onCore(start.core, [process.execPath, ...start.nodeArguments, start.script]);
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(program, args, {
    cwd: start.directory,
    env: { ...inherited, ...start.environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} does not start`);
  const { helpers = [], announces = '' } = start;
  if (!(await ready(port, child, () => output.includes(announces)))) {
    child.kill('SIGKILL');
    throw new Error(`${start.script} was not ready within ${readySeconds} s:\n${output}`);
  }
  return { port, pid, helpers, stop: () => stopChild(child) };
}

/** Ends a child with SIGTERM, and with SIGKILL when that takes too long. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000);
  await exited;
  clearTimeout(killer);
}

async function ready(port: number, child: ChildProcess, announced: () => boolean): Promise<boolean> {
  const deadline = performance.now() + readySeconds * 1000;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200 && announced()) return true;
    await sleep(50);
  }
  return false;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
