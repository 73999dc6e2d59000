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

/** The participants of the conversation `c`, each with a `place` in order of joining; `shown` says which of them are shown. */
function participants(shown: string): string {
  return `(SELECT json_agg(json_build_object('userId', x.user_id, 'role', x.role, 'joinedAt', x.joined_at, 'lastReadAt', x.last_read_at)
      ORDER BY x.place)
   FROM (SELECT o.user_id, o.joined_at, o.last_read_at, COALESCE(o.user_roles->0->>'role', u.role) AS role,
           row_number() OVER (ORDER BY o.joined_at, o.user_id <> c.created_by, o.user_id) AS place
         FROM conversation_participants o JOIN users u ON u.id = o.user_id WHERE o.conversation_id = c.id) x WHERE ${shown}) AS participants`;
}

/** A conversation `c` as everybody in it sees it. */
const COLUMNS = `c.id, c.type, ${STATUS} AS status, c.title, c.metadata, c.created_by, c.created_at, ${UPDATED} AS updated_at`;

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

/** What somebody sees in a list: their own, but for what they deleted for themselves. */
const OWN = `SELECT c.id, ${STATUS} AS status, ${UPDATED} AS at
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = $1 AND NOT ${HIDDEN}`;
/** Of those, the ones that were not made in a place; roles are kept of participants where a conversation was. */
const OWN_ELSEWHERE = `${OWN} AND p.user_roles IS NULL AND c.origin IS DISTINCT FROM $2`;
/** Which of those that were made there they deleted for themselves. */
const MADE_AND_HIDDEN = `SELECT c.id, ${STATUS} AS status
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = $1 AND ${HIDDEN} AND c.origin = $2`;
const ALL: readonly InquiryStatus[] = ['active', 'closed', 'archived'];

/** What was made there in one status, as far as a page can reach: read from the end of an index. */
function madeIn(status: InquiryStatus): string {
  return `(SELECT conversation_id AS id, at FROM origin_lists
           WHERE origin = $2 AND status = '${status}' AND conversation_id NOT IN (SELECT id FROM (${MADE_AND_HIDDEN}) h)
           ORDER BY at DESC, conversation_id DESC LIMIT $4::bigint + $5)`;
}

/** Reads a page of a list and how long the list is; a list of all that was made in a place costs the same however much that is. */
type Listing = { readonly page: string; readonly total: string };

/** There is no place to name. */
const OWN_FOUND = `SELECT id, at FROM (${OWN}) o WHERE ($3::text IS NULL OR status = $3) AND $2::text IS NULL`;
const OF_USER: Listing = {
  page: OWN_FOUND,
  total: `SELECT count(*)::int AS total FROM (${OWN_FOUND}) o`,
};

function madeListing(statuses: readonly InquiryStatus[]): Listing {
  return {
    page: [
      ...statuses.map(madeIn),
      `SELECT id, at FROM (${OWN_ELSEWHERE}) o WHERE $3::text IS NULL OR status = $3`,
    ].join('\n UNION ALL '),
    total: `SELECT ((SELECT COALESCE(sum(conversations), 0) FROM origin_counts WHERE origin = $2 AND ($3::text IS NULL OR status = $3))
      - (SELECT count(*) FROM (${MADE_AND_HIDDEN}) h WHERE $3::text IS NULL OR status = $3)
      + (SELECT count(*) FROM (${OWN_ELSEWHERE}) o WHERE $3::text IS NULL OR status = $3))::int AS total`,
  };
}

const OF_PLACE = madeListing(ALL);
const OF_PLACE_BY_STATUS = {
  active: madeListing(['active']),
  closed: madeListing(['closed']),
  archived: madeListing(['archived']),
} as const satisfies Record<InquiryStatus, Listing>;

function listingOf(origin: string | null, status: InquiryStatus | null): Listing {
  if (origin === null) return OF_USER;
  return status === null ? OF_PLACE : OF_PLACE_BY_STATUS[status];
}

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
        text: `SELECT ${COLUMNS}, ${participants('true')} FROM conversations c WHERE c.id = $1`,
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
      const listing = listingOf(origin, status);
      const values = [userId, origin, status];
      const counted = await pool.query<{ total: number }>(listing.total, values);
      const total = counted.rows[0]?.total ?? 0;
      if (offset >= total) return { inquiries: [], total };
      // No prepared statements: a plan for any offset and limit would be one for a tenth of all there are.
      const ids = await pool.query<{ id: string }>(
        `SELECT id FROM (${listing.page}) l ORDER BY at DESC, id DESC OFFSET $4 LIMIT $5`,
        [...values, offset, limit],
      );
      const found = await pool.query<Row>({
        name: 'inquiry-page',
        text: `SELECT ${COLUMNS}, ${participants('x.place <= 100 OR x.user_id = $2')}
               FROM conversations c WHERE c.id = ANY ($1::text[]) ORDER BY ${UPDATED} DESC, c.id DESC`,
        values: [ids.rows.map(({ id }) => id), userId],
      });
      return { inquiries: found.rows.map(toInquiry), total };
    },

    async readers(conversationId, seqs) {
      const result = await pool.query<{ seq: number; readers: { userId: string; readAt: string }[] }>({
        name: 'inquiry-readers',
        text: `SELECT m.seq, json_agg(json_build_object('userId', p.user_id, 'readAt',
                 (SELECT h.read_at FROM message_read_receipts h
                  WHERE h.conversation_id = $1 AND h.user_id = p.user_id AND h.up_to_seq >= m.seq ORDER BY h.up_to_seq LIMIT 1))
                 ORDER BY p.last_read_at, p.user_id) AS readers
               FROM messages m JOIN conversation_participants p ON p.conversation_id = $1
                 AND p.last_read_seq >= m.seq AND p.joined_seq < m.seq AND p.user_id <> m.sender_id
               WHERE m.conversation_id = $1 AND m.seq = ANY ($2::int[]) GROUP BY m.seq`,
        values: [conversationId, seqs],
      });
      return new Map(
        result.rows.map(({ seq, readers }) => [
          seq,
          readers.map(({ userId, readAt }) => ({ userId, readAt: isoFromJson(readAt) })),
        ]),
      );
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
