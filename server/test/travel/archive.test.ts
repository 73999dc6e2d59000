import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { run } from '../startup/program.ts';
import { type ArchiveLine, type ArchivingServer, startArchivingServer } from '../support/archive.ts';
import { eventually, historyOf, MESSAGES, makeDirect, makeGroup, say, sayAll, upload } from '../support/factories.ts';
import { testVariables } from '../support/settings.ts';

const ARCHIVING = { ARCHIVE_MESSAGES_AFTER_DAYS: '30' };
const DAY_MS = 86_400_000;

let server: ArchivingServer;

beforeAll(async () => {
  server = await startArchivingServer();
});
afterAll(() => server.stop());

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** Lets another process work until the archive is so. */
async function archiveUntil(
  what: string,
  check: (days: Record<string, ArchiveLine[]>) => boolean,
  settings: Readonly<Record<string, string>> = ARCHIVING,
  timeoutMs = 10_000,
): Promise<Record<string, ArchiveLine[]>> {
  const other = await server.another(settings);
  try {
    await eventually(what, async () => check(await server.archive()), timeoutMs);
  } finally {
    await other.close();
  }
  return server.archive();
}

const contents = (lines: readonly ArchiveLine[] | undefined) => (lines ?? []).map(({ content }) => content);

test('old days appear in order, of every kind of conversation; young ones do not; nothing is taken away', async () => {
  const { ann, bob } = await server.people('ann', 'bob');
  const agent = await server.person('Agent', { role: 'agent' });
  const [old, young] = [daysAgo(40), daysAgo(29)];
  const direct = await makeDirect(ann, bob);
  const [first] = await sayAll(ann, direct, 'Grüße 👋\u2028', 'two');
  await say(bob, direct, 'an answer', { replyTo: first?.id });
  await bob.put(`${MESSAGES}/${first?.id}/reactions/${encodeURIComponent('👍')}`, {});
  const group = await makeGroup(ann, [bob]);
  await say(ann, group, 'hello all');
  const ticket = await ann.post('/api/tickets', { subject: 'Lost', description: 'It is lost.' });
  const { id, conversationId } = ticket.json as { id: string; conversationId: string };
  const file = await upload(ann, 'bill.txt', Buffer.from('a bill'), 'text/plain');
  await ann.post(`/api/tickets/${id}/comments`, { content: 'See here', attachmentIds: [file.id] });
  await agent.post(`/api/tickets/${id}/comments`, { content: 'between us', internal: true });
  const later = await makeDirect(ann, agent);
  await say(ann, later, 'not so old');
  for (const one of [direct.id, group.id, conversationId]) await server.saidOn(one, old);
  await server.saidOn(later.id, young);
  const histories = async () => {
    const all = await Promise.all([direct, group, { id: conversationId }].map((where) => historyOf(ann, where)));
    return all.flat().map((message) => ({ ...message, attachments: message.attachments.map((bytes) => bytes.id) }));
  };
  const before = await histories();

  const days = await archiveUntil('the day is there', (found) => found[old] !== undefined);
  expect(Object.keys(days)).toEqual([old]);
  const lines = days[old] ?? [];
  expect(await histories()).toEqual(before);
  const expected = before.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1) || a.seq - b.seq);
  expect(lines.map((line) => line.id)).toEqual(expected.map((message) => message.id));
  for (const [index, { content, type, metadata, createdAt, version }] of expected.entries())
    expect(lines[index]).toMatchObject({ content, type, metadata, createdAt, version });
  expect(new Set(lines.map((line) => line.conversationType))).toEqual(new Set(['direct', 'group', 'support']));
  expect(lines.find((line) => line.content === 'an answer')?.replyTo).toBe(first?.id);
  expect(lines.find((line) => line.id === first?.id)?.reactions).toEqual([{ emoji: '👍', userIds: [bob.id] }]);
  const bill = lines.find((line) => line.content === 'See here')?.attachments;
  expect(bill).toEqual([expect.objectContaining({ id: file.id, name: 'bill.txt', storageKey: expect.any(String) })]);
  expect(JSON.stringify(lines)).not.toContain('between us');
});

