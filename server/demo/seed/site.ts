import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { Api, type TokenFor } from './api.ts';
import type { Place } from './database.ts';
import { personOf } from './people.ts';

/** Where the workspace is put: a server, and the database that it works on. */
export type Site = { readonly url: string; readonly database: Place; readonly tokenFor: TokenFor };

/** The admin of the demo, who brings in everybody else. */
export const ADMIN = personOf('ada');

/** A server and its database, each of which knows the other. `close` lets go of the database. */
export type OpenSite = { readonly api: Api; readonly pool: Pool; close(): Promise<void> };

/**
 * Reaches a site from both sides, and makes sure that they are the same: what the server is told must show in the database.
 * @throws with a sentence where they are not.
 */
export async function openSite({ url, database, tokenFor }: Site): Promise<OpenSite> {
  const api = new Api(url, tokenFor);
  const pool = createPool(database.url, CONNECTIONS);
  const holder = await hold(pool, database);
  const close = async () => {
    // The database notices only a moment later that a connection is gone, and whoever comes next is not to wait for that.
    await holder.query('SELECT pg_advisory_unlock($1)', [FILLING]).catch(() => {});
    holder.release();
    await pool.end();
  };
  try {
    const before = await lastChange(pool);
    await api.call(ADMIN, 'PUT', `/api/users/${ADMIN.id}`, z.unknown(), { name: ADMIN.name, role: ADMIN.role });
    const after = await lastChange(pool);
    if (after === null || after === before)
      throw new Error(
        `${database.setting} leads to another database than that of ${url}: set it as the server has it.`,
      );
  } catch (error) {
    await close();
    throw error;
  }
  return { api, pool, close };
}

const CONNECTIONS = 3;
/** An arbitrary number that is locked while a site is filled. */
const FILLING = 7_205_211;

/**
 * Keeps others from filling the same site until the connection is let go of. @throws where somebody does already, or the database
 * cannot be reached.
 */
async function hold(pool: Pool, { setting }: Place): Promise<PoolClient> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new Error(`${setting}: the database cannot be used (${error instanceof Error ? error.message : error}).`);
  });
  const { rows } = await client.query<{ is_ours: boolean }>('SELECT pg_try_advisory_lock($1) AS is_ours', [FILLING]);
  if (rows[0]?.is_ours) return client;
  client.release();
  await pool.end();
  throw new Error('This site is being filled already: wait until that is done.');
}

/** When the admin was last changed, as the database has it; null where it knows nobody of that name, or no people at all. */
async function lastChange(pool: Pool): Promise<string | null> {
  const { rows: tables } = await pool.query<{ users: string | null }>(`SELECT to_regclass('users')::text AS users`);
  if (!tables[0]?.users) return null;
  const { rows } = await pool.query<{ at: string }>('SELECT updated_at::text AS at FROM users WHERE id = $1', [
    ADMIN.id,
  ]);
  return rows[0]?.at ?? null;
}
