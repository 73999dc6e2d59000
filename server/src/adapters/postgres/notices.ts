import type { Pool } from 'pg';
import type { ConversationType, MessageType, Metadata } from '../../core/conversations/types.ts';
import type { NoticeFacts, NoticeStore } from '../../core/notifications/store.ts';
import type { Notice, NoticeKind } from '../../core/notifications/types.ts';
import { addOutsideJobs } from './outside-jobs.ts';
import { transaction } from './pool.ts';

type OutboxRow = {
  id: string;
  kind: NoticeKind;
  actor_id: string;
  ticket_id: string | null;
  conversation_id: string | null;
  seq: number | null;
  note_id: string | null;
  user_ids: string[];
  status: string | null;
  created_at: Date;
};

type TicketRow = {
  id: string;
  number: number;
  subject: string;
  requester_id: string;
  assignee_id: string | null;
  conversation_id: string;
  watcher_ids: string[];
};
type ConversationRow = { id: string; type: ConversationType; title: string | null; members: string[]; muted: string[] };
type MessageRow = {
  conversation_id: string;
  seq: number;
  sender_id: string;
  type: MessageType;
  content: string;
  metadata: Metadata | null;
  deleted: boolean;
};

/** Only of these kinds does anybody ask for the members: a ticket says itself whom it concerns. */
const TO_MEMBERS: ReadonlySet<NoticeKind> = new Set(['offer.received', 'booking.requested']);

const unique = (values: readonly (string | null)[]): string[] => [...new Set(values.flatMap((value) => value ?? []))];

/** The outbox of notices in PostgreSQL, and what has to be known to work it off. */
export function createNoticeStore(pool: Pool, now: () => number): NoticeStore {
  async function tickets(ids: readonly string[]): Promise<Map<string, NonNullable<NoticeFacts['ticket']>>> {
    if (ids.length === 0) return new Map();
    const result = await pool.query<TicketRow>(
      `SELECT t.id, t.number, t.subject, t.requester_id, t.assignee_id, t.conversation_id,
         ARRAY(SELECT w.user_id FROM ticket_watchers w WHERE w.ticket_id = t.id ORDER BY w.added_at, w.user_id) AS watcher_ids
       FROM tickets t WHERE t.id = ANY($1)`,
      [ids],
    );
    return new Map(
      result.rows.map((row) => [
        row.id,
        {
          id: row.id,
          number: row.number,
          subject: row.subject,
          requesterId: row.requester_id,
          assigneeId: row.assignee_id,
          watcherIds: row.watcher_ids,
          conversationId: row.conversation_id,
        },
      ]),
    );
  }

  async function conversations(
    notices: readonly Notice[],
  ): Promise<Map<string, NonNullable<NoticeFacts['conversation']>>> {
    const ids = unique(notices.map((notice) => notice.conversationId));
    if (ids.length === 0) return new Map();
    const wide = unique(notices.map((notice) => (TO_MEMBERS.has(notice.kind) ? notice.conversationId : null)));
    const result = await pool.query<ConversationRow>(
      `SELECT c.id, c.type, c.title,
         ARRAY(SELECT p.user_id FROM conversation_participants p WHERE p.conversation_id = c.id AND c.id = ANY($2)) AS members,
         ARRAY(SELECT p.user_id FROM conversation_participants p WHERE p.conversation_id = c.id AND c.id = ANY($2) AND p.muted_until > $3) AS muted
       FROM conversations c WHERE c.id = ANY($1)`,
      [ids, wide, new Date(now())],
    );
    return new Map(
      result.rows.map(({ id, type, title, members, muted }) => [
        id,
        { id, type, title, memberIds: members, mutedIds: new Set(muted) },
      ]),
    );
  }

  async function messages(places: readonly Place[]): Promise<Map<string, NonNullable<NoticeFacts['message']>>> {
    if (places.length === 0) return new Map();
    const result = await pool.query<MessageRow>(
      `SELECT m.conversation_id, m.seq, m.sender_id, m.type, m.content, m.metadata, m.deleted_at IS NOT NULL AS deleted
       FROM unnest($1::text[], $2::int[]) AS b(conversation_id, seq)
       JOIN messages m ON m.conversation_id = b.conversation_id AND m.seq = b.seq`,
      [places.map((place) => place.conversationId), places.map((place) => place.seq)],
    );
    return new Map(
      result.rows.map((row) => [
        keyOf({ conversationId: row.conversation_id, seq: row.seq }),
        {
          senderId: row.sender_id,
          type: row.type,
          content: row.content,
          metadata: row.metadata ?? {},
          deleted: row.deleted,
        },
      ]),
    );
  }

  return {
    async waiting(limit) {
      const result = await pool.query<OutboxRow>({
        name: 'notices-waiting',
        text: 'SELECT * FROM notice_outbox ORDER BY id LIMIT $1',
        values: [limit],
      });
      return result.rows.map((row) => ({
        outboxId: row.id,
        kind: row.kind,
        actorId: row.actor_id,
        ticketId: row.ticket_id,
        conversationId: row.conversation_id,
        seq: row.seq,
        noteId: row.note_id,
        userIds: row.user_ids,
        status: row.status,
        at: row.created_at.toISOString(),
      }));
    },

    async facts(notices) {
      const ticketOf = await tickets(unique(notices.map((notice) => notice.ticketId)));
      const conversationOf = await conversations(notices);
      const places = notices.map((notice) =>
        placeOf(notice, (notice.ticketId && ticketOf.get(notice.ticketId)?.conversationId) || null),
      );
      const messageOf = await messages(places.flatMap((place) => place ?? []));
      return notices.map((notice, index) => {
        const place = places[index];
        return {
          ticket: (notice.ticketId !== null && ticketOf.get(notice.ticketId)) || null,
          conversation: (notice.conversationId !== null && conversationOf.get(notice.conversationId)) || null,
          message: (place && messageOf.get(keyOf(place))) || null,
        };
      });
    },

    settle(outcomes) {
      return transaction(pool, async (client) => {
        const taken = await client.query<{ id: string }>(
          `DELETE FROM notice_outbox WHERE id IN
             (SELECT id FROM notice_outbox WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING id`,
          [outcomes.map((outcome) => outcome.outboxId)],
        );
        const ours = new Set(taken.rows.map((row) => row.id));
        const mine = outcomes.filter((outcome) => ours.has(outcome.outboxId));
        const entries = mine.flatMap((outcome) => outcome.entries);
        if (entries.length > 0) {
          await client.query(
            `INSERT INTO notifications (id, user_id, category, type, title, body, data, created_at)
             SELECT id, "userId", category, type, title, body, data, "createdAt" FROM json_to_recordset($1)
             AS e (id text, "userId" text, category text, type text, title text, body text, data json, "createdAt" timestamptz)`,
            [JSON.stringify(entries)],
          );
        }
        await addOutsideJobs(
          client,
          mine.flatMap((outcome) => outcome.jobs),
        );
        return entries;
      });
    },
  };
}

type Place = { readonly conversationId: string; readonly seq: number };

function placeOf({ conversationId, seq }: Notice, ofTicket: string | null): Place | null {
  const id = conversationId ?? ofTicket;
  return id !== null && seq !== null ? { conversationId: id, seq } : null;
}

function keyOf({ conversationId, seq }: Place): string {
  return `${conversationId} ${seq}`;
}
