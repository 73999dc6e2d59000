import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { z } from 'zod';
import { startServer, startServerOn, type TestServer } from './server.ts';
import type { Settings } from './settings.ts';

const lineShape = z.strictObject({
  id: z.string(),
  conversationId: z.string(),
  conversationType: z.enum(['direct', 'group', 'support']),
  seq: z.int().min(1),
  type: z.string(),
  senderId: z.string(),
  byServer: z.boolean(),
  content: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  attachments: z.array(z.looseObject({ id: z.string(), name: z.string(), storageKey: z.string() })),
  mentions: z.array(z.string()),
  replyTo: z.string().nullable(),
  forwardedFrom: z.unknown(),
  reactions: z.array(z.strictObject({ emoji: z.string(), userIds: z.array(z.string()) })),
  clientId: z.string().nullable(),
  version: z.int(),
  editedAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
  createdAt: z.iso.datetime({ precision: 3 }),
  updatedAt: z.iso.datetime({ precision: 3 }),
});
/** A line of the archive. */
export type ArchiveLine = z.infer<typeof lineShape>;

/** A server whose messages can be made old, and the archive beside it. */
export type ArchivingServer = TestServer & {
  readonly dataDir: string;
  readonly database: pg.Client;
  /** Has all messages of a conversation be sent at noon of that day (`2026-01-31`), a second apart. */
  saidOn(conversationId: string, day: string): Promise<void>;
  /** Every day in the archive with its lines, in the order of their keys. Reads whatever is there now. */
  archive(): Promise<Record<string, ArchiveLine[]>>;
  /** Another process on the same database and files. */
  another(settings?: Settings): Promise<{ close(): Promise<void> }>;
};

/** Starts a server that archives nothing by itself; `another` does when it is told to. */
export async function startArchivingServer(settings: Settings = {}): Promise<ArchivingServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-archive-'));
  const server = await startServer({ ...settings, DATA_DIR: dataDir });
  const database = new pg.Client({ connectionString: server.databaseUrl });
  await database.connect();
  return {
    ...server,
    dataDir,
    database,
    async saidOn(conversationId, day) {
      await database.query(
        `UPDATE messages SET created_at = $2::timestamptz + seq * interval '1 second' WHERE conversation_id = $1`,
        [conversationId, `${day}T12:00:00Z`],
      );
    },
    archive: () => readArchive(join(dataDir, 'files', 'archive')),
    another: (more = {}) => startServerOn(server.databaseUrl, { ...settings, DATA_DIR: dataDir, ...more }),
    async stop() {
      await database.end();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readArchive(folder: string): Promise<Record<string, ArchiveLine[]>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const days: Record<string, ArchiveLine[]> = {};
  for (const path of paths.sort()) {
    const day = /^(\d{4})\/(\d\d)\/(\d\d)\.ndjson\.gz$/.exec(path.slice(folder.length + 1));
    if (!day) throw new Error(`${path} is no day of an archive`);
    const bytes = await readFile(path).catch(() => null); // removed since its folder was read
    if (bytes === null) continue;
    const lines = gunzipSync(bytes).toString().split('\n');
    if (lines.pop() !== '') throw new Error(`${path} is cut short`);
    days[day.slice(1).join('-')] = lines.map((line) => lineShape.parse(JSON.parse(line)));
  }
  return days;
}
