import type { Pool } from 'pg';
import { ADMIN } from './site.ts';

/** Which workspace it is: what another seed made is another one. */
export type Marker = { readonly seed: number };

/** What of a room is there: the numbers of its messages by their places in the plan, and when the last one was said. */
export type RoomSoFar = {
  readonly id: string;
  readonly seqs: ReadonlyMap<number, number>;
  /** Milliseconds since 1970; 0 where nothing was said. */
  readonly lastAt: number;
};

/** What of the workspace is in the database. */
export type Found = {
  /** The seed that it was made with; null where there is none. */
  readonly seed: number | null;
  /** By the key of the room. */
  readonly rooms: ReadonlyMap<string, RoomSoFar>;
  /** Pairs who have a conversation of their own, as JSON of their ids in order: it is left alone. */
  readonly ownPairs: ReadonlySet<string>;
  /** Ids of tickets by their client ids, and which of them have a past. */
  readonly tickets: ReadonlyMap<string, { readonly id: string; readonly hasPast: boolean }>;
  readonly questions: ReadonlySet<string>;
  readonly cannedTitles: ReadonlySet<string>;
  /** Whether anything is promised now. */
  readonly hasPolicy: boolean;
  /** Whether the last thing was done: people joined before the history begins. */
  readonly isFinished: boolean;
};

type RoomRow = { id: string; room: string; seed: string; seqs: { [clientId: string]: number } | null; last_at: Date };

const ROOMS = `
  SELECT c.id, c.metadata->'demo'->>'room' AS room, c.metadata->'demo'->>'seed' AS seed, c.activity_at AS last_at,
    (SELECT json_object_agg(m.client_id, m.seq) FROM messages m
     WHERE m.conversation_id = c.id AND m.client_id LIKE 'demo-%') AS seqs
  FROM conversations c WHERE c.metadata->'demo'->>'room' IS NOT NULL`;

const PROMISED = `
  SELECT 1 FROM (SELECT targets FROM sla_policies ORDER BY version DESC LIMIT 1) latest, json_each(latest.targets) target
  WHERE target.value::text <> 'null'`;

const FINISHED = `
  SELECT 1 FROM users u WHERE u.id = $1
    AND u.created_at < (SELECT min(c.created_at) FROM conversations c WHERE c.metadata->'demo'->>'room' IS NOT NULL)`;

/** The key of a pair's conversation. */
export function pairKey(userIds: readonly string[]): string {
  return JSON.stringify([...userIds].sort());
}

/** Looks at what is there of the demo workspace. */
export async function findWorkspace(pool: Pool): Promise<Found> {
  const [rooms, pairs, tickets, faqs, canned, policies, early] = await Promise.all([
    pool.query<RoomRow>(ROOMS),
    pool.query<{ direct_key: string }>(
      `SELECT direct_key FROM conversations WHERE type = 'direct' AND metadata->'demo'->>'room' IS NULL`,
    ),
    pool.query<{ id: string; client_id: string; has_past: boolean }>(
      `SELECT t.id, t.client_id, EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket_id = t.id AND e.action <> 'created') AS has_past
       FROM tickets t WHERE t.client_id LIKE 'demo-ticket-%'`,
    ),
    pool.query<{ question: string }>('SELECT question FROM faqs'),
    pool.query<{ title: string }>('SELECT title FROM canned_responses'),
    pool.query(PROMISED),
    pool.query(FINISHED, [ADMIN.id]),
  ]);
  return {
    seed: rooms.rows[0] ? Number(rooms.rows[0].seed) : null,
    rooms: new Map(rooms.rows.map((row) => [row.room, soFarOf(row)])),
    ownPairs: new Set(pairs.rows.map((row) => row.direct_key)),
    tickets: new Map(tickets.rows.map((row) => [row.client_id, { id: row.id, hasPast: row.has_past }])),
    questions: new Set(faqs.rows.map((row) => row.question)),
    cannedTitles: new Set(canned.rows.map((row) => row.title)),
    hasPolicy: policies.rows.length > 0,
    isFinished: early.rows.length > 0,
  };
}

function soFarOf({ id, seqs, last_at }: RoomRow): RoomSoFar {
  const numbers = Object.entries(seqs ?? {}).map(([clientId, seq]): [number, number] => [
    Number(clientId.slice(5)),
    seq,
  ]);
  return { id, seqs: new Map(numbers), lastAt: last_at.getTime() };
}
