import type { Pool } from 'pg';
import type { Role } from '../../core/actor.ts';
import type { Inquiry, InquiryStatus, InquiryStore } from '../../core/conversations/inquiry-store.ts';
import type { ConversationType, Metadata } from '../../core/conversations/types.ts';
import { invalid } from '../../core/errors.ts';
import { HIDDEN } from './conversation-rows.ts';
import { noteConversation } from './fact-notes.ts';
import { isoFromJson } from './message-rows.ts';
import { transaction } from './pool.ts';

const STATUS = `CASE WHEN c.archived AND c.status = 'closed' THEN 'archived' ELSE c.status END`;
const UPDATED = 'GREATEST(c.updated_at, c.activity_at)';

/** A conversation `c` as everybody in it sees it. */
const COLUMNS = `
  c.id, c.type, ${STATUS} AS status, c.title, c.metadata, c.created_by, c.created_at, ${UPDATED} AS updated_at,
  (SELECT json_agg(json_build_object('userId', x.user_id, 'role', x.role, 'joinedAt', x.joined_at, 'lastReadAt', x.last_read_at)
      ORDER BY x.joined_at, x.later, x.user_id)
   FROM (SELECT o.user_id, o.joined_at, o.last_read_at, o.user_id <> c.created_by AS later, COALESCE(o.user_roles->0->>'role', u.role) AS role
         FROM conversation_participants o JOIN users u ON u.id = o.user_id
         WHERE o.conversation_id = c.id ORDER BY o.joined_at, later, o.user_id LIMIT 100) x) AS participants`;

type Row = {
  id: string;
  type: ConversationType;
  status: InquiryStatus;
  title: string | null;
  metadata: Metadata;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  participants: { userId: string; role: Role; joinedAt: string; lastReadAt: string | null }[] | null;
};

function toInquiry(row: Row): Inquiry {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    title: row.title,
    metadata: row.metadata,
    createdBy: row.created_by,
    participants: (row.participants ?? []).map((participant) => ({
      ...participant,
      joinedAt: isoFromJson(participant.joinedAt),
      lastReadAt: participant.lastReadAt && isoFromJson(participant.lastReadAt),
    })),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** What somebody sees in a list: their own, but for what they deleted for themselves, and all that were made in a place. */
const OWN = `SELECT c.* FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = $1 AND NOT ${HIDDEN}`;
const OWN_AND_MADE = `${OWN} AND c.origin IS DISTINCT FROM $2
  UNION ALL
  SELECT c.* FROM conversations c WHERE c.origin = $2 AND NOT EXISTS (
    SELECT 1 FROM conversation_participants p WHERE p.conversation_id = c.id AND p.user_id = $1 AND ${HIDDEN})`;

/** Support conversations without a ticket in PostgreSQL. */
export function createInquiryStore(pool: Pool, now: () => number): InquiryStore {
  return {
    create({ id, origin, title, metadata, people }) {
      const at = new Date(now());
      return transaction(pool, async (client) => {
        await client.query(
          `INSERT INTO conversations (id, type, title, created_by, member_count, metadata, origin, activity_at, created_at, updated_at)
           VALUES ($1, 'support', $2, $3, $4, $5, $6, $7, $7, $7)`,
          [id, title, people[0].userId, people.length, JSON.stringify(metadata), origin, at],
        );
        await client.query(
          `INSERT INTO conversation_participants (conversation_id, user_id, joined_at, user_roles)
           SELECT $1, p.user_id, $4, jsonb_build_array(jsonb_build_object('from', 0, 'role', p.role))
           FROM unnest($2::text[], $3::text[]) AS p(user_id, role)`,
          [id, people.map(({ userId }) => userId), people.map(({ role }) => role), at],
        );
      });
    },

    async find(conversationId) {
      const result = await pool.query<Row>({
        name: 'inquiry-find',
        text: `SELECT ${COLUMNS} FROM conversations c WHERE c.id = $1`,
        values: [conversationId],
      });
      const [row] = result.rows;
      return row ? toInquiry(row) : null;
    },

    async originOf(conversationId) {
      const result = await pool.query<{ origin: string | null }>({
        name: 'inquiry-origin',
        text: 'SELECT origin FROM conversations WHERE id = $1',
        values: [conversationId],
      });
      return result.rows[0]?.origin ?? null;
    },

    async page({ userId, origin }, status, offset, limit) {
      const seen = origin === null ? OWN : OWN_AND_MADE;
      const own = origin === null ? [userId] : [userId, origin];
      const next = own.length + 1;
      const [found, counted] = await Promise.all([
        pool.query<Row>({
          name: `inquiry-page-${own.length}`,
          text: `SELECT ${COLUMNS} FROM (
                   SELECT c.id FROM (${seen}) c WHERE $${next}::text IS NULL OR ${STATUS} = $${next}
                   ORDER BY ${UPDATED} DESC, c.id DESC OFFSET $${next + 1} LIMIT $${next + 2}) page
                 JOIN conversations c ON c.id = page.id ORDER BY ${UPDATED} DESC, c.id DESC`,
          values: [...own, status, offset, limit],
        }),
        pool.query<{ total: number }>({
          name: `inquiry-count-${own.length}`,
          text: `SELECT count(*)::int AS total FROM (${seen}) c WHERE $${next}::text IS NULL OR ${STATUS} = $${next}`,
          values: [...own, status],
        }),
      ]);
      return { inquiries: found.rows.map(toInquiry), total: counted.rows[0]?.total ?? 0 };
    },

    change(conversationId, { status, title, metadata }, maxMetadataBytes) {
      return transaction(pool, async (client) => {
        const locked = await client.query<Pick<Row, 'status' | 'title' | 'metadata'>>(
          `SELECT ${STATUS} AS status, c.title, c.metadata FROM conversations c WHERE c.id = $1 FOR NO KEY UPDATE`,
          [conversationId],
        );
        const [before] = locked.rows;
        if (!before) return { changed: false, became: null, accessVersion: null };
        const old = JSON.stringify(before.metadata);
        const merged = metadata ? JSON.stringify({ ...before.metadata, ...metadata }) : old;
        if (merged !== old && Buffer.byteLength(merged) > maxMetadataBytes)
          throw invalid(
            'metadata',
            `must be at most ${maxMetadataBytes / 1024} KiB of JSON with what is there already`,
          );
        const became = status !== undefined && status !== before.status ? status : null;
        const named = title === undefined ? before.title : title;
        if (became === null && named === before.title && merged === old)
          return { changed: false, became, accessVersion: null };
        const after = became ?? before.status;
        const at = new Date(now());
        const result = await client.query<{ access_version: number }>(
          `UPDATE conversations SET status = $2, archived = $3, title = $4, metadata = $5, updated_at = $6,
             access_version = access_version + $7::int, changed_xid = pg_current_xact_id(), head_xid = pg_current_xact_id()
           WHERE id = $1 RETURNING access_version`,
          [
            conversationId,
            after === 'active' ? 'active' : 'closed',
            after === 'archived',
            named,
            merged,
            at,
            Number(became !== null),
          ],
        );
        const shown = [
          ...(became === null ? [] : (['status'] as const)),
          ...(named === before.title ? [] : (['title'] as const)),
          ...(merged === old ? [] : (['metadata'] as const)),
        ];
        await noteConversation(client, conversationId, shown, at);
        return { changed: true, became, accessVersion: became && (result.rows[0]?.access_version ?? null) };
      });
    },
  };
}
