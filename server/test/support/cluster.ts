import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { type Child, startChild } from '../faults/child.ts';
import { type Clients, createClients } from './clients.ts';
import { createDatabase } from './postgres.ts';
import { type Settings, testConfig, testVariables } from './settings.ts';

/** One node of a site. People of one node are people of all: `other.connect(ann.token, ann.id)`. */
export type TestNode = Clients & {
  readonly app: App;
  close(): Promise<void>;
};

/** A node in a process of its own, which can be killed and frozen. */
export type NodeProcess = Clients & {
  readonly child: Child;
  /** Ends it without a word. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
};

/** Several nodes on one database, one folder of files and, where one is given, one Redis. */
export type Cluster = {
  /** Those in this process: as many as were asked for, and those that were added. */
  readonly nodes: readonly TestNode[];
  /** One of them. */
  at(index: number): TestNode;
  readonly databaseUrl: string;
  /** One more, in this process. */
  addNode(settings?: Settings): Promise<TestNode>;
  /** One more, in a process of its own; it may kill itself when it passes `failpoint` for the `pass`th time. */
  addProcess(settings?: Settings, dying?: { failpoint: string; pass: number }): Promise<NodeProcess>;
  /** Closes everything and fails if any answer or event broke a promise that always holds. */
  stop(): Promise<void>;
};

export type ClusterOptions = {
  /** Nodes in this process, to begin with. */
  readonly nodes: number;
  readonly redisUrl?: string;
  readonly settings?: Settings;
};

const PROGRAM = join(import.meta.dirname, '../faults/server.ts');

export async function startCluster({ nodes: count, redisUrl, settings = {} }: ClusterOptions): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-cluster-'));
  const dataDir = join(folder, 'data');
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const common: Settings = { ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }), ...settings };
  const nodes: TestNode[] = [];
  const clients: ReturnType<typeof createClients>[] = [];
  const processes: NodeProcess[] = [];

  function clientsOf(url: string): ReturnType<typeof createClients> {
    const made = createClients(url);
    clients.push(made);
    return made;
  }

  async function addNode(own: Settings = {}): Promise<TestNode> {
    const app = await createApp(testConfig(database.url, dataDir, { ...common, ...own }));
    const { url } = await app.listen();
    const node: TestNode = { ...clientsOf(url), app, close: () => app.close() };
    nodes.push(node);
    return node;
  }

  async function addProcess(own: Settings = {}, dying?: { failpoint: string; pass: number }): Promise<NodeProcess> {
    const args = dying ? ['--failpoint', dying.failpoint, '--pass', `${dying.pass}`] : [];
    const environment = testVariables(database.url, dataDir, { ...common, ...own });
    const child = startChild(PROGRAM, args, { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }, folder);
    const url = String(await child.heard());
    const node: NodeProcess = {
      ...clientsOf(url),
      child,
      kill: async () => void (await child.end('SIGKILL')),
      freeze: () => void process.kill(child.pid, 'SIGSTOP'),
      thaw: () => void process.kill(child.pid, 'SIGCONT'),
    };
    processes.push(node);
    return node;
  }

  for (let i = 0; i < count; i += 1) await addNode();
  return {
    nodes,
    at(index) {
      const node = nodes[index];
      if (!node) throw new Error(`there is no node ${index}`);
      return node;
    },
    databaseUrl: database.url,
    addNode,
    addProcess,
    async stop() {
      for (const { leave } of clients) leave();
      await Promise.all([...nodes.map((node) => node.close()), ...processes.map((node) => node.child.end('SIGKILL'))]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
      for (const { violations } of clients) violations.check();
    },
  };
}
