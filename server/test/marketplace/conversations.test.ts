import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttachmentStore } from '../../src/adapters/postgres/attachments.ts';
import { createHttp, type Http } from '../conform/support/http.ts';
import { makeDirect, makeGroup, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { png } from '../support/samples.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ROOT = '/api/conversations';

type Body = {
  _id: string;
  participants: string[];
  type: string;
  groupName?: string;
  groupAdmin?: string;
  lastMessage?: string;
  lastMessageAt: string;
  unreadCounts: Record<string, number>;
  archivedBy: Record<string, string>;
  deletedBy: Record<string, string>;
  participantDetails: { _id: string; name: string }[];
  createdAt: string;
};

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Somebody as a client of this contract; null: without a token. */
const market = (person: Person | null): Http =>
  createHttp(`${server.url}/marketplace`, person?.token ?? null, () => {});

async function open(by: Person, body: object, status = 201): Promise<Body> {
  const answer = await market(by).post(ROOT, body);
  expect(answer.status, answer.text).toBe(status);
  return answer.json as Body;
}

const read = async (by: Person, id: string) => (await market(by).get(`${ROOT}/${id}`)).json as Body;

describe('conversations that other contracts made', () => {
  test('a native conversation of two is direct, a group and a ticket are groups', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const direct = await makeDirect(ann, bob);
    const group = await makeGroup(ann, [bob], 'Team');
    const ticket = await ann.post('/api/tickets', { subject: 'Lost', description: 'It is lost.' });
    const { conversationId } = ticket.json as { conversationId: string };
    const list = await market(ann).get(ROOT);
    const types = (list.json as { conversations: Body[] }).conversations.map(({ _id, type }) => [_id, type]);
    expect(Object.fromEntries(types)).toEqual({
      [direct.id]: 'direct',
      [group.id]: 'group',
      [conversationId]: 'group',
    });
    expect(list.json).toMatchObject({ page: 1, limit: 20, total: 3, totalPages: 1, hasMore: false, nextCursor: null });
    expect(await read(ann, group.id)).toMatchObject({ groupName: 'Team', groupAdmin: ann.id });
    for (const change of [{ groupName: 'Other' }, {}])
      expect((await market(ann).put(`${ROOT}/${conversationId}`, change)).status).toBe(400);
    const root = await server.person('root', { role: 'admin' });
    expect((await market(root).get(`${ROOT}/${conversationId}`)).status).toBe(200);
    expect((await market(root).put(`${ROOT}/${conversationId}`, { groupName: 'x' })).status).toBe(400);
    expect((await market(root).get(`${ROOT}/${direct.id}`)).status).toBe(403);
  });

  test('what is shown of another contract loses what runs', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const group = await makeGroup(ann, [bob], 'Te<script>x</script>am');
    await say(ann, group, 'hi <img src=x onerror=alert(1)>there');
    expect(await read(bob, group.id)).toMatchObject({
      groupName: 'Team',
      lastMessage: 'hi there',
      unreadCounts: { [bob.id]: 1 },
    });
  });

  test('a group of more than a hundred shows all of its people, the creator first', async () => {
    const ann = await server.person('ann');
    const rows = Array.from({ length: 150 }, (_, n) => ({ id: `crowd-${n}`, name: `Crowd ${n}` }));
    const root = await server.person('root', { role: 'admin' });
    expect((await root.post('/api/users/import', { users: rows })).status).toBe(200);
    const made = await open(ann, { type: 'group', participants: rows.map(({ id }) => id) });
    expect(made.groupName).toBeUndefined();
    expect(made.participants).toHaveLength(151);
    expect(made.participants[0]).toBe(ann.id);
    expect(made.participantDetails.map(({ _id }) => _id)).toEqual(made.participants);
  });
});

describe('putting away', () => {
  test('archiving has the date of the first time, is per user, and outlasts messages', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { _id: id } = await open(ann, { participants: [bob.id] });
    const first = (await market(ann).put(`${ROOT}/${id}/archive`, {})).json as Body;
    await say(bob, { id }, 'anybody there?');
    const again = (await market(ann).put(`${ROOT}/${id}/archive`, {})).json as Body;
    expect(again.archivedBy).toEqual(first.archivedBy);
    expect(Object.keys(first.archivedBy)).toEqual([ann.id]);
    expect((await read(bob, id)).archivedBy).toEqual({});
    const listed = async (query: string) =>
      ((await market(ann).get(`${ROOT}${query}`)).json as { conversations: Body[] }).conversations.length;
    expect([await listed(''), await listed('?archived=false'), await listed('?archived=true')]).toEqual([0, 0, 1]);
    expect(((await market(ann).put(`${ROOT}/${id}/unarchive`, {})).json as Body).archivedBy).toEqual({});
  });

  test('deleting hides what was said for good, and keeps its date when the conversation comes back', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { _id: id } = await open(ann, { participants: [bob.id] });
    await say(bob, { id }, 'before');
    for (let round = 0; round < 2; round += 1) expect((await market(ann).delete(`${ROOT}/${id}`)).status).toBe(204);
    expect((await market(ann).get(`${ROOT}/${id}`)).status).toBe(404);
    const back = await open(ann, { participants: [bob.id] }, 200);
    expect(back).toMatchObject({ _id: id, unreadCounts: { [ann.id]: 0 }, deletedBy: { [ann.id]: expect.any(String) } });
    expect(back.lastMessage).toBeUndefined();
    await say(bob, { id }, 'after');
    expect(await read(ann, id)).toMatchObject({ lastMessage: 'after', deletedBy: back.deletedBy });
    expect((await read(bob, id)).deletedBy).toEqual({});
  });
});

