import { createHash } from 'node:crypto';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { NewMessage, TicketMove } from '../../core/conversations/writer.ts';
import { createPool } from './pool.ts';
import { createTicketStore } from './tickets.ts';
import { PostgresMessageWriter } from './writer.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
const writer = new PostgresMessageWriter({
  wishes: { refresh: async () => {} },
  url: database.url,
  pool,
  now: Date.now,
  onUncertain: () => {},
  tracing: null,
});
await pool.query(`INSERT INTO users (id, name) VALUES ('ann', 'Ann')`);
afterAll(async () => {
  await writer.close();
  await pool.end();
  await database.drop();
});

async function makeConversation(id: string): Promise<string> {
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, member_count, activity_at, created_at, updated_at)
     VALUES ($1, 'group', 'ann', 1, now(), now(), now())`,
    [id],
  );
  return id;
}

const NOTHING = { reopens: false, answers: false, move: null };

function text(conversationId: string, content: string, clientId: string | null = content): NewMessage {
  return {
    conversationId,
    accessVersion: 1,
    senderId: 'ann',
    type: 'text',
    content,
    metadata: null,
    mentions: null,
    replyTo: null,
    forwardedFrom: null,
    clientId,
    requestHash: clientId === null ? null : createHash('sha256').update(content).digest('hex').slice(0, 32),
    attachmentIds: [],
    notice: null,
    fact: null,
    ticket: null,
  };
}

test('messages that are written at once get the next numbers in the order of the calls', async () => {
  const room = await makeConversation('order');
  const results = await Promise.all(['a', 'b', 'c', 'd'].map((content) => writer.write(text(room, content))));
  expect(results.map((result) => result.kind === 'written' && result.seq)).toEqual([1, 2, 3, 4]);
});

test('a client id gives its first message again, alone, in a batch and beside itself', async () => {
  const room = await makeConversation('repeats');
  expect(await writer.write(text(room, 'a'))).toMatchObject({ kind: 'written', seq: 1 });
  expect(await writer.write(text(room, 'a'))).toEqual({ kind: 'duplicate', seq: 1 });
  const many = await Promise.all(['b', 'a', 'b', 'c'].map((content) => writer.write(text(room, content))));
  expect(many).toMatchObject([
    { kind: 'written', seq: 2 },
    { kind: 'duplicate', seq: 1 },
    { kind: 'duplicate', seq: 2 },
    { kind: 'written', seq: 3 },
  ]);
  expect(await writer.write({ ...text(room, 'other'), clientId: 'a' })).toEqual({ kind: 'mismatch' });
});

test('what was written after a stale message of its sender is stale as well, and does not overtake it', async () => {
  const room = await makeConversation('overtaking');
  await pool.query(`UPDATE conversations SET access_version = 2 WHERE id = $1`, [room]);
  const anew = (content: string, senderId = 'ann') => ({ ...text(room, content), accessVersion: 2, senderId });
  const results = await Promise.all([
    writer.write(text(room, 'a')),
    writer.write(text(room, 'b')),
    writer.write(anew('c')),
    writer.write(anew('d', 'bo')),
  ]);
  expect(results).toMatchObject([{ kind: 'stale' }, { kind: 'stale' }, { kind: 'stale' }, { kind: 'written', seq: 1 }]);
});

async function countIn(...rooms: string[]): Promise<number[]> {
  const found = await pool.query<{ id: string; n: number }>(
    'SELECT conversation_id AS id, count(*)::int AS n FROM messages WHERE conversation_id = ANY($1) GROUP BY 1',
    [rooms],
  );
  return rooms.map((room) => found.rows.find(({ id }) => id === room)?.n ?? 0);
}

test('messages that are written together are all written, in the order of the calls beside them', async () => {
  const [one, two] = [await makeConversation('together-1'), await makeConversation('together-2')];
  const [before, together, after] = await Promise.all([
    writer.write(text(two, 'before')),
    writer.writeTogether([text(one, 'x', null), text(two, 'x', null)]),
    writer.write(text(two, 'after')),
  ]);
  expect(before).toMatchObject({ kind: 'written', seq: 1 });
  expect(together).toMatchObject([
    { kind: 'written', seq: 1 },
    { kind: 'written', seq: 2 },
  ]);
  expect(after).toMatchObject({ kind: 'written', seq: 3 });
});

test('of messages that are written together none is, where one conversation changed, and nobody beside them waits for it', async () => {
  const [sound, changed] = [await makeConversation('unchanged'), await makeConversation('changed')];
  await pool.query(`UPDATE conversations SET access_version = 2 WHERE id = $1`, [changed]);
  const [, together, beside] = await Promise.all([
    writer.write(text(sound, 'a')),
    writer.writeTogether([text(sound, 'b', null), text(changed, 'b', null)]),
    writer.write(text(sound, 'c')),
  ]);
  expect(together).toEqual([{ kind: 'stale' }, { kind: 'stale' }]);
  expect(beside).toMatchObject({ kind: 'written', seq: 2 });
  expect(await countIn(sound, changed)).toEqual([2, 0]);
});

test('of messages that are written together none is, where the database refuses one of them', async () => {
  const [sound, broken] = [await makeConversation('whole'), await makeConversation('torn')];
  await expect(writer.writeTogether([text(sound, 'a', null), text(broken, 'a\u0000', null)])).rejects.toThrow();
  expect(await writer.write(text(sound, 'b'))).toMatchObject({ kind: 'written', seq: 1 });
  expect(await countIn(sound, broken)).toEqual([1, 0]);
});

test('messages of one batch keep what is theirs, whatever the others lack', async () => {
  const room = await makeConversation('mixed');
  await writer.write(text(room, 'first'));
  const sent: NewMessage[] = [
    text(room, 'plain'),
    { ...text(room, 'Grüße, 世界 \u{1f469}\u200d\u{1f680} "{},\\"'), clientId: 'ünïcode "{}"' },
    { ...text(room, '', null), type: 'location', metadata: '{"latitude":1.5,"longitude":-2}' },
    { ...text(room, 'answer'), replyTo: 1, mentions: '["ann"]', forwardedFrom: null },
    { ...text(room, 'forwarded', null), forwardedFrom: '{"messageId":"x.1"}' },
  ];
  await Promise.all(sent.map((message) => writer.write(message)));
  const { rows } = await pool.query(
    `SELECT type, content, metadata::text, mentions::text, reply_to AS "replyTo", forwarded_from::text AS "forwardedFrom", client_id AS "clientId",
            encode(request_hash, 'hex') AS "requestHash"
     FROM messages WHERE conversation_id = $1 AND seq > 1 ORDER BY seq`,
    [room],
  );
  expect(rows).toEqual(
    sent.map(({ type, content, metadata, mentions, replyTo, forwardedFrom, clientId, requestHash }) => {
      return { type, content, metadata, mentions, replyTo, forwardedFrom, clientId, requestHash };
    }),
  );
});

test('two people may use the same client id, also in one batch', async () => {
  const rooms = [await makeConversation('same-id-here'), await makeConversation('same-id-there')];
  const message = (room = '', senderId = 'ann') => ({ ...text(room, 'x'), senderId });
  const all = [
    message(rooms[0]),
    message(rooms[0], 'bo'),
    message(rooms[1]),
    message(rooms[1], 'bo'),
    message(rooms[1], 'bo'),
  ];
  const results = await Promise.all(all.map((each) => writer.write(each)));
  expect(results.map(({ kind }) => kind)).toEqual(['written', 'written', 'written', 'written', 'duplicate']);
});

test('a conversation whose numbers are taken fails alone and at once', async () => {
  const [sound, broken] = [await makeConversation('sound'), await makeConversation('broken')];
  await writer.write(text(broken, 'a'));
  // As after a repair by hand that went wrong: the head says that there is no message, and there is one.
  await pool.query('UPDATE conversations SET last_seq = 0 WHERE id = $1', [broken]);
  const results = await Promise.allSettled([
    writer.write(text(broken, 'b')),
    writer.write(text(sound, 'c')),
    writer.write(text(broken, 'd', null)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(await writer.write(text(sound, 'e'))).toMatchObject({ kind: 'written', seq: 2 });
});

async function makeTicket(id: string): Promise<{ room: string; ticketId: string }> {
  const ticket = { id: `t-${id}`, conversationId: id, subject: id, description: id, category: 'general', tags: [] };
  const rest = { attachmentIds: [], metadata: {}, conversationMetadata: {}, requesterId: 'ann', createdBy: 'ann' };
  const store = createTicketStore(pool, Date.now);
  await store.create({ ...ticket, ...rest, priority: 'low', clientId: null, requestHash: null });
  return { room: id, ticketId: ticket.id };
}

function moving(room: string, ticketId: string, move: TicketMove, content: string): NewMessage {
  const ticket = { ticketId, reopens: false, answers: false, move };
  return { ...text(room, content), notice: 'ticket.commented', ticket };
}

test('a message that is refused with the status it wanted leaves no trace, and its neighbours alone', async () => {
  const [{ room, ticketId }, other] = [await makeTicket('refusing'), await makeConversation('beside')];
  const plain = (content: string) => ({ ...text(room, content), ticket: { ...NOTHING, ticketId } });
  const results = await Promise.all([
    writer.write(plain('a')),
    writer.write(moving(room, ticketId, { to: 'closed', from: ['resolved'] }, 'b')),
    writer.write(plain('c')),
    writer.write(text(other, 'd')),
    writer.write(moving(room, ticketId, { to: 'resolved', from: ['open'] }, 'e')),
    writer.write(moving(room, ticketId, { to: 'closed', from: ['resolved'] }, 'f')),
  ]);
  expect(results).toMatchObject([
    { kind: 'written', seq: 1, reaction: null },
    { kind: 'refused', status: 'open' },
    { kind: 'written', seq: 2, reaction: null },
    { kind: 'written', seq: 1, reaction: null },
    {
      kind: 'written',
      seq: 3,
      reaction: {
        changes: [{ field: 'status', from: 'open', to: 'resolved' }],
        accessVersion: 2,
        ticket: { id: ticketId, status: 'resolved', commentCount: 3 },
      },
    },
    { kind: 'stale' },
  ]);
  const { rows } = await pool.query<{ content: string }>(
    'SELECT content FROM messages WHERE conversation_id = $1 ORDER BY seq',
    [room],
  );
  expect(rows.map(({ content }) => content)).toEqual(['a', 'c', 'e']);
  const notices = await pool.query('SELECT seq FROM notice_outbox WHERE conversation_id = $1 AND seq IS NOT NULL', [
    room,
  ]);
  expect(notices.rows).toEqual([{ seq: 3 }]);
});

test('a message that wants the ticket as it is says how it is, and a repeat of it is a repeat though that changed', async () => {
  const { room, ticketId } = await makeTicket('keeping');
  const message = moving(room, ticketId, { to: null, from: ['open'] }, 'a');
  const reaction = { changes: [], accessVersion: null, ticket: { status: 'open', commentCount: 1 } };
  expect(await writer.write(message)).toMatchObject({ kind: 'written', seq: 1, reaction });
  await pool.query(`UPDATE tickets SET status = 'closed' WHERE id = $1`, [ticketId]);
  expect(await writer.write(message)).toEqual({ kind: 'duplicate', seq: 1 });
  expect(await writer.write({ ...message, clientId: 'b' })).toEqual({ kind: 'refused', status: 'closed' });
});
