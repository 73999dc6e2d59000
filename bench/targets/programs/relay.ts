import http from 'node:http';
import { Server } from 'socket.io';

/**
 * The limit to compare with: Socket.IO that passes a message on to its room and acknowledges it, and does
 * nothing else. Rooms come over `POST /rooms`, the user id is the whole token.
 */
type Send = { conversationId: string; content: string; clientId?: string };
type Room = { id: string; members: string[] };

const roomsOf = new Map<string, string[]>();
let messages = 0;

const server = http.createServer(async (request, response) => {
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const rooms: Room[] = JSON.parse(Buffer.concat(chunks).toString());
    for (const { id, members } of rooms) {
      for (const member of members) roomsOf.set(member, [...(roomsOf.get(member) ?? []), id]);
    }
  }
  response.end('ok');
});
const io = new Server(server, { serveClient: false });

io.on('connection', (socket) => {
  const userId = String(socket.handshake.auth.token);
  for (const room of roomsOf.get(userId) ?? []) socket.join(room);
  socket.on('send_message', (input: Send, ack: (answer: object) => void) => {
    messages += 1;
    const message = {
      id: String(messages),
      conversationId: input.conversationId,
      senderId: userId,
      content: input.content,
      createdAt: new Date().toISOString(),
    };
    socket.to(input.conversationId).emit('new_message', message);
    ack({ ok: true, id: message.id });
  });
});

server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
