import { afterAll, expect, test } from 'vitest';
import { eventually, MESSAGES, makeDirect, makeGroup, pause } from '../support/factories.ts';
import { openMailbox } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';
import { prefer, preferencesOf } from '../support/preferences.ts';
import { startServer } from '../support/server.ts';
import { packageShape } from '../support/shapes.ts';
import { openTicketRows } from '../support/ticket-rows.ts';

const mailbox = await openMailbox();
const server = await startServer({
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(mailbox.port),
  FROM_EMAIL: 'Parley <help@parley.example>',
  PUBLIC_URL: 'https://help.example/',
});
const rows = await openTicketRows(server.databaseUrl);
afterAll(async () => {
  await rows.close();
  await server.stop();
  await mailbox.close();
});

/** Somebody with an address of their own. */
async function reader(name: string, claims: object = {}, role?: 'agent'): Promise<Person & { email: string }> {
  const email = `${name.toLowerCase()}-${Math.random().toString(36).slice(2)}@mail.example`;
  const person = await server.person(name, { claims: { email, ...claims }, ...(role && { role }) });
  return { ...person, email };
}

/** Resolves when no notice and no job is left. */
async function idle(): Promise<void> {
  const left = `SELECT 1 FROM notice_outbox UNION ALL SELECT 1 FROM graphile_worker.jobs WHERE attempts < max_attempts`;
  await eventually('nothing left to do', async () => (await rows.query(left)).rowCount === 0, 10_000);
}

test('NOTE-10 a letter says in text and in HTML what happened, and nothing in it is markup that somebody wrote', async () => {
  const ann = await reader('Ann');
  const agent = await server.person('Bo <b>', { role: 'agent' });
  const ticket = await rows.make(ann, { assignee: agent, subject: 'Quotes "&" <script>alert(1)</script> & 100 %' });
  await rows.comment(ticket, agent, 'Line one\n  <img src=x onerror=alert(2)> two 👩‍🚒\nمرحبا');
  const [mail] = await mailbox.waitFor(ann.email);
  expect(mail?.recipients).toEqual([ann.email]);
  expect(mail?.parsed.from).toMatchObject({ name: 'Parley', address: 'help@parley.example' });
  expect(mail?.parsed.to).toMatchObject([{ name: 'Ann', address: ann.email }]);
  expect(mail?.parsed.subject).toBe(`[#${ticket.number}] Quotes "&" <script>alert(1)</script> & 100 %`);
  const { html = '', text = '' } = mail?.parsed ?? {};
  expect(text).toContain('> Line one\n>   <img src=x onerror=alert(2)> two 👩‍🚒\n> مرحبا');
  expect(text).toContain(`https://help.example/tickets/${ticket.id}`);
  expect(html).toContain('&lt;img src=x onerror=alert(2)&gt; two 👩‍🚒');
  expect(html).not.toMatch(/<(script|img|b)\b/);
  expect(html).toContain(`href="https://help.example/tickets/${ticket.id}"`);
  expect(mail?.header('auto-submitted')).toBe('auto-generated');
});

test('NOTE-11 the letters of one ticket are one thread with one subject, and each has an id of its own', async () => {
  const ann = await reader('Ann');
  const agent = await reader('Ag', {}, 'agent');
  const ticket = await rows.make(ann, { assignee: agent });
  await rows.comment(ticket, agent, 'one');
  await rows.notice(ticket, agent, 'ticket.status_changed', { status: 'pending' });
  await rows.comment(ticket, agent, 'two');
  const mails = await mailbox.waitFor(ann.email, 3);
  await rows.comment(ticket, ann, 'three');
  const [toAgent] = await mailbox.waitFor(agent.email);
  const root = mails[0]?.header('references');
  expect(root).toMatch(/^<[^\s<>]+@parley\.example>$/);
  for (const mail of [...mails, toAgent]) {
    expect(mail?.header('references')).toBe(root);
    expect(mail?.header('in-reply-to')).toBe(root);
    expect(mail?.parsed.subject).toBe(`[#${ticket.number}] Printer on fire`);
  }
  expect(new Set(mails.map((mail) => mail.parsed.messageId)).size).toBe(3);
});

