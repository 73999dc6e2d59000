import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COMPILED_ONCE } from '../faults/child.ts';

/** How a program ended: `code` is null where a signal ended it. */
export type Ending = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A program of this repository that runs in a process group and a working directory of its own. */
export type Program = {
  readonly pid: number;
  /** Resolves with the first match in what it writes to stdout; rejects if it ends before. */
  printed(pattern: RegExp): Promise<string>;
  /** The same of stderr. */
  complained(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Ending>;
  signal(name: NodeJS.Signals, to?: 'group' | 'itself'): void;
};

const source = resolve(import.meta.dirname, '../../src');

/** A new, empty working directory, which the system user that runs PostgreSQL in place of root may pass through. */
export async function makeFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'parley-startup-'));
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts `server/src/<file>` in `folder`, with no variables but these and what every program needs. */
export function run(file: string, args: string[], folder: string, env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [join(source, file), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: tmpdir(), PORT: '0', ...COMPILED_ONCE, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} cannot be started`);
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = waitForEnd(child).then((code): Ending => ({ code, ...output }));
  const written = (name: keyof typeof output, pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(output[name]);
        if (found === null) return;
        listeners.delete(look);
        resolve(found[1] ?? found[0]);
      };
      listeners.add(look);
      look();
      void ended.then(({ code }) => reject(new Error(`${file} ended (${code}): ${output.stderr}`)));
    });
  return {
    pid,
    ended,
    signal: (name, to = 'itself') => process.kill(to === 'group' ? -pid : pid, name),
    printed: (pattern) => written('stdout', pattern),
    complained: (pattern) => written('stderr', pattern),
  };
}

/** Starts the server and resolves with its address once it listens. */
export async function serve(folder: string, env: Record<string, string> = {}): Promise<Program & { url: string }> {
  const program = run('main.ts', [], folder, env);
  return { ...program, url: await program.printed(/^Parley listens on (\S+)/m) };
}

/** A token from the command line, made as an operator makes one. */
export async function makeToken(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('cli.ts', ['token', ...args], folder).ended;
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

function waitForEnd(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', (code) => resolve(code)));
}
