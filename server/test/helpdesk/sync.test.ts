import { afterAll, expect, inject, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { administer } from '../support/databases.ts';
import { CONVERSATIONS, eventually, MESSAGES, makeDirect, makeGroup, say, sayAll } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { type Change, syncShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const people = () => server.people('ann', 'bo', 'cy');
const sync = async (who: Api, since?: string, limit = '') => {
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}${limit}`;
  return (await who.get(`/api/messaging/sync${query}`)).as(syncShape);
};

/** Everything since a cursor, page by page. */
async function catchUp(
  who: Api,
  since: string,
  limit = '',
): Promise<{ changes: Change[]; cursor: string; pages: number }> {
  const changes: Change[] = [];
  let cursor = since;
  for (let pages = 1; ; pages += 1) {
    const page = await sync(who, cursor, limit);
    changes.push(...page.data);
    expect(page.page.next === null || page.page.next === page.cursor).toBe(true);
    cursor = page.cursor;
    if (page.page.next === null) return { changes, cursor, pages };
  }
}

const messagesIn = (changes: readonly Change[]) =>
  changes.filter((one) => one.kind === 'message').map((one) => one.message);
const conversationsIn = (changes: readonly Change[]) =>
  changes.filter((one) => one.kind === 'conversation').map((one) => one.conversation);

test('SYNC-1 without a cursor one gets the present and nothing else', async () => {
  const { ann, bo } = await people();
  await say(ann, await makeDirect(ann, bo), 'old');
  expect(await sync(bo)).toMatchObject({ data: [], page: { next: null } });
  // What other transactions were about to do at that moment may be repeated, so the present is quiet only after a while.
  await eventually('nothing new', async () => {
    const start = await sync(bo);
    return (await catchUp(bo, start.cursor)).changes.length === 0;
  });
});

test('SYNC-2 new, edited, deleted and reacted messages come once, in their latest state', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const [one, two, three] = await sayAll(ann, chat, 'one', 'two', 'three');
  const { cursor } = await sync(bo);
  await ann.put(`${MESSAGES}/${one?.id}`, { content: 'one a' });
  await ann.put(`${MESSAGES}/${one?.id}`, { content: 'one b' });
  await ann.delete(`${MESSAGES}/${two?.id}`);
  await bo.put(`${MESSAGES}/${three?.id}/reactions/${encodeURIComponent('👍')}`);
  const four = await say(ann, chat, 'four');
  const { changes } = await catchUp(bo, cursor);
  const seen = messagesIn(changes);
  expect(seen.map((message) => message.id).sort()).toEqual([one?.id, two?.id, three?.id, four.id].sort());
  const by = (id: string | undefined) => seen.find((message) => message.id === id);
  expect(by(one?.id)).toMatchObject({ content: 'one b' });
  expect(by(two?.id)).toMatchObject({ content: '' });
  expect(by(two?.id)?.deletedAt).not.toBeNull();
  expect(by(three?.id)?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [bo.id] }]);
  expect(by(four.id)).toMatchObject({ content: 'four', clientId: null });
});

test('SYNC-3 new and changed conversations and moved marks come as the conversation', async () => {
  const { ann, bo, cy } = await people();
  const old = await makeGroup(ann, [bo], 'Old');
  const chat = await makeDirect(ann, bo);
  await say(ann, chat, 'x');
  const { cursor } = await sync(bo);
  const fresh = await makeGroup(ann, [bo, cy], 'Fresh');
  await ann.put(`${CONVERSATIONS}/${old.id}`, { title: 'Renamed' });
  await bo.post(`${CONVERSATIONS}/${chat.id}/read`);
  const seen = conversationsIn((await catchUp(bo, cursor)).changes);
  const by = (id: string) => seen.find((one) => one.id === id);
  expect(by(fresh.id)?.title).toBe('Fresh');
  expect(by(old.id)?.title).toBe('Renamed');
  expect(by(chat.id)).toMatchObject({ lastReadSeq: 1, unreadCount: 0 });
});

test('SYNC-4 a conversation that one is out of is reported as removed, and nothing of it afterwards', async () => {
  const { ann, bo } = await people();
  const [left, thrown, hidden] = [await makeGroup(ann, [bo]), await makeGroup(ann, [bo]), await makeDirect(ann, bo)];
  await say(ann, hidden, 'x');
  const { cursor } = await sync(bo);
  await bo.delete(`${CONVERSATIONS}/${left.id}/members/me`);
  await ann.delete(`${CONVERSATIONS}/${thrown.id}/members/${bo.id}`);
  await bo.delete(`${CONVERSATIONS}/${hidden.id}`);
  for (const group of [left, thrown]) await say(ann, group, 'canary after');
  const { changes } = await catchUp(bo, cursor);
  const removed = changes.filter((one) => one.kind === 'conversation_removed').map((one) => one.conversationId);
  expect(removed.sort()).toEqual([left.id, thrown.id, hidden.id].sort());
  expect(JSON.stringify(changes)).not.toContain('canary after');
});

test('SYNC-5 pages are small, complete and oldest first', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const { cursor } = await sync(bo);
  const sent = await sayAll(ann, chat, ...Array.from({ length: 25 }, (_, index) => `m${index}`));
  const { changes, pages } = await catchUp(bo, cursor, '&limit=7');
  expect(pages).toBeGreaterThan(3);
  const order = messagesIn(changes).map((message) => message.seq);
  expect([...new Set(order)].sort((a, b) => a - b)).toEqual(sent.map((message) => message.seq));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('SYNC-6 nothing is lost between two calls while many people write', async () => {
  const { ann, bo, cy } = await people();
  const groups = await Promise.all([1, 2, 3].map((index) => makeGroup(ann, [bo, cy], `G${index}`)));
  let { cursor } = await sync(bo);
  const acked = new Set<string>();
  const seen = new Set<string>();
  let writing = true;
  const writers = [ann, cy].flatMap((who) =>
    groups.map(async (group) => {
      for (let index = 0; index < 20; index += 1) acked.add((await say(who, group, `w${index}`)).id);
    }),
  );
  const done = Promise.all(writers).then(() => {
    writing = false;
  });
  while (writing) {
    const step = await catchUp(bo, cursor, '&limit=5');
    cursor = step.cursor;
    for (const message of messagesIn(step.changes)) seen.add(message.id);
  }
  await done;
  for (const message of messagesIn((await catchUp(bo, cursor)).changes)) seen.add(message.id);
  expect([...acked].filter((id) => !seen.has(id))).toEqual([]);
});

test('SYNC-7 nobody is shown what is not theirs', async () => {
  const { ann, bo, cy } = await people();
  const { cursor } = await sync(cy);
  const chat = await makeDirect(ann, bo);
  await say(ann, chat, 'canary');
  expect((await catchUp(cy, cursor)).changes).toEqual([]);
});

test.each(['nonsense', '-1', '{}', '%00', 'x'.repeat(2000)])('SYNC-8 a broken cursor is 400: %s', async (since) => {
  const ann = await server.person('ann');
  expectRefusal(await ann.get(`/api/messaging/sync?since=${encodeURIComponent(since)}`), 400, 'invalid_cursor');
  expectRefusal(await ann.get(`/api/messaging/sync?limit=0`), 400, 'validation_failed', 'limit');
});

test('SYNC-9 pages leave nothing out where the numbers of transactions gain a digit', async () => {
  const { ann, bo } = await people();
  const chat = await makeDirect(ann, bo);
  const { cursor } = await sync(bo);
  // Uses up numbers until ten before the next power of ten; what the server writes from there on crosses it.
  await administer(
    inject('postgresUrl'),
    `DO $$ DECLARE used numeric; BEGIN
      LOOP
        used := pg_current_xact_id()::text::numeric;
        COMMIT;
        EXIT WHEN used + 10 >= 10 ^ length(used::text);
      END LOOP;
    END $$`,
  );
  const texts = Array.from({ length: 30 }, (_, index) => `text ${index}`);
  await sayAll(ann, chat, ...texts);
  const { changes } = await catchUp(bo, cursor, '&limit=4');
  expect(messagesIn(changes).map(({ content }) => content)).toEqual(expect.arrayContaining(texts));
});
