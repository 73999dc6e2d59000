import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** Which cores the two sides of a measurement run on; null leaves the choice to the system. */
export type Cores = { readonly server: number; readonly load: number } | null;

/**
 * Finds out whether server and load can have a core each, and if so moves this process, and with it
 * every child that is started without a core of its own, to the core of the load.
 */
export function claimCores(): Cores {
  if (process.platform !== 'linux' || os.availableParallelism() < 2) return null;
  const moved = spawnSync('taskset', ['-acp', '1', String(process.pid)], { stdio: 'ignore' });
  return moved.status === 0 ? { server: 0, load: 1 } : null;
}

/** The command that runs `command` on `core`. The process keeps its id, since taskset replaces itself. */
export function onCore(core: number | null, command: readonly string[]): [string, string[]] {
  const [program, ...args] = core === null ? command : ['taskset', '-c', String(core), ...command];
  if (program === undefined) throw new Error('a command needs a program');
  return [program, args];
}

const millisecondsPerTick = 10;

type Stat = { readonly parent: number; readonly milliseconds: number };

/** CPU times of every process, from /proc; children that have ended count to the parent that waited for them. */
function readStats(): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat !== null) stats.set(pid, stat);
  }
  return stats;
}

function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // ended since it was listed
  }
  // The second field, the name, may hold spaces and brackets: count from its end. Field numbers as in proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { parent: field(4), milliseconds: (field(14) + field(15) + field(16) + field(17)) * millisecondsPerTick };
}

/** The parent of a process, or null when it does not run. */
export function parentOf(pid: number): number | null {
  return readStat(pid)?.parent ?? null;
}

export type CpuReading = {
  /** Process time in ms of each tree asked for, in the order asked. */
  readonly trees: readonly number[];
  /** Process time in ms of all these trees together; a tree inside another counts once. */
  readonly together: number;
  /** Process time in ms that all cores spent on anything, interrupts left out. */
  readonly machine: number;
  readonly at: number;
};

/** Reads user + system time in ms of the process trees below `roots`, and of the whole machine. */
export function readCpu(roots: readonly number[]): CpuReading {
  const stats = readStats();
  const children = new Map<number, number[]>();
  for (const [pid, { parent }] of stats) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const total = (pid: number, seen: Set<number>): number => {
    if (seen.has(pid)) return 0;
    seen.add(pid);
    return (children.get(pid) ?? []).reduce(
      (sum, child) => sum + total(child, seen),
      stats.get(pid)?.milliseconds ?? 0,
    );
  };
  const union = new Set<number>();
  return {
    trees: roots.map((root) => total(root, new Set())),
    together: roots.reduce((sum, root) => sum + total(root, union), 0),
    machine: machineMilliseconds(),
    at: performance.now(),
  };
}

function machineMilliseconds(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system) * millisecondsPerTick;
}

/** Resident memory of one process in KiB. Throws when it does not run. */
export function residentKiB(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (match === null) throw new Error(`process ${pid} has no resident memory`);
  return Number(match[1]);
}

/** How many files a process of ours may open. */
export function openFileLimit(): number {
  const match = /^Max open files\s+\d+\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  const hard = match?.[1];
  return hard === undefined ? 1024 : hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

export type MachineFacts = {
  readonly cores: string;
  readonly memory: string;
  readonly node: string;
  readonly pinned: boolean;
};

/** What a reader needs to know of the machine to place the figures. */
export function machineFacts(cores: Cores): MachineFacts {
  return {
    cores: `${os.cpus().length} x ${os.cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    pinned: cores !== null,
  };
}
