import { type ChildProcess, fork } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** How a child ended; `planned` when the run meant it to. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; planned: boolean; last: string };

/** A program of the project as a process of its own, whose end is known and whose last lines are kept. */
export type Child = {
  readonly pid: number;
  /** Sends a message over the channel. */
  send(message: string): void;
  /** Resolves with the next message over the channel. */
  heard(): Promise<unknown>;
  /** Resolves once it has ended. */
  readonly ended: Promise<Ending>;
  /** From now on its end is what the run wants. */
  expectEnd(): void;
  /** Ends it by a signal, after 15 seconds by SIGKILL, and resolves when it has gone. */
  end(signal: NodeJS.Signals): Promise<Ending>;
  /** Its last lines so far. */
  last(): string;
  /** Whether one of its lines so far contains the text. */
  said(text: string): boolean;
};

const KEPT_LINES = 60;
const END_LIMIT_MS = 15_000;
/** Ends a child whose parent was killed, without its knowing. */
const FOLLOW = ['--import', 'data:text/javascript,process.on("disconnect",()=>process.exit(1))'];

/** Where this process ends without saying goodbye to its children, the channel tells them; some may be too busy to hear. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Programs that tests start keep what V8 made of the sources: they begin in half the time, and leave the machine to the tests. */
export const COMPILED_ONCE = { NODE_COMPILE_CACHE: join(tmpdir(), 'parley-test-compiled') };

/** Starts `script` in the folder `cwd` with the Node that runs this process. */
export function startChild(script: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Child {
  const child = fork(script, args, {
    env: { ...COMPILED_ONCE, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: FOLLOW,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    });
  }
  running.add(child);
  const last = (): string => lines.slice(-15).join('\n');
  let planned = false;
  const ended = new Promise<Ending>((resolve) => {
    // `close` comes after `exit`, when all of its output has been read.
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, planned, last: last() });
    });
  });
  return {
    pid: child.pid ?? -1,
    send: (message) => void child.send(message),
    heard: () => nextMessage(child, last),
    ended,
    expectEnd: () => {
      planned = true;
    },
    end: (signal) => {
      planned = true;
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      return ended.finally(() => clearTimeout(force));
    },
    last,
    said: (text) => lines.some((line) => line.includes(text)),
  };
}

function nextMessage(child: ChildProcess, last: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error(`the process ended instead of answering:\n${last()}`));
    child.once('close', failed);
    child.once('message', (message) => {
      child.off('close', failed);
      resolve(message);
    });
  });
}

/** Kills a process and all its descendants with SIGKILL, the parent first, so that it cannot start others. */
export async function killTree(root: number): Promise<void> {
  const family = await descendants(root);
  for (const pid of [root, ...family]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has just ended by itself
    }
  }
}

async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The second field is the program's name in brackets and may hold anything; the parent is the second one after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const siblings = parents.get(parent);
    if (siblings === undefined) parents.set(parent, [pid]);
    else siblings.push(pid);
  }
  const found: number[] = [];
  for (let next: number[] = [root]; next.length > 0; ) {
    next = next.flatMap((pid) => parents.get(pid) ?? []);
    found.push(...next);
  }
  return found;
}
