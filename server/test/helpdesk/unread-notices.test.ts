import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, eventually, makeDirect, makeGroup, pause, say, sayAll } from '../support/factories.ts';
import { openMailbox } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';
import { prefer } from '../support/preferences.ts';
import { startServer, startServerOn } from '../support/server.ts';
import { openTicketRows } from '../support/ticket-rows.ts';

const mailbox = await openMailbox();
const settings = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(mailbox.port), PUBLIC_URL: 'https://help.example' };
const server = await startServer({ ...settings, UNREAD_NOTICE_DELAY_SECONDS: '1', UNREAD_NOTICES_PER_DAY: '2' });
const rows = await openTicketRows(server.databaseUrl);
afterAll(async () => {
  await rows.close();
  await server.stop();
  await mailbox.close();
});

/** Longer than the second after which somebody is told, by the time that it takes to find and to send. */
const LONG = 2_500;

async function reader(name: string): Promise<Person & { email: string }> {
  const email = `${name.toLowerCase()}-${Math.random().toString(36).slice(2)}@mail.example`;
  return { ...(await server.person(name, { claims: { email } })), email };
}

test('NOTE-27 who is away is told once, in one letter, of all that waits, conversation by conversation', async () => {
  const { ann, cy } = await server.people('ann', 'cy');
  const bo = await reader('Bo');
  const pair = await makeDirect(ann, bo);
  const group = await makeGroup(cy, [ann, bo], 'Walks & <talks>');
  const started = Date.now();
  await sayAll(ann, pair, 'one', 'two', 'three', 'four <b>');
  await say(cy, group, 'Who walks?');
  const [mail] = await mailbox.waitFor(bo.email);
  expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
  expect(mail?.parsed.subject).toBe('5 unread messages from cy and ann');
  const { text = '', html = '' } = mail?.parsed ?? {};
  expect(text).toContain('> four <b>');
  expect(text).not.toContain('> one');
  expect(text).toContain('and 1 earlier message');
  expect(text).toContain('> Who walks?');
  expect(html).toContain('Walks &amp; &lt;talks&gt;');
  expect(html).toContain('four &lt;b&gt;');
  expect(html).toContain(`https://help.example/conversations/${pair.id}`);
  expect(mail?.header('list-unsubscribe')).toContain('/api/notifications/unsubscribe/');
  await pause(LONG);
  expect(mailbox.of(bo.email)).toHaveLength(1);
});

test('NOTE-28 reading cancels it; who is online, muted the conversation or wants no e-mail is not told', async () => {
  const ann = await server.person('Ann');
  const [reads, online, muted, off] = await Promise.all(['Reads', 'Online', 'Muted', 'Off'].map(reader));
  if (!reads || !online || !muted || !off) throw new Error('nobody there');
  const wire = await online.connect();
  await prefer(off, { categories: { messages: { email: false } } });
  const group = await makeGroup(ann, [reads, online, muted, off]);
  await muted.put(`${CONVERSATIONS}/${group.id}/settings`, {
    mutedUntil: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await say(ann, group, 'hello');
  await reads.post(`${CONVERSATIONS}/${group.id}/read`);
  await pause(LONG);
  expect([reads, online, muted, off].flatMap((who) => mailbox.of(who.email))).toEqual([]);
  // Whoever leaves without having read is told after the same time.
  const left = Date.now();
  await wire.close();
  await mailbox.waitFor(online.email);
  expect(Date.now() - left).toBeGreaterThanOrEqual(1_000);
});

test('NOTE-29 the sender, and what is deleted, hidden or a system message, cause no letter', async () => {
  const [ann, bo] = [await reader('Ann'), await reader('Bo')];
  const group = await makeGroup(ann, [bo]);
  await ann.put(`${CONVERSATIONS}/${group.id}`, { title: 'Renamed' });
  const gone = await say(ann, group, 'gone');
  const hidden = await say(ann, group, 'hidden');
  await ann.delete(`/api/messaging/messages/${gone.id}`);
  await bo.delete(`/api/messaging/messages/${hidden.id}?for=me`);
  await pause(LONG);
  expect([...mailbox.of(ann.email), ...mailbox.of(bo.email)]).toEqual([]);
});

test('NOTE-30 nobody is told more often on a day than is allowed', async () => {
  const [ann, bo] = [await server.person('Ann'), await reader('Bo')];
  const pair = await makeDirect(ann, bo);
  for (const count of [1, 2]) {
    await say(ann, pair, `message ${count}`);
    await mailbox.waitFor(bo.email, count);
  }
  await say(ann, pair, 'one too many');
  await pause(LONG);
  expect(mailbox.of(bo.email)).toHaveLength(2);
  // The next day it is told after all.
  await rows.query(`UPDATE unread_reminder_days SET day = day - 1 WHERE user_id = $1`, [bo.id]);
  await say(ann, pair, 'on the next day');
  const third = (await mailbox.waitFor(bo.email, 3))[2];
  expect(third?.parsed.subject).toBe('2 unread messages from Ann');
});

test('NOTE-31 what was sent before a restart is told after it; a ticket has notices of its own and no such letter', async () => {
  const own = await startServer({ ...settings, UNREAD_NOTICE_DELAY_SECONDS: '86400' });
  const mine = await openTicketRows(own.databaseUrl);
  const ann = await own.person('Ann');
  const bo = await own.person('Bo', { claims: { email: 'restart@mail.example' } });
  const agent = await own.person('Ag', { role: 'agent', claims: { email: 'agent@mail.example' } });
  const ticket = await mine.make(ann, { assignee: agent });
  await mine.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at) VALUES ($1, 1, $2, 'text', 'x', now(), now())`,
    [ticket.conversationId, ann.id],
  );
  await mine.query('UPDATE conversations SET last_seq = 1 WHERE id = $1', [ticket.conversationId]);
  await say(ann, await makeDirect(ann, bo), 'before');
  const next = await startServerOn(own.databaseUrl, { ...settings, UNREAD_NOTICE_DELAY_SECONDS: '1' });
  const [mail] = await mailbox.waitFor('restart@mail.example');
  expect(mail?.parsed.text).toContain('> before');
  await pause(500);
  expect(mailbox.of('agent@mail.example')).toEqual([]);
  await next.close();
  await mine.close();
  await own.stop();
});

test('NOTE-32 a summary comes at the hour that a person chose, and ends with its category', async () => {
  const ann = await server.person('Ann');
  const bo = await reader('Bo');
  await prefer(bo, {
    categories: { product: { email: true }, messages: { email: false } },
    digest: { frequency: 'daily', hour: new Date().getUTCHours() },
  });
  const group = await makeGroup(ann, [bo], 'Walks');
  await say(ann, group, 'Who walks?');
  await eventually('the entry', async () => (await bo.get('/api/notifications/feed')).text.includes('group.added'));
  // The hour has come since they chose it.
  await rows.query(`UPDATE notification_preferences SET updated_at = now() - interval '2 days' WHERE user_id = $1`, [
    bo.id,
  ]);
  const next = await startServerOn(server.databaseUrl, settings);
  const [mail] = await mailbox.waitFor(bo.email);
  expect(mail?.parsed.subject).toBe('Your daily summary');
  expect(mail?.parsed.text).toContain('Walks: Ann added you to this group.');
  expect(mail?.parsed.text).toContain('> Who walks?');
  expect(mail?.header('list-unsubscribe')).not.toBeNull();
  await next.close();
  const again = await startServerOn(server.databaseUrl, settings);
  await pause(LONG);
  await again.close();
  expect(mailbox.of(bo.email)).toHaveLength(1);
});
