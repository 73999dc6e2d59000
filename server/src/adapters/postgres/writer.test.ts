import { createHash } from 'node:crypto';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { NewMessage } from '../../core/conversations/writer.ts';
import { createPool } from './pool.ts';
import { PostgresMessageWriter } from './writer.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
const writer = new PostgresMessageWriter({ url: database.url, pool, now: Date.now, onUncertain: () => {} });
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
