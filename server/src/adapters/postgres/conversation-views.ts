import type { Pool } from 'pg';
import type { ConversationStore } from '../../core/conversations/store.ts';
import type { ConversationView } from '../../core/conversations/types.ts';
import { columnsOf, membersOf, toMember, toView, UNREAD, VIEW_COLUMNS, type ViewRow } from './conversation-rows.ts';
import { transaction } from './pool.ts';

/** From this many messages past the checkpoint on, a count that was asked for moves the checkpoint. */
const CHECKPOINT_AFTER = 64;

const MEMBER = 'JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $2';

/** What somebody has who has no participant's row: an agent who is no member, or who was one until just now. */
const OUTSIDER = `JOIN LATERAL (
  SELECT $2::text AS user_id, 0 AS last_read_seq, 0 AS cleared_seq, c.last_seq AS unread_seq, 0 AS unread_count,
         false AS is_archived, NULL::timestamptz AS archived_at, NULL::timestamptz AS cleared_at, false AS is_pinned, NULL::timestamptz AS muted_until
) p ON `;

const LISTED = 'FROM unnest($1::text[]) WITH ORDINALITY AS b(id, ord) JOIN conversations c ON c.id = b.id';

/** Statements by who looks: a member, an agent from outside, and who was a member until the message `$3`. */
const STATEMENTS = {
  member: `SELECT ${VIEW_COLUMNS} ${LISTED} ${MEMBER} ORDER BY b.ord`,
  observer: `SELECT ${VIEW_COLUMNS} ${LISTED} ${OUTSIDER}c.type = 'support' ORDER BY b.ord`,
  left: `SELECT ${columnsOf(membersOf(100), '$3::int')} ${LISTED} ${OUTSIDER}true ORDER BY b.ord`,
};

/** One conversation for many of its members: whoever is in it is read but once, with the first of them. */
const FOR_MANY = `
SELECT p.user_id AS viewer, ${columnsOf(`CASE WHEN row_number() OVER () = 1 THEN ${membersOf(100)} END`)}
FROM conversations c JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = ANY($2) WHERE c.id = $1`;

type Counted = { readonly id: string; readonly uncounted: number };

export type Views = Pick<ConversationStore, 'views' | 'viewsFor'> & {
  /** Keeps unread counts cheap: what was counted once is not counted again. */
  checkpoint(userId: string, rows: readonly Counted[]): void;
};

/** How conversations look to people. `onFault` hears of background work that failed. */
export function createViews(pool: Pool, onFault: (error: unknown) => void): Views {
  function moveCheckpoints(conversationId: string, userIds: readonly string[]): void {
    transaction(pool, async (client) => {
      // Nothing may be deleted or hidden between the count and the checkpoint: both take this lock.
      await client.query('SELECT 1 FROM conversations WHERE id = $1 FOR SHARE', [conversationId]);
      await client.query(
        `UPDATE conversation_participants p SET unread_count = ${UNREAD}, unread_seq = c.last_seq
         FROM conversations c WHERE c.id = $1 AND p.conversation_id = $1 AND p.user_id = ANY($2) AND p.unread_seq < c.last_seq`,
        [conversationId, userIds],
      );
    }).catch(onFault);
  }

  function checkpoint(userId: string, rows: readonly Counted[]): void {
    for (const { id, uncounted } of rows) if (uncounted > CHECKPOINT_AFTER) moveCheckpoints(id, [userId]);
  }

  return {
    checkpoint,

    async views(conversationIds, userId, observing = false) {
      if (typeof observing === 'object') {
        const left = await pool.query<ViewRow>({
          name: 'conversation-views-left',
          text: STATEMENTS.left,
          values: [conversationIds, userId, observing.upToSeq],
        });
        return left.rows.map((row) => asLeft(toView(row), observing.upToSeq));
      }
      const viewer = observing ? 'observer' : 'member';
      const result = await pool.query<ViewRow>({
        name: `conversation-views-${viewer}`,
        text: STATEMENTS[viewer],
        values: [conversationIds, userId],
      });
      if (viewer === 'member') checkpoint(userId, result.rows);
      return result.rows.map(toView);
    },

    async viewsFor(conversationId, userIds) {
      const { rows } = await pool.query<ViewRow & { viewer: string }>({
        name: 'conversation-views-for',
        text: FOR_MANY,
        values: [conversationId, userIds],
      });
      const behind = rows.filter(({ uncounted }) => uncounted > CHECKPOINT_AFTER).map(({ viewer }) => viewer);
      if (behind.length > 0) moveCheckpoints(conversationId, behind);
      const members = (rows.find((row) => row.members !== null)?.members ?? []).map(toMember);
      return new Map(
        rows.map((row): [string, ConversationView] => [row.viewer, { ...toView({ ...row, members: null }), members }]),
      );
    },
  };
}

/** What was written after somebody was out is nothing to them, and not when it was either. */
function asLeft(view: ConversationView, upToSeq: number): ConversationView {
  const { lastMessage, lastSeq, activityAt } = view;
  return { ...view, lastSeq: Math.min(lastSeq, upToSeq), activityAt: lastMessage?.createdAt ?? activityAt };
}
