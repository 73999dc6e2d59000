import pg from 'pg';
import { startServer, type TestServer } from './server.ts';
import type { Settings } from './settings.ts';

/** A server on whose tickets time can be made to pass. */
export type AgingServer = TestServer & {
  readonly databaseUrl: string;
  /** Moves all that is stored about a ticket into the past, as if so many minutes had gone by since. */
  age(ticket: { readonly id: string }, minutes: number): Promise<void>;
  /** Has a ticket be made so many minutes ago, with all else of it as it is. */
  made(ticket: { readonly id: string }, minutes: number): Promise<void>;
};

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  tickets: ['created_at', 'updated_at', 'first_responded_at', 'resolved_at', 'closed_at'],
  ticket_events: ['at'],
  ticket_sla_intervals: ['from_at', 'to_at'],
  ticket_sla: [
    'written_to',
    'current_from',
    'paused_at',
    'response_due_at',
    'response_breached_at',
    'resolution_due_at',
    'resolution_breached_at',
    'next_check_at',
  ],
};

/** Has a ticket be made so many minutes ago on any test's server, by its `databaseUrl`. */
export async function makeOlder(databaseUrl: string, ticket: { readonly id: string }, minutes: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await backdate(client, ticket, minutes);
  await client.end();
}

async function backdate(client: pg.Client, { id }: { readonly id: string }, minutes: number): Promise<void> {
  await client.query('UPDATE tickets SET created_at = $2, status = status WHERE id = $1', [
    id,
    new Date(Date.now() - minutes * 60_000),
  ]);
}

/** `startServer`, with a door to its database. */
export async function startAgingServer(settings: Settings = {}): Promise<AgingServer> {
  let databaseUrl = '';
  const server = await startServer(settings, async (url) => {
    databaseUrl = url;
    return url;
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    ...server,
    databaseUrl,
    async age({ id }, minutes) {
      await client.query('BEGIN');
      for (const [table, columns] of Object.entries(COLUMNS)) {
        const sets = columns.map((column) => `${column} = ${column} - $2 * interval '1 minute'`);
        // Tickets are counted by the day of their creation whenever their status is set.
        const [key, all] = table === 'tickets' ? ['id', [...sets, 'status = status']] : ['ticket_id', sets];
        await client.query(`UPDATE ${table} SET ${all.join(', ')} WHERE ${key} = $1`, [id, minutes]);
      }
      await client.query('COMMIT');
    },
    made: (ticket, minutes) => backdate(client, ticket, minutes),
    async stop() {
      await client.end();
      await server.stop();
    },
  };
}
