import { afterAll, expect, test } from 'vitest';
import { eventually } from '../support/factories.ts';
import { openMailbox } from '../support/mailbox.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { feedShape } from '../support/shapes.ts';
import { assign, comment, openTicket, setStatus, TICKETS } from '../support/tickets.ts';
import { quiet } from '../support/wire.ts';

const mailbox = await openMailbox();
const server = await startServer({ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(mailbox.port) });
afterAll(async () => {
  await server.stop();
  await mailbox.close();
});

const withMail = (name: string, role?: 'agent') =>
  server.person(name, { claims: { email: `${name.toLowerCase()}@mail.example` }, ...(role && { role }) });
const ann = await withMail('Ann');
const ada = await withMail('Ada', 'agent');
const max = await withMail('Max', 'agent');
const eve = await withMail('Eve', 'agent');

const feedOf = async (who: Person) =>
  (await who.get('/api/notifications/feed?category=tickets'))
    .as(feedShape)
    .data.map((entry) => entry.type)
    .reverse();

test('TICK-36 the life of a ticket is told to requester, assignee and watchers, and never to who acts', async () => {
  const wire = await ann.connect();
  const ticket = await openTicket(ann, { subject: 'Broken\r\nBcc: all@mail.example' });
  await assign(ada, ticket, max.id);
  await ada.put(`${TICKETS}/${ticket.id}/watchers/${eve.id}`);
  await comment(max, ticket, 'Which browser is it?');
  await comment(max, ticket, 'secret-canary', { internal: true });
  await comment(ann, ticket, 'The blue one.');
  await setStatus(ada, ticket, 'resolved');
  await eventually('all that is told', async () => (await feedOf(ann)).length >= 2 && (await feedOf(eve)).length >= 4);
  expect(await feedOf(ann)).toEqual(['ticket.commented', 'ticket.status_changed']);
  expect(await feedOf(max)).toEqual(['ticket.assigned', 'ticket.commented']);
  expect(await feedOf(ada)).toEqual([]);
  await wire.waitFor('notification', (entry) => entry.type === 'ticket.status_changed');
  await quiet([wire]);
  expect(wire.of('notification')).toHaveLength(2);
  const mails = await mailbox.waitFor('ann@mail.example', 2, 10_000);
  expect(mails).toHaveLength(2);
  for (const mail of mails) {
    expect(mail.recipients).toEqual(['ann@mail.example']);
    expect(mail.header('references')).toBe(mails[0]?.header('references'));
    expect(mail.header('list-unsubscribe')).toContain('/api/notifications/unsubscribe/');
    expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.header('bcc')).toBeNull();
  }
  expect(JSON.stringify([mails.map((mail) => mail.raw), wire.heard])).not.toContain('secret-canary');
});
