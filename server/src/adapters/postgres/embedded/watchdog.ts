import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Duplex, type Readable } from 'node:stream';
import { type Account, spawnAs } from './account.ts';

/** A PostgreSQL server that runs under its watchdog. */
export type Watched = {
  /** The server's own process number; null until it is known. */
  pid(): number | null;
  /** Resolves once the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Why it ended: the last line of its log that says so, else the last line; empty if it wrote none. */
  lastWords(): string;
  /** Asks it to end: fast, then at once, then by force. */
  dismiss(): void;
};

/**
 * `$@` is the server's command line. Descriptor 3 is a pipe whose other end only Parley holds: when Parley dies, in
 * whatever way, reading it ends, and the server is stopped. When the server dies, so does the watchdog, with its
 * status. Signals to stop that reach the watchdog itself (as from a service manager) are not its business.
 */
const script = `
trap '' HUP INT TERM
"$@" 3<&- &
server=$!
echo "$server"
(
  read -r end <&3
  kill -INT "$server"; sleep 3
  kill -QUIT "$server"; sleep 3
  kill -KILL "$server"
) >/dev/null 2>&1 &
guard=$!
wait "$server"
status=$?
kill -KILL "$guard"
exit "$status"
`;

/** Not what ends one connection only. */
const endsServer = / (PANIC|FATAL): (?! the database system is | terminating | canceling )/;

/**
 * Starts a PostgreSQL server under a watchdog, in a session of its own: no signal to Parley's process group or
 * terminal reaches it, and it cannot outlive Parley. `onLine` gets each line of its log.
 */
export function spawnWatched(command: string[], account: Account, onLine: (line: string) => void): Watched {
  return process.platform === 'win32' ? spawnBare(command, onLine) : spawnUnderShell(command, account, onLine);
}

function spawnUnderShell(command: string[], account: Account, onLine: (line: string) => void): Watched {
  const child = spawn('/bin/sh', ['-c', script, 'parley-postgres', ...command], {
    ...spawnAs(account),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let pid: number | null = null;
  eachLine(child.stdout, (line) => {
    pid = Number(line);
  });
  const lifeline = child.stdio[3];
  if (!(lifeline instanceof Duplex)) throw new Error('The pipe to the watchdog of PostgreSQL is missing.');
  lifeline.on('error', () => undefined); // reset when the watchdog is killed
  return { ...watch(child, onLine), pid: () => pid, dismiss: () => lifeline.destroy() };
}

/** Windows has no shell to rely on: there the server stands alone, and the next start stops what a dead Parley left. */
function spawnBare([program = '', ...args]: string[], onLine: (line: string) => void): Watched {
  const child = spawn(program, args, { ...spawnAs(null), stdio: ['ignore', 'ignore', 'pipe'] });
  return { ...watch(child, onLine), pid: () => child.pid ?? null, dismiss: () => child.kill() };
}

function watch(child: ChildProcess, onLine: (line: string) => void): Pick<Watched, 'ended' | 'lastWords'> {
  let last = '';
  let reason = '';
  eachLine(child.stderr, (line) => {
    last = line;
    if (endsServer.test(line)) reason = line;
    onLine(line);
  });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', (error) => {
      reason = error.message;
      resolve();
    });
  });
  return { ended, lastWords: () => reason || last };
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', onLine);
}
