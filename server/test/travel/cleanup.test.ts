import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgingServer, startAgingServer } from '../support/aging.ts';
import { eventually, upload } from '../support/factories.ts';
import { startServerOn } from '../support/server.ts';

const DAY = 24 * 60;

let server: AgingServer;
let client: pg.Client;

beforeAll(async () => {
  server = await startAgingServer({ CONTRACT_PORTS: 'travel=0' });
  client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});

/** Every table with a text in it, and how many of its rows hold one of `words` anywhere. */
async function tracesOf(words: readonly string[]): Promise<Record<string, number>> {
  const tables = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  );
  const traces: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "${name}" t WHERE t::text ~ $1`,
      [words.join('|')],
    );
    if (rows[0]?.count) traces[name] = rows[0].count;
  }
  return traces;
}

test('closed tickets go after their time, completely; others and what they count stay', async () => {
  const { uma, root } = await server.people('uma', 'root');
  const agent = await server.person('Agent', { role: 'agent' });
  const former = await server.person('Former', { role: 'agent' });
  const open = async (subject: string) =>
    (await uma.post('/api/tickets', { subject, description: 'It is broken.' })).json as {
      id: string;
      conversationId: string;
    };
  const [old, young, open3] = [await open('old one'), await open('young one'), await open('open one')];
  const file = await upload(uma, 'bill.txt', Buffer.from('a bill'), 'text/plain');
  const comment = { content: 'Any news?', attachmentIds: [file.id] };
  expect((await uma.post(`/api/tickets/${old.id}/comments`, comment)).status).toBe(201);
  for (const { id } of [former, agent]) await agent.put(`/api/tickets/${old.id}/assign`, { assigneeId: id });
  await eventually('the former assignee was told', async () => {
    const feed = await client.query('SELECT 1 FROM notifications WHERE user_id = $1', [former.id]);
    return feed.rows.length > 0;
  });
  await client.query('DELETE FROM conversation_participants WHERE user_id = $1', [former.id]);
  await agent.post(`/api/tickets/${old.id}/comments`, { content: 'a note', internal: true });
  await agent.post(`/api/tickets/${old.id}/comments`, { content: 'It works again.' });
  await uma.post(`/api/messaging/conversations/${old.conversationId}/read`, {});
  for (const ticket of [old, young])
    expect((await agent.put(`/api/tickets/${ticket.id}/status`, { status: 'closed' })).status).toBe(200);
  await server.age(old, 31 * DAY);
  await server.age(open3, 31 * DAY);
  const before = (await agent.get('/api/tickets?limit=1')).json as { page: { total: number } };
  const again = await startServerOn(server.databaseUrl, { CLEANUP_CLOSED_TICKETS_AFTER_DAYS: '30' });
  try {
    await eventually('the old ticket is gone', async () => (await uma.get(`/api/tickets/${old.id}`)).status === 404);
  } finally {
    await again.close();
  }
  expect(await tracesOf([old.id, old.conversationId.slice(1), file.id])).toEqual({});
  expect((await uma.get(`/api/tickets/${young.id}`)).status).toBe(200);
  expect((await uma.get(`/api/tickets/${open3.id}`)).status).toBe(200);
  const after = (await agent.get('/api/tickets?limit=1')).json as { page: { total: number } };
  expect(after.page.total).toBe(before.page.total - 1);
  expect((await root.get('/api/tickets/my-tickets')).status).toBe(200);
});
