import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { makeFolder, serve } from '../startup/program.ts';
import { type Clients, createClients } from './clients.ts';
import { pause } from './factories.ts';
import { createDatabase } from './postgres.ts';
import { type Settings, testVariables } from './settings.ts';

/** Lets a signal collect garbage, so that what is kept can be told from what is merely not collected yet. */
const COLLECTING = `--expose-gc --import=data:text/javascript,process.on('SIGUSR2',()=>gc())`;

/** A server in a process of its own, so that its memory and its descriptors can be told from the test's. Linux only. */
export type ServerProcess = Clients & {
  /** What it keeps in its heap and in buffers when garbage is collected, in bytes. */
  keptMemory(): Promise<number>;
  /** Resident memory now, in bytes. */
  residentMemory(): Promise<number>;
  /** The most that was resident since this was last asked for, in bytes. */
  peakMemory(): Promise<number>;
  /** Open files and sockets. */
  descriptors(): Promise<number>;
  /** Realtime connections, as the server counts them. */
  connections(): Promise<number>;
  /** Bytes that were uploaded and not kept yet, as names of files. */
  staged(): Promise<string[]>;
  /** Ends it as an operator does, and fails if it complained or broke a promise that always holds. */
  stop(): Promise<void>;
};

/** Starts the program on a fresh database; `settings` are environment variables. */
export async function startServerProcess(settings: Settings = {}): Promise<ServerProcess> {
  const folder = await makeFolder();
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const dataDir = join(folder.path, 'data');
  const program = await serve(folder.path, {
    NODE_OPTIONS: COLLECTING,
    ...testVariables(database.url, dataDir, settings),
  });
  const { leave, ...clients } = createClients(program.url);
  const proc = `/proc/${program.pid}`;

  async function statusOf(field: string): Promise<number> {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(await readFile(`${proc}/status`, 'utf8'))?.[1];
    return Number(kilobytes) * 1024;
  }
  async function metric(name: string): Promise<number> {
    const { text } = await clients.anonymous.get('/metrics');
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  }
  return {
    ...clients,
    async keptMemory() {
      program.signal('SIGUSR2');
      await pause(250);
      return (await metric('nodejs_heap_size_used_bytes')) + (await metric('nodejs_external_memory_bytes'));
    },
    residentMemory: () => statusOf('VmRSS'),
    async peakMemory() {
      const peak = await statusOf('VmHWM');
      await writeFile(`${proc}/clear_refs`, '5'); // the kernel begins to watch anew
      return peak;
    },
    descriptors: async () => (await readdir(`${proc}/fd`)).length,
    connections: () => metric('parley_socket_connections'),
    staged: () => readdir(join(dataDir, 'files', '.incoming')).catch(() => []),
    async stop() {
      leave();
      program.signal('SIGTERM');
      const { code, stderr } = await program.ended;
      await database.drop();
      await folder.remove();
      if (code !== 0 || stderr !== '') throw new Error(`the server ended with ${code}: ${stderr}`);
      clients.violations.check();
    },
  };
}