test('NOTE-12 a letter can be ended with one click, which ends its category and nothing else', async () => {
  const ann = await reader('Ann');
  const agent = await server.person('Ag', { role: 'agent' });
  const ticket = await rows.make(ann, { assignee: agent });
  await rows.comment(ticket, agent, 'one');
  const [mail] = await mailbox.waitFor(ann.email);
  expect(mail?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const link = /^<https:\/\/help\.example(\/api\/notifications\/unsubscribe\/[\w-]+)>$/.exec(
    mail?.header('list-unsubscribe') ?? '',
  )?.[1];
  expect(link).toBeDefined();
  // A line that is folded would not be read by all.
  expect(mail?.raw).toMatch(/^List-Unsubscribe: <https:[^\r\n]+>\r$/m);
  expect(mail?.parsed.text).toContain(`https://help.example${link}`);
  const answer = await fetch(new URL(link ?? '', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(answer.status).toBe(200);
  const { categories } = await preferencesOf(ann);
  expect([categories.tickets.email, categories.tickets.inApp, categories.messages.email]).toEqual([false, true, true]);
  await rows.comment(ticket, agent, 'two');
  await idle();
  expect(mailbox.of(ann.email)).toHaveLength(1);
});

test('NOTE-13 line breaks in names and subjects reach no header', async () => {
  const ann = await reader('Ann', { name: 'Ann\r\nBcc: victim@mail.example' });
  const agent = await server.person('Ag', { role: 'agent' });
  const ticket = await rows.make(ann, {
    assignee: agent,
    subject: 'Hello\r\nBcc: victim@mail.example\u2028\r\n\r\nbody \u202egnp.exe',
  });
  await rows.comment(ticket, agent, 'one');
  const [mail] = await mailbox.waitFor(ann.email);
  expect(mail?.recipients).toEqual([ann.email]);
  expect(mail?.header('bcc')).toBeNull();
  expect(mail?.parsed.subject).toBe(`[#${ticket.number}] Hello Bcc: victim@mail.example body gnp.exe`);
  expect(mail?.raw).not.toMatch(/^Bcc:/im);
  expect(mailbox.of('victim@mail.example')).toEqual([]);
});

test('NOTE-14 who has no address, one that no header takes, or does not want e-mail gets none', async () => {
  const [bo, strange, off, muted] = await Promise.all([
    server.person('Bo'),
    server.person('Strange', { claims: { email: 'a,victim@mail.example' } }),
    reader('Off'),
    reader('Muted'),
  ]);
  const ann = await server.person('Ann');
  await prefer(off, { channels: { email: false } });
  for (const who of [bo, strange, off, muted]) await prefer(who, { categories: { bookings: { email: true } } });
  const group = await makeGroup(ann, [bo, strange, off, muted]);
  const settings = `/api/messaging/conversations/${group.id}/settings`;
  await muted.put(settings, { mutedUntil: new Date(Date.now() + 3_600_000).toISOString() });
  const pack = { name: 'Check-up', price: 49.5, currency: 'EUR', duration: 30 };
  const { id } = (await ann.post('/api/users/me/service-packages', pack)).as(packageShape);
  const body = { conversationId: group.id, type: 'service_offer', content: '', metadata: { servicePackageId: id } };
  expect((await ann.post(MESSAGES, body)).status).toBe(201);
  await idle();
  const nobody = [off.email, muted.email, 'victim@mail.example', 'a,victim@mail.example'];
  expect(nobody.flatMap((address) => mailbox.of(address))).toEqual([]);
});

test('NOTE-15 a letter that is put off is tried again and comes once; one that is refused for good is not tried again', async () => {
  const [ann, bo] = [await reader('Ann'), await reader('Bo')];
  const agent = await server.person('Ag', { role: 'agent' });
  const [first, second] = [await rows.make(ann, { assignee: agent }), await rows.make(bo, { assignee: agent })];
  await idle();
  mailbox.refuse(451, 1);
  await rows.comment(first, agent, 'soon');
  const [mail] = await mailbox.waitFor(ann.email, 1, 20_000);
  expect(mail?.parsed.text).toContain('> soon');
  const before = mailbox.refusals();
  mailbox.refuse(550, 1);
  await rows.comment(second, agent, 'never');
  await eventually('the refusal', async () => mailbox.refusals() > before, 10_000);
  await idle();
  expect(mailbox.of(bo.email)).toEqual([]);
  expect(mailbox.of(ann.email)).toHaveLength(1);
}, 40_000);

test('NOTE-16 what is no longer so when the letter would go is not told', async () => {
  const ann = await reader('Ann');
  const agent = await server.person('Ag', { role: 'agent' });
  const ticket = await rows.make(ann, { assignee: agent });
  await idle();
  const before = mailbox.refusals();
  mailbox.refuse(451, 1);
  const seq = await rows.comment(ticket, agent, 'taken back');
  await eventually('the first try', async () => mailbox.refusals() > before, 10_000);
  await rows.query(`UPDATE messages SET content = '', deleted_at = now() WHERE conversation_id = $1 AND seq = $2`, [
    ticket.conversationId,
    seq,
  ]);
  await idle();
  expect(mailbox.of(ann.email)).toEqual([]);
}, 30_000);

test('NOTE-17 offers and bookings are told with what they are about', async () => {
  const [ann, bo] = [await server.person('Ann'), await reader('Bo')];
  const pack = { name: 'Check-up', price: 49.5, currency: 'EUR', duration: 30 };
  const { id } = (await bo.post('/api/users/me/service-packages', pack)).as(packageShape);
  const pair = await makeDirect(ann, bo);
  const metadata = { servicePackageId: id, requestedDate: '2027-01-15', requestedTime: '10:30' };
  await ann.post(MESSAGES, { conversationId: pair.id, type: 'booking_request', content: 'In the morning?', metadata });
  const [mail] = await mailbox.waitFor(bo.email);
  expect(mail?.parsed.subject).toBe('Ann sent a booking request');
  expect(mail?.parsed.text).toContain('Check-up (49.5 EUR)');
  expect(mail?.parsed.text).toContain('2027-01-15, 10:30');
  expect(mail?.parsed.text).toContain('> In the morning?');
  expect(mail?.parsed.text).toContain(`https://help.example/conversations/${pair.id}`);
});

test('NOTE-18 of an internal note agents get a letter without its words', async () => {
  const agent = await reader('Ag', {}, 'agent');
  const ann = await reader('Ann');
  const author = await server.person('Author', { role: 'agent' });
  const ticket = await rows.make(ann, { assignee: agent });
  await rows.notice(ticket, author, 'ticket.commented', { noteId: 'note1' });
  const [mail] = await mailbox.waitFor(agent.email);
  expect(mail?.parsed.text).toContain('Author added an internal note.');
  await idle();
  expect(mailbox.of(ann.email)).toEqual([]);
});

test('NOTE-19 the login is made where one is set, and the line is encrypted where the server offers it', async () => {
  const closed = await openMailbox({ login: { user: 'parley', password: 'pass word' }, startTls: true });
  const own = await startServer({
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(closed.port),
    SMTP_USER: 'parley',
    SMTP_PASS: 'pass word',
  });
  const mine = await openTicketRows(own.databaseUrl);
  const ann = await own.person('Ann', { claims: { email: 'ann@mail.example' } });
  const agent = await own.person('Ag', { role: 'agent' });
  await mine.comment(await mine.make(ann, { assignee: agent }), agent, 'hello');
  const [mail] = await closed.waitFor('ann@mail.example');
  expect([mail?.user, mail?.encrypted]).toEqual(['parley', true]);
  await mine.close();
  await own.stop();
  await closed.close();
});

test('NOTE-20 without SMTP_HOST nothing is queued for e-mail', async () => {
  const own = await startServer();
  const mine = await openTicketRows(own.databaseUrl);
  const ann = await own.person('Ann', { claims: { email: 'ann@mail.example' } });
  const agent = await own.person('Ag', { role: 'agent' });
  await mine.comment(await mine.make(ann, { assignee: agent }), agent, 'hello');
  await eventually('an empty outbox', async () => (await mine.query('SELECT 1 FROM notice_outbox')).rowCount === 0);
  await pause(50);
  expect((await mine.query('SELECT 1 FROM graphile_worker.jobs')).rowCount).toBe(0);
  await mine.close();
  await own.stop();
});
