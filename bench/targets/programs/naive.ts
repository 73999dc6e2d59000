import http from 'node:http';
import pg from 'pg';
import { Server } from 'socket.io';
import { verifyToken } from '../../token.ts';

/**
 * The usual design: every message awaits three statements, one after the other, each its own transaction, on a
 * pool of ten connections, and is emitted then.
 */
type Send = { conversationId: string; content: string; clientId?: string };
type Inserted = { id: string; created_at: Date };

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const server = http.createServer((_request, response) => response.end('ok'));
const io = new Server(server, { serveClient: false });

io.use((socket, next) => {
  socket.data.userId = verifyToken(String(socket.handshake.auth.token));
  next(socket.data.userId === null ? new Error('unauthorized') : undefined);
});

io.on('connection', async (socket) => {
  const userId: string = socket.data.userId;
  socket.on('send_message', (input: Send, ack: (answer: object) => void) => {
    send(userId, input).then(
      (message) => {
        socket.to(input.conversationId).emit('new_message', message);
        ack({ ok: true, message });
      },
      (error: Error) => ack({ ok: false, error: { message: error.message } }),
    );
  });
  const rooms = await pool.query<{ conversation_id: string }>(
    'SELECT conversation_id FROM conversation_participants WHERE user_id = $1',
    [userId],
  );
  for (const { conversation_id } of rooms.rows) socket.join(conversation_id);
});

async function send(senderId: string, { conversationId, content }: Send) {
  const inserted = await pool.query<Inserted>(
    'INSERT INTO messages (conversation_id, sender_id, content) VALUES ($1, $2, $3) RETURNING id, created_at',
    [conversationId, senderId, content],
  );
  const row = inserted.rows[0] as Inserted;
  await pool.query('UPDATE conversations SET last_message_id = $2, updated_at = now() WHERE id = $1', [
    conversationId,
    row.id,
  ]);
  await pool.query(
    'UPDATE conversation_participants SET unread_count = unread_count + 1 WHERE conversation_id = $1 AND user_id <> $2',
    [conversationId, senderId],
  );
  return { id: row.id, conversationId, senderId, content, createdAt: row.created_at };
}

server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
