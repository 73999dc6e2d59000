import http from 'node:http';
import pg from 'pg';
import { verifyToken } from '../../token.ts';

/**
 * HTTP without a framework: `node:http` and `pg`, one query per answer, written out by hand. It gives the same
 * three answers as Parley's routes, from the tables of the usual design.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

type Answer = { status: number; body: object };

async function answer(url: string, authorization: string): Promise<Answer> {
  if (url === '/health' || url === '/health/live') return { status: 200, body: { status: 'alive' } };
  const userId = verifyToken(authorization.replace('Bearer ', ''));
  if (userId === null) return { status: 401, body: { code: 'unauthorized' } };
  if (url === '/api/messaging/unread-count') return { status: 200, body: await unread(userId) };
  const conversationId = /^\/api\/messaging\/conversations\/([^/]+)\/messages$/.exec(url)?.[1];
  if (conversationId === undefined) return { status: 404, body: { code: 'not_found' } };
  return page(userId, conversationId);
}

async function unread(userId: string) {
  const { rows } = await pool.query<{ conversationId: string; unreadCount: number }>({
    name: 'unread',
    text: `SELECT conversation_id AS "conversationId", unread_count AS "unreadCount"
             FROM conversation_participants WHERE user_id = $1 AND unread_count > 0`,
    values: [userId],
  });
  return { total: rows.reduce((sum, row) => sum + row.unreadCount, 0), conversations: rows };
}

async function page(userId: string, conversationId: string): Promise<Answer> {
  const { rows } = await pool.query({
    name: 'page',
    text: `SELECT m.id, m.sender_id, m.content, m.created_at, u.name, u.role
             FROM messages m JOIN users u ON u.id = m.sender_id
            WHERE m.conversation_id = $1
              AND EXISTS (SELECT 1 FROM conversation_participants p WHERE p.conversation_id = $1 AND p.user_id = $2)
            ORDER BY m.id DESC LIMIT 50`,
    values: [conversationId, userId],
  });
  if (rows.length === 0) return { status: 403, body: { code: 'not_a_member' } };
  const data = rows.map((row) => ({
    id: row.id,
    conversationId,
    seq: Number(row.id),
    type: 'text',
    senderId: row.sender_id,
    sender: { id: row.sender_id, name: row.name, avatar: null, role: row.role },
    content: row.content,
    metadata: {},
    attachments: [],
    mentions: [],
    replyTo: null,
    replyCount: 0,
    forwardedFrom: null,
    reactions: [],
    readCount: 0,
    readBy: [],
    clientId: null,
    version: 1,
    isPinned: false,
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    createdAt: row.created_at,
    updatedAt: row.created_at,
  }));
  return { status: 200, body: { data, page: { next: String(data.at(-1)?.seq) } } };
}

const server = http.createServer((request, response) => {
  answer(request.url ?? '/', request.headers.authorization ?? '').then(
    ({ status, body }) => {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    },
    (error: Error) => {
      response.writeHead(500);
      response.end(error.message);
    },
  );
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
