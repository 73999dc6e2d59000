import type { Pool } from 'pg';
import { transaction } from '../../src/adapters/postgres/pool.ts';
import { DAY, HOUR, MINUTE } from './hours.ts';
import { PEOPLE, SERVICES } from './people.ts';
import type { Random } from './random.ts';

export type Present = {
  readonly now: number;
  /** When the history of the workspace begins. */
  readonly since: number;
  readonly random: Random;
};

/** People of the demo joined one by one within the days before the history begins, and were there when they wrote last. */
const USERS = `
  UPDATE users u SET created_at = p.created_at, last_seen = GREATEST(u.last_seen, p.last_seen, m.at)
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS p(id, created_at, last_seen)
  LEFT JOIN (SELECT sender_id, max(created_at) AS at FROM messages WHERE sender_id = ANY ($1) GROUP BY sender_id) m ON m.sender_id = p.id
  WHERE u.id = p.id AND u.created_at > p.created_at`;

const PACKAGES = 'UPDATE service_packages SET created_at = $2, updated_at = $2 WHERE user_id = $1 AND created_at > $2';

/** A file was uploaded just before what it hangs on: a message, or a ticket. */
const FILES = `
  UPDATE message_attachments a SET created_at = h.at - interval '3 seconds'
  FROM (
    SELECT l.attachment_id, m.created_at AS at FROM message_attachment_links l
    JOIN messages m ON m.conversation_id = l.conversation_id AND m.seq = l.seq
    UNION ALL
    SELECT x.attachment_id, t.created_at FROM ticket_attachments x JOIN tickets t ON t.id = x.ticket_id
  ) h
  WHERE a.id = h.attachment_id AND a.uploader_id = ANY ($1) AND a.created_at > h.at`;

/** What entered people's feeds was read within the hour, but for the latest of the last days. */
const FEEDS = `
  UPDATE notifications n SET read_at = n.created_at + interval '40 minutes'
  FROM (
    SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS place FROM notifications
    WHERE user_id = ANY ($1)
  ) o
  WHERE n.id = o.id AND n.read_at IS NULL AND n.created_at < $3 AND (o.place > 4 OR n.created_at < $2)`;

/**
 * Sets the few times that the database stamps by itself, or that came about because files and people are brought in through the
 * server, which does so now. All others were written by the engine at the time of its own clock. Nothing is derived from these. The commit
 * waits for the disk, and for all that was committed before it.
 */
export async function stampPast(pool: Pool, { now, since, random }: Present): Promise<void> {
  const ids = PEOPLE.map(({ id }) => id);
  const joined = PEOPLE.map(
    (_, index) => new Date(since - DAY - ((PEOPLE.length - index) * 18 + random.int(0, 12)) * HOUR),
  );
  const seen = PEOPLE.map(() => new Date(now - Math.round(random.around(5 * HOUR)) - 2 * MINUTE));
  await transaction(pool, async (client) => {
    await client.query('SET LOCAL synchronous_commit = on');
    await client.query(USERS, [ids, joined, seen]);
    await client.query(PACKAGES, [SERVICES.ownerId, new Date(since)]);
    await client.query(FILES, [ids]);
    await client.query(FEEDS, [ids, new Date(now - 6 * DAY), new Date(now - HOUR)]);
  });
}
