import type { ClientBase, Pool, PoolClient } from 'pg';
import type { ConversationStore, Named } from '../../core/conversations/store.ts';
import type { MemberRole } from '../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { noteConversation, noteMessages } from './fact-notes.ts';
import { addNotices, groupAdded } from './notice-outbox.ts';
import { transaction } from './pool.ts';

type MemberStore = Pick<ConversationStore, 'update' | 'addMembers' | 'removeMember' | 'setRole'>;

/**
 * When each of those who join at once joined, in the order in which they are named (`n.ord`): a microsecond apart, which no
 * time that is shown has. `at` is a parameter.
 */
export function joinedInTurn(at: string): string {
  return `${at}::timestamptz + n.ord * interval '1 microsecond'`;
}

/** What a system message tells; `content` is a plain English sentence for clients that know nothing of `metadata`. */
type Notice = {
  readonly event: string;
  readonly content: string;
  readonly details: { readonly [key: string]: string | null };
};

/** Adds the numbered system messages of a change and moves the conversation's head; returns their numbers. */
async function announce(
  client: PoolClient,
  conversationId: string,
  by: Named,
  notices: readonly Notice[],
  at: Date,
): Promise<number[]> {
  const head = await client.query<{ last_seq: number }>(
    `UPDATE conversations SET last_seq = last_seq + $2, activity_at = $3, head_xid = pg_current_xact_id() WHERE id = $1 RETURNING last_seq`,
    [conversationId, notices.length, at],
  );
  const base = (head.rows[0]?.last_seq ?? 0) - notices.length;
  await client.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, metadata, by_server, created_at, updated_at)
     SELECT $1, $2 + n.ord, $3, 'system', n.content, n.metadata::json, true, $6, $6
     FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS n(content, metadata, ord)`,
    [
      conversationId,
      base,
      by.userId,
      notices.map((notice) => notice.content),
      notices.map((notice) => JSON.stringify({ event: notice.event, ...notice.details, by: by.userId })),
      at,
    ],
  );
  const seqs = notices.map((_, index) => base + index + 1);
  await noteMessages(client, conversationId, seqs, at);
  return seqs;
}

async function lock(
  client: PoolClient,
  conversationId: string,
): Promise<{ lastSeq: number; title: string | null; avatar: string | null }> {
  const result = await client.query<{ last_seq: number; title: string | null; avatar: string | null }>(
    'SELECT last_seq, title, avatar FROM conversations WHERE id = $1 FOR NO KEY UPDATE',
    [conversationId],
  );
  const row = result.rows[0];
  return { lastSeq: row?.last_seq ?? 0, title: row?.title ?? null, avatar: row?.avatar ?? null };
}

/** Counts the members anew and gives the conversation a new access version. */
export async function changeAccess(client: ClientBase, conversationId: string, at: Date): Promise<number> {
  const result = await client.query<{ access_version: number }>(
    `UPDATE conversations SET access_version = access_version + 1, updated_at = $2, changed_xid = pg_current_xact_id(),
       head_xid = pg_current_xact_id(), member_count = (SELECT count(*) FROM conversation_participants WHERE conversation_id = $1)
     WHERE id = $1 RETURNING access_version`,
    [conversationId, at],
  );
  return result.rows[0]?.access_version ?? 0;
}

async function roleOf(client: PoolClient, conversationId: string, userId: string): Promise<MemberRole | null> {
  const result = await client.query<{ role: MemberRole }>(
    'SELECT role FROM conversation_participants WHERE conversation_id = $1 AND user_id = $2',
    [conversationId, userId],
  );
  return result.rows[0]?.role ?? null;
}

/**
 * The right to act, checked again under the lock: who asked may have lost it since the verb looked.
 * @throws `not_a_member`, `forbidden`.
 */
async function checkRole(
  client: PoolClient,
  conversationId: string,
  by: Named,
  roles: readonly MemberRole[],
): Promise<MemberRole> {
  const role = await roleOf(client, conversationId, by.userId);
  if (!role) throw new ParleyError('not_a_member', 'You are not a member of this conversation');
  if (!roles.includes(role)) throw new ParleyError('forbidden', 'Your role in this group does not allow that');
  return role;
}

async function giveRole(client: PoolClient, conversationId: string, userId: string, role: MemberRole): Promise<void> {
  await client.query('UPDATE conversation_participants SET role = $3 WHERE conversation_id = $1 AND user_id = $2', [
    conversationId,
    userId,
    role,
  ]);
}

function roleNotice(person: Named, role: MemberRole): Notice {
  return { event: 'role_changed', content: `${person.name} is now ${role}`, details: { userId: person.userId, role } };
}

/** Members, roles and looks of conversations; each change and its system messages are one transaction. */
export function createMemberStore(pool: Pool, now: () => number): MemberStore {
  return {
    update(conversationId, by, fields) {
      return transaction(pool, async (client) => {
        const head = await lock(client, conversationId);
        await checkRole(client, conversationId, by, fields.owner ? ['owner'] : ['owner', 'admin']);
        const at = new Date(now());
        const notices: Notice[] = [];
        const heir = fields.owner && fields.owner.userId !== by.userId ? fields.owner : null;
        if (fields.title !== undefined && fields.title !== head.title) {
          notices.push({
            event: 'title_changed',
            content: `${by.name} changed the title to ${fields.title}`,
            details: { title: fields.title },
          });
        }
        if (fields.avatar !== undefined && fields.avatar !== head.avatar) {
          notices.push({
            event: 'avatar_changed',
            content: `${by.name} changed the picture`,
            details: { avatar: fields.avatar },
          });
        }
        if (heir) {
          if ((await roleOf(client, conversationId, heir.userId)) === null)
            throw invalid('owner', 'is no member of the group');
          await giveRole(client, conversationId, by.userId, 'member');
          await giveRole(client, conversationId, heir.userId, 'owner');
          notices.push(roleNotice(heir, 'owner'));
        }
        if (notices.length === 0 && fields.metadata === undefined) return null;
        const changed = await client.query<{ access_version: number }>(
          `UPDATE conversations SET title = COALESCE($2, title), avatar = CASE WHEN $3 THEN $4 ELSE avatar END,
             avatar_file = CASE WHEN $3 THEN $8 ELSE avatar_file END,
             metadata = COALESCE($5::json, metadata), access_version = access_version + $7, updated_at = $6, changed_xid = pg_current_xact_id(), head_xid = pg_current_xact_id()
           WHERE id = $1 RETURNING access_version`,
          [
            conversationId,
            fields.title ?? null,
            fields.avatar !== undefined,
            fields.avatar ?? null,
            fields.metadata === undefined ? null : JSON.stringify(fields.metadata),
            at,
            heir ? 1 : 0,
            fields.avatarFile ?? null,
          ],
        );
        const told = new Set(notices.map(({ event }) => event));
        const shown = [
          ...(told.has('title_changed') ? (['title'] as const) : []),
          ...(told.has('avatar_changed') ? (['avatar'] as const) : []),
          ...(fields.metadata !== undefined ? (['metadata'] as const) : []),
          ...(heir ? (['roles'] as const) : []),
        ];
        await noteConversation(client, conversationId, shown, at);
        const messages = notices.length > 0 ? await announce(client, conversationId, by, notices, at) : [];
        return { accessVersion: changed.rows[0]?.access_version ?? 0, messages };
      });
    },

    addMembers(conversationId, by, people) {
      return transaction(pool, async (client) => {
        const { lastSeq } = await lock(client, conversationId);
        await checkRole(client, conversationId, by, ['owner', 'admin']);
        const at = new Date(now());
        const result = await client.query<{ user_id: string }>(
          `INSERT INTO conversation_participants (conversation_id, user_id, joined_at, joined_seq, last_read_seq, unread_seq)
           SELECT $1, u, ${joinedInTurn('$3')}, $4, $4, $4 FROM unnest($2::text[]) WITH ORDINALITY AS n(u, ord) ON CONFLICT DO NOTHING RETURNING user_id`,
          [conversationId, people.map((person) => person.userId), at, lastSeq],
        );
        if (result.rows.length === 0) return null;
        const added = new Set(result.rows.map((row) => row.user_id));
        await client.query('DELETE FROM conversation_departures WHERE conversation_id = $1 AND user_id = ANY($2)', [
          conversationId,
          [...added],
        ]);
        const accessVersion = await changeAccess(client, conversationId, at);
        await addNotices(client, [groupAdded(conversationId, by.userId, [...added])], at);
        const notices = people
          .filter((person) => added.has(person.userId))
          .map((person) => ({
            event: 'member_added',
            content: `${by.name} added ${person.name}`,
            details: { userId: person.userId },
          }));
        return { accessVersion, messages: await announce(client, conversationId, by, notices, at), added: [...added] };
      });
    },

    removeMember(conversationId, by, person) {
      return transaction(pool, async (client) => {
        await lock(client, conversationId);
        if (by.userId !== person.userId) {
          const own = await checkRole(client, conversationId, by, ['owner', 'admin']);
          const theirs = await roleOf(client, conversationId, person.userId);
          if (own === 'admin' && theirs !== null && theirs !== 'member')
            throw new ParleyError('forbidden', 'Admins may remove only members');
        }
        const at = new Date(now());
        const removed = await client.query<{ role: MemberRole }>(
          'DELETE FROM conversation_participants WHERE conversation_id = $1 AND user_id = $2 RETURNING role',
          [conversationId, person.userId],
        );
        const role = removed.rows[0]?.role;
        if (!role) return null;
        const left = by.userId === person.userId;
        await client.query(
          `INSERT INTO conversation_departures (user_id, conversation_id, reason) VALUES ($1, $2, $3)
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET reason = $3, changed_xid = pg_current_xact_id()`,
          [person.userId, conversationId, left ? 'left' : 'removed'],
        );
        const notices: Notice[] = [
          left
            ? { event: 'member_left', content: `${person.name} left`, details: { userId: person.userId } }
            : {
                event: 'member_removed',
                content: `${by.name} removed ${person.name}`,
                details: { userId: person.userId },
              },
        ];
        if (role === 'owner') {
          const heir = await client.query<{ user_id: string; name: string }>(
            `SELECT p.user_id, u.name FROM conversation_participants p JOIN users u ON u.id = p.user_id
             WHERE p.conversation_id = $1 ORDER BY p.role = 'admin' DESC, p.joined_at, p.user_id LIMIT 1`,
            [conversationId],
          );
          const next = heir.rows[0];
          if (next) {
            await giveRole(client, conversationId, next.user_id, 'owner');
            await noteConversation(client, conversationId, ['roles'], at);
            notices.push(roleNotice({ userId: next.user_id, name: next.name }, 'owner'));
          }
        }
        const accessVersion = await changeAccess(client, conversationId, at);
        const messages = await announce(client, conversationId, by, notices, at);
        return { accessVersion, messages, role, upToSeq: messages[0] ?? 0 };
      });
    },

    setRole(conversationId, by, person, role) {
      return transaction(pool, async (client) => {
        await lock(client, conversationId);
        await checkRole(client, conversationId, by, ['owner']);
        const at = new Date(now());
        const before = await roleOf(client, conversationId, person.userId);
        if (before === null || before === role) return null;
        await giveRole(client, conversationId, person.userId, role);
        const notices = [roleNotice(person, role)];
        if (role === 'owner') {
          await giveRole(client, conversationId, by.userId, 'admin');
          notices.push(roleNotice(by, 'admin'));
        }
        await noteConversation(client, conversationId, ['roles'], at);
        const accessVersion = await changeAccess(client, conversationId, at);
        return { accessVersion, messages: await announce(client, conversationId, by, notices, at) };
      });
    },
  };
}
