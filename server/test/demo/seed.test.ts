import { expect, test } from 'vitest';
import { ROOMS } from '../../demo/seed/rooms.ts';
import { seedWorkspace } from '../../demo/seed/seed.ts';
import { planWorkspace } from '../../demo/seed/workspace.ts';
import type { Api } from '../support/api.ts';
import { CONVERSATIONS, FAQS, historyOf } from '../support/factories.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { conversationShape, faqShape, listShape } from '../support/shapes.ts';
import { slaShape } from '../support/sla-shapes.ts';
import { countedListShape, statsShape, ticketShape } from '../support/ticket-shapes.ts';
import { historyOfTicket, TICKETS } from '../support/tickets.ts';
import { makeToken } from '../support/tokens.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const WISH = { seed: 11, scale: 1 / 20, now: NOW };
const MESSAGES = 1_000;
const silent = { stage: () => {}, count: () => {}, end: () => {} };

function siteOf({ url, databaseUrl }: TestServer) {
  return {
    url,
    database: { url: databaseUrl, setting: 'DATABASE_URL' },
    tokenFor: ({ id, name, role }: { id: string; name: string; role: string }) => makeToken({ sub: id, name, role }),
  };
}

async function conversationsOf(who: Api) {
  return (await who.get(`${CONVERSATIONS}?limit=100&archived=all`)).as(listShape(conversationShape)).data;
}

const daysBetween = (one: string, other: string) => Math.abs(Date.parse(one) - Date.parse(other)) / DAY;

test('the demo workspace is filled once, whatever interrupts it, and looks lived in', {
  timeout: 120_000,
}, async () => {
  const server = await startServer();
  const site = siteOf(server);
  // What was stopped in the middle is completed, and what is complete is left alone.
  const broken = {
    ...silent,
    count(_: string, done: number) {
      if (done > MESSAGES / 2) throw new Error('somebody pulled the plug');
    },
  };
  await expect(seedWorkspace(site, WISH, broken)).rejects.toThrow('plug');
  const added = await seedWorkspace(site, WISH, silent);
  expect(added?.messages).toBeLessThan(MESSAGES);
  expect(await seedWorkspace(site, WISH, silent)).toBeNull();
  await expect(seedWorkspace(site, { ...WISH, seed: 12 }, silent)).rejects.toThrow('--seed-number 11');

  const as = async (id: string, name: string, role: string) => server.api(await makeToken({ sub: id, name, role }));
  const mira = await as('mira', 'Mira Lindqvist', 'user');
  const ada = await as('ada', 'Ada Okafor', 'admin');

  // Conversations: each as planned, without a gap, in the order of its times, over many weeks.
  const planned = planWorkspace(WISH).rooms;
  const counts = new Map(planned.map(({ room, messages }) => [room.title ?? room.key, messages]));
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(MESSAGES);
  const rows = (await conversationsOf(mira)).filter(({ type }) => type !== 'support');
  expect(rows).toHaveLength(planned.filter(({ room }) => room.members.includes('mira')).length);
  const moments: string[] = [];
  for (const row of rows) {
    const history = await historyOf(mira, row);
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    expect(history).toHaveLength(counts.get(row.title ?? 'mira-jonas') ?? Number.NaN);
    const times = history.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted());
    expect(row.createdAt <= (times[0] ?? '')).toBe(true);
    expect(row.lastMessage?.createdAt).toBe(times.at(-1));
    for (const { attachments, createdAt } of history)
      for (const attachment of attachments) expect(attachment.createdAt <= createdAt).toBe(true);
    for (const { readBy, createdAt } of history)
      for (const reader of readBy) expect(reader.readAt >= createdAt).toBe(true);
    moments.push(...times);
  }
  moments.sort();
  expect(daysBetween(moments[0] ?? '', moments.at(-1) ?? '')).toBeGreaterThan(60);
  expect(new Set(moments.map((time) => time.slice(0, 10))).size).toBeGreaterThan(25);
  expect(Date.parse(moments.at(-1) ?? '')).toBeLessThan(NOW);

  // What waits for Mira is what the rooms say.
  const waits = ROOMS.slice(0, planned.length).reduce((sum, { unread }) => sum + (unread.mira ?? 0), 0);
  expect(rows.reduce((sum, { unreadCount }) => sum + unreadCount, 0)).toBe(waits);

  // Tickets: numbers follow creation, what happened to them happened in the past, and no promise is owed.
  const tickets = (await ada.get(`${TICKETS}?sort=createdAt&limit=100`)).as(countedListShape(ticketShape)).data;
  expect(tickets.map(({ number }) => number)).toEqual(tickets.map((_, index) => index + 1));
  expect(tickets).toHaveLength(10);
  expect(daysBetween(tickets[0]?.createdAt ?? '', tickets.at(-1)?.createdAt ?? '')).toBeGreaterThan(20);
  for (const ticket of tickets) {
    const history = await historyOfTicket(ada, ticket);
    const times = history.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThanOrEqual(NOW);
    const sla = (await ada.get(`${TICKETS}/${ticket.id}/sla`)).as(slaShape);
    expect(sla.policy).not.toBeNull();
    const isEscalated = history.some(({ action }) => action === 'escalated');
    expect(isEscalated).toBe([sla.firstResponse, sla.resolution].some((target) => target?.breachedAt != null));
  }
  const stats = (await ada.get(`${TICKETS}/stats`)).as(statsShape);
  expect(stats.total).toBe(10);
  expect(stats.sla.firstResponseBreachRate).not.toBeNull();
  expect(new Set(stats.backlog.map(({ open }) => open)).size).toBeGreaterThan(1);

  const faqs = (await ada.get(`${FAQS}?status=all&limit=100`)).as(countedListShape(faqShape));
  expect(faqs.page.total).toBe(3);
  expect(faqs.data.every(({ createdAt }) => Date.parse(createdAt) < NOW)).toBe(true);
  await server.stop();
});

test('the same number makes the same workspace, another one another', () => {
  const texts = (seed: number) =>
    planWorkspace({ ...WISH, seed }).rooms.map(({ steps }) => steps.map((step) => ('text' in step ? step.text : '')));
  expect(texts(3)).toEqual(texts(3));
  expect(texts(3)).not.toEqual(texts(4));
});