test('edits, deletions and tickets that were cleaned up are followed, also when the archive is switched off', async () => {
  const { uma, vic } = await server.people('uma', 'vic');
  const agent = await server.person('Agent', { role: 'agent' });
  const [early, mid, late, slow] = [daysAgo(60), daysAgo(55), daysAgo(50), daysAgo(45)];
  const chat = await makeDirect(uma, vic);
  const [one, two] = await sayAll(uma, chat, 'wrong word', 'a secret', 'stays');
  await server.saidOn(chat.id, early);
  const other = await makeGroup(uma, [vic]);
  const quoted = await say(uma, other, 'the same secret');
  await say(vic, other, 'answering', { replyTo: quoted.id });
  await server.saidOn(other.id, mid);
  const hall = await makeGroup(vic, [uma]);
  await say(vic, hall, 'soon changed');
  await server.saidOn(hall.id, slow);
  const ticket = await uma.post('/api/tickets', { subject: 'Old', description: 'Of long ago.' });
  const { id, conversationId } = ticket.json as { id: string; conversationId: string };
  expect((await uma.post(`/api/tickets/${id}/comments`, { content: 'Long ago.' })).status).toBe(201);
  expect((await agent.put(`/api/tickets/${id}/status`, { status: 'closed' })).status).toBe(200);
  await server.database.query(`UPDATE tickets SET closed_at = closed_at - interval '31 days' WHERE id = $1`, [id]);
  await server.saidOn(conversationId, late);
  const days = await archiveUntil('four days', (found) => [early, mid, late, slow].every((day) => found[day]));
  expect(contents(days[early])).toEqual(['wrong word', 'a secret', 'stays']);
  expect(contents(days[late])).toContain('Long ago.');

  // A change that began before the next look and is committed after it; others that began later are seen at once.
  await server.database.query('BEGIN');
  await server.database.query('UPDATE conversations SET head_xid = pg_current_xact_id() WHERE id = $1', [hall.id]);
  await server.database.query(
    `UPDATE messages SET content = 'late', version = version + 1, changed_xid = pg_current_xact_id() WHERE conversation_id = $1`,
    [hall.id],
  );
  expect((await uma.put(`${MESSAGES}/${quoted.id}`, { content: 'an edited secret' })).status).toBe(200);
  await archiveUntil('the edit', (found) => contents(found[mid]).includes('an edited secret'));
  await server.database.query('COMMIT');
  expect((await uma.put(`${MESSAGES}/${one?.id}`, { content: 'right word' })).status).toBe(200);
  for (const gone of [two, quoted]) expect((await uma.delete(`${MESSAGES}/${gone?.id}`)).status).toBe(204);
  const cleaned = await server.another({ CLEANUP_CLOSED_TICKETS_AFTER_DAYS: '30' });
  await eventually('the ticket is gone', async () => (await uma.get(`/api/tickets/${id}`)).status === 404);
  await cleaned.close();

  const off = await archiveUntil('all of it', (found) => !found[late] && contents(found[slow]).includes('late'), {});
  expect(contents(off[early])).toEqual(['right word', '', 'stays']);
  expect(off[early]?.map((line) => [line.editedAt !== null, line.deletedAt !== null])).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
  expect(contents(off[mid]).slice(-2)).toEqual(['', 'answering']);
  expect(JSON.stringify(off)).not.toMatch(/secret|Long ago/);
  expect(await historyOf(uma, chat)).toHaveLength(3);
}, 60_000);

test('what a killed or ended process left is finished by the next, and two at once double nothing', async () => {
  const { kim, lou } = await server.people('kim', 'lou');
  const group = await makeGroup(kim, [lou]);
  const { database } = server;
  const COUNT = 3_000;
  // Clocks of servers differ: neighbours may stand on other days than their order has it.
  await database.query('BEGIN');
  await database.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT c.id, c.last_seq + n, $2, 'text', 'no. ' || n, t.at, t.at FROM conversations c, generate_series(1, $3::int) AS n,
       LATERAL (SELECT '2020-01-01T00:00:00Z'::timestamptz + (n + n % 2 * 3) * interval '1 hour' AS at) t WHERE c.id = $1`,
    [group.id, kim.id, COUNT],
  );
  await database.query(
    'UPDATE conversations SET last_seq = last_seq + $2, head_xid = pg_current_xact_id() WHERE id = $1',
    [group.id, COUNT],
  );
  await database.query('COMMIT');
  const old = async () =>
    Object.entries(await server.archive()).flatMap(([day, lines]) => (day < '2021' ? [{ day, lines }] : []));

  const env = { ...testVariables(server.databaseUrl, server.dataDir, ARCHIVING), NODE_ENV: 'development' };
  const killed = run('main.ts', [], server.dataDir, env);
  try {
    await eventually('a few days', async () => (await old()).length > 3, 15_000);
  } finally {
    killed.signal('SIGKILL');
    await killed.ended;
  }
  const left = (await old()).length;
  expect(left).toBeLessThan(COUNT / 24);

  const ended = await server.another(ARCHIVING);
  await eventually('a few more', async () => (await old()).length > left, 15_000);
  await ended.close();
  const pair = [await server.another(ARCHIVING), await server.another(ARCHIVING)];
  await eventually('every day', async () => (await old()).length === 126, 15_000);
  await Promise.all(pair.map((other) => other.close()));
  const days = await old();
  const numbers = days.map(({ lines }) => lines.map((line) => Number(line.content.slice(4))));
  for (const row of numbers) expect(row).toEqual(row.toSorted((a, b) => a - b));
  expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, n) => n + 1));
  for (const { day, lines } of days) for (const line of lines) expect(line.createdAt.slice(0, 10)).toBe(day);

  // As after a dump was loaded into a server that counts its transactions anew.
  await rm(join(server.dataDir, 'files', 'archive', '2020'), { recursive: true });
  await database.query(`UPDATE message_archive SET horizon = '1000000000000'`);
  const isWhole = (found: Record<string, unknown>) => Object.keys(found).filter((day) => day < '2021').length === 126;
  await archiveUntil('all days again', isWhole, {}, 25_000);
  expect(await old()).toEqual(days);
}, 60_000);

test('what is no number of days is refused at the start, with a sentence', () => {
  for (const days of ['0', '-1', '1.5', 'soon', '99999']) {
    const ask = () => loadConfig({ ARCHIVE_MESSAGES_AFTER_DAYS: days }, import.meta.dirname);
    expect(ask).toThrow(ConfigError);
    expect(ask).toThrow(/^ARCHIVE_MESSAGES_AFTER_DAYS must be a whole number between 1 and 36500\.$/);
  }
});
