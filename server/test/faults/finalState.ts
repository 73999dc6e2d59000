import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type Caller, callRest, callSocket } from './call.ts';
import { type FinalConversation, type FinalMessage, reactionText, type StatedCounts } from './history.ts';
import { bodyHash } from './prng.ts';
import { Conversation, finalMessageOf, type Message, MessageList, Resumed, UnreadCounts } from './shapes.ts';
import type { Room, World } from './world.ts';

/** A server that is read from, and what it is called; nothing where there is only one. */
export type Source = { name: string; url: string };

/**
 * Reads the end state of every conversation by all doors of all servers: SQL, pages up and down, `resume` from zero, and what each
 * member is told. To be called when all is quiet and healed; throws when a read fails.
 */
export async function readFinalState(
  world: World,
  databaseUrl: string,
  sources: readonly Source[],
): Promise<FinalConversation[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const final: FinalConversation[] = [];
    for (const room of world.rooms) final.push(await readRoom(world, room, client, sources));
    return final;
  } finally {
    await client.end();
  }
}

/** A read that brings so many more than there are will never end. */
const SPARE = 1_000;

async function readRoom(
  world: World,
  room: Room,
  client: pg.Client,
  sources: readonly Source[],
): Promise<FinalConversation> {
  const [first = '', second = ''] = room.members;
  const rows = await readRows(client, room);
  const most = rows.length + SPARE;
  const views: FinalConversation['views'] = [];
  const stated: StatedCounts[] = [];
  for (const { name, url } of sources) {
    const at = (user: string): Caller => ({ ...world.caller(user), url });
    views.push(
      { name: `pages upwards${name}`, messages: await readUp(at(first), room, most) },
      { name: `pages downwards${name}`, messages: await readDown(at(second), room, most) },
      { name: `resume${name}`, messages: await readResumed(at(first), room, most) },
    );
    for (const user of room.members) stated.push(await readStated(at(user), user, room));
  }
  const ids = new Map(views[0]?.messages.map(({ seq, id }) => [seq, id]));
  for (const row of rows) row.id = ids.get(row.seq) ?? null;
  return { id: room.id, rows, marks: await readMarks(client, room), views, stated };
}

async function readUp(caller: Caller, room: Room, most: number): Promise<FinalMessage[]> {
  return (await readPages(caller, `/api/messaging/conversations/${room.id}/messages?limit=100&after=0`, most)).map(
    finalMessageOf,
  );
}

async function readDown(caller: Caller, room: Room, most: number): Promise<FinalMessage[]> {
  const messages = await readPages(caller, `/api/messaging/conversations/${room.id}/messages?limit=100`, most);
  return messages.reverse().map(finalMessageOf);
}

async function readPages(caller: Caller, path: string, most: number): Promise<Message[]> {
  const messages: Message[] = [];
  let cursor = '';
  while (true) {
    const page = MessageList.parse(await get(caller, path + cursor));
    messages.push(...page.data);
    if (page.page.next === null || messages.length > most) return messages;
    cursor = `&cursor=${encodeURIComponent(page.page.next)}`;
  }
}

async function readResumed(caller: Caller, room: Room, most: number): Promise<FinalMessage[]> {
  const socket = await connect(caller);
  try {
    const messages: FinalMessage[] = [];
    while (true) {
      const cursor = messages.at(-1)?.seq ?? 0;
      const called = await callSocket(caller, socket, 'resume', { conversations: { [room.id]: cursor } });
      if (called.outcome !== 'ok') throw new Error(`resume: ${JSON.stringify(called)}`);
      const part = Resumed.parse(called.body).conversations[room.id];
      if (part === undefined || !('messages' in part)) throw new Error(`resume: ${JSON.stringify(part)}`);
      messages.push(...part.messages.map(finalMessageOf));
      if (!part.hasMore || part.messages.length === 0 || messages.length > most) return messages;
    }
  } finally {
    socket.disconnect();
  }
}

function connect(caller: Caller): Promise<Socket> {
  const socket = io(caller.url, { auth: { token: caller.token }, transports: ['websocket'], forceNew: true });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

async function readStated(caller: Caller, user: string, room: Room): Promise<StatedCounts> {
  const told = Conversation.parse(await get(caller, `/api/messaging/conversations/${room.id}`));
  const counts = UnreadCounts.parse(await get(caller, '/api/messaging/unread-count'));
  const last = told.lastMessage;
  return {
    user,
    unreadCount: told.unreadCount,
    listedUnread: counts.conversations.find(({ conversationId }) => conversationId === room.id)?.unreadCount ?? 0,
    lastReadSeq: told.lastReadSeq,
    lastSeq: told.lastSeq,
    lastMessage: last && { seq: last.seq, body: bodyHash(last.content), deleted: last.deletedAt !== null },
    marks: Object.fromEntries(told.members.map(({ userId, lastReadSeq }) => [userId, lastReadSeq])),
  };
}

async function get(caller: Caller, path: string): Promise<unknown> {
  const called = await callRest(caller, 'GET', path);
  if (called.outcome !== 'ok') throw new Error(`the final read of ${path}: ${JSON.stringify(called)}`);
  return called.body;
}

const Row = z.object({
  seq: z.int(),
  sender_id: z.string(),
  client_id: z.string().nullable(),
  content: z.string(),
  version: z.int(),
  deleted: z.boolean(),
  system: z.boolean(),
});
const ReactionRow = z.object({ seq: z.int(), emoji: z.string(), user_id: z.string() });
const MarkRow = z.object({ user_id: z.string(), last_read_seq: z.int() });

async function readRows(client: pg.Client, room: Room): Promise<FinalMessage[]> {
  const reactions = await client.query('SELECT seq, emoji, user_id FROM message_reactions WHERE conversation_id = $1', [
    room.id,
  ]);
  const bySeq = new Map<number, Map<string, string[]>>();
  for (const { seq, emoji, user_id } of ReactionRow.array().parse(reactions.rows)) {
    const emojis = bySeq.get(seq) ?? new Map<string, string[]>();
    bySeq.set(seq, emojis);
    emojis.set(emoji, [...(emojis.get(emoji) ?? []), user_id]);
  }
  const found = await client.query(
    `SELECT seq, sender_id, client_id, content, version, deleted_at IS NOT NULL AS deleted, type = 'system' AS system
     FROM messages WHERE conversation_id = $1 ORDER BY seq`,
    [room.id],
  );
  return Row.array()
    .parse(found.rows)
    .map((row) => ({
      seq: row.seq,
      id: null,
      sender: row.sender_id,
      clientId: row.client_id,
      body: bodyHash(row.content),
      version: row.version,
      deleted: row.deleted,
      system: row.system,
      reactions: reactionText([...(bySeq.get(row.seq) ?? [])].map(([emoji, userIds]) => ({ emoji, userIds }))),
      readCount: null,
    }));
}

async function readMarks(client: pg.Client, room: Room): Promise<Record<string, number>> {
  const found = await client.query(
    'SELECT user_id, last_read_seq FROM conversation_participants WHERE conversation_id = $1',
    [room.id],
  );
  const marks = MarkRow.array().parse(found.rows);
  return Object.fromEntries(marks.map(({ user_id, last_read_seq }) => [user_id, last_read_seq]));
}