describe('groups', () => {
  test('who hands a group over becomes a plain participant, and one message tells of it', async () => {
    const { ann, bob, cid } = await server.people('ann', 'bob', 'cid');
    const { _id: id } = await open(ann, { type: 'group', participants: [bob.id, cid.id], groupName: 'G' });
    expect((await market(ann).put(`${ROOT}/${id}`, { groupAdmin: 'nobody' })).status).toBe(400);
    const handed = await market(ann).put(`${ROOT}/${id}`, { groupAdmin: bob.id, groupName: 'H' });
    expect(handed.json).toMatchObject({ groupAdmin: bob.id, groupName: 'H' });
    expect((await market(ann).put(`${ROOT}/${id}`, { groupName: 'I' })).status).toBe(403);
    const history = (await bob.get(`/api/messaging/conversations/${id}/messages`)).json as {
      data: { type: string; metadata: { event: string; userId?: string } }[];
    };
    expect(history.data.map(({ metadata }) => metadata.event)).toEqual(['role_changed', 'title_changed']);
    expect((await market(bob).delete(`${ROOT}/${id}/participants/${ann.id}`)).status).toBe(200);
    expect((await market(bob).delete(`${ROOT}/${id}/participants/${ann.id}`)).status).toBe(404);
    expect((await market(ann).get(`${ROOT}/${id}`)).status).toBe(403);
    expect((await market(bob).delete(`${ROOT}/${id}/participants/${bob.id}`)).status).toBe(204);
    expect(await read(cid, id)).toMatchObject({ groupAdmin: cid.id, participants: [cid.id] });
  });

  test('checks come in the contract’s order: what the path names before the body', async () => {
    const { ann, bob, cid } = await server.people('ann', 'bob', 'cid');
    const { _id: id } = await open(ann, { type: 'group', participants: [bob.id] });
    const wrong = { participants: 7 };
    expect((await market(ann).put(`${ROOT}/c-none`, wrong)).status).toBe(404);
    expect((await market(cid).put(`${ROOT}/${id}`, wrong)).status).toBe(403);
    expect((await market(bob).put(`${ROOT}/${id}`, wrong)).status).toBe(403);
    expect((await market(ann).put(`${ROOT}/${id}`, wrong)).json).toMatchObject({
      error: expect.stringMatching(/participants/),
    });
    expect((await market(bob).post(`${ROOT}/${id}/participants`, {})).status).toBe(403);
    expect((await market(ann).post(`${ROOT}/${id}/participants`, { participants: ['nobody-here'] })).status).toBe(404);
    expect((await market(ann).post(ROOT, { participants: ['nobody-here'] })).json).toEqual({
      success: false,
      statusCode: 404,
      error: 'participants.0 names a user who does not exist',
    });
  });
});

test('an uploaded picture of a group is there for its people, for as long as the group has it', async () => {
  const { ann, bob, cid } = await server.people('ann', 'bob', 'cid');
  const picture = png();
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'team.png');
  const uploaded = await market(ann).post('/api/upload/chat-files', undefined, { raw: form });
  const { fileUrl } = uploaded.json as { fileUrl: string };
  expect((await market(bob).post(ROOT, { type: 'group', participants: [ann.id], groupAvatar: fileUrl })).status).toBe(
    400,
  );
  const { _id: id } = await open(ann, { type: 'group', participants: [bob.id], groupAvatar: fileUrl });
  const database = new Client(server.databaseUrl);
  await database.connect();
  await database.query(`UPDATE message_attachments SET created_at = created_at - interval '3 days'`);
  const pool = new Pool({ connectionString: server.databaseUrl });
  const files = createAttachmentStore(pool);
  const old = async () => (await files.abandoned(Date.now() - 86_400_000, 10)).length;
  expect(await old()).toBe(0);
  expect((await market(bob).get(fileUrl)).bytes).toEqual(picture);
  const link = (await market(bob).get(`${fileUrl}/link`)).json as { url: string };
  expect((await market(null).get(link.url)).status).toBe(200);
  expect((await market(cid).get(fileUrl)).status).toBe(403);
  expect((await market(ann).put(`${ROOT}/${id}`, { groupAvatar: null })).status).toBe(200);
  expect(await old()).toBe(2);
  await Promise.all([database.end(), pool.end()]);
});

test('addresses without a token, and figures for admins', async () => {
  const ann = await server.person('ann');
  const root = await server.person('root', { role: 'admin' });
  for (const path of ['/health', '/api/health', '/api/docs', '/api/docs-json'])
    expect((await market(null).get(path)).status, path).toBe(200);
  expect((await market(null).get(ROOT)).json).toEqual({
    success: false,
    statusCode: 401,
    error: 'No token provided',
  });
  expect((await market(ann).get('/api/metrics')).status).toBe(403);
  expect((await market(root).get('/api/metrics')).json).toMatchObject({
    activeConnections: expect.any(Number),
    messagesPerMinute: expect.any(Number),
    conversationsPerDay: expect.any(Number),
    serviceOfferConversionRate: null,
  });
});
