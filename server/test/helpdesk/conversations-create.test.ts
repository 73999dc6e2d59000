import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, look, makeDirect, makeGroup, memberOf, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const create = (body: object) => ann.post(CONVERSATIONS, body);

test('CONV-1 a direct conversation is made once per pair, whoever asks', async () => {
  const dee = await server.person('dee');
  const first = await ann.post(CONVERSATIONS, { type: 'direct', participantIds: [dee.id] });
  expect(first.status).toBe(201);
  const made = first.as(conversationShape);
  expect(made).toMatchObject({ type: 'direct', status: 'active', title: null, createdBy: ann.id, memberCount: 2 });
  expect(made.members.map((member) => member.role)).toEqual(['member', 'member']);
  for (const [who, other] of [
    [ann, dee],
    [dee, ann],
  ] as const) {
    const again = await who.post(CONVERSATIONS, { type: 'direct', participantIds: [other.id] });
    expect(again.status).toBe(200);
    expect(again.as(conversationShape).id).toBe(made.id);
  }
});

test('CONV-1 racing requests from both sides end in one conversation', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { eve, fay } = await server.people('eve', 'fay');
    const asks = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0
        ? eve.post(CONVERSATIONS, { type: 'direct', participantIds: [fay.id] })
        : fay.post(CONVERSATIONS, { type: 'direct', participantIds: [eve.id] }),
    );
    const answers = await Promise.all(asks);
    expect(new Set(answers.map((answer) => answer.as(conversationShape).id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(9);
  }
});

test.each([
  ['nobody', () => []],
  ['only oneself', () => [ann.id]],
  ['two others', () => [bo.id, cy.id]],
])('CONV-2 a direct conversation with %s is 400', async (_name, ids) => {
  expectRefusal(await create({ type: 'direct', participantIds: ids() }), 400, 'validation_failed', /^participantIds/);
});

test('CONV-2 oneself and repeated ids in the list do not count', async () => {
  const answer = await create({ type: 'direct', participantIds: [bo.id, ann.id, bo.id] });
  expect([200, 201]).toContain(answer.status);
  const made = answer.as(conversationShape);
  expect(made.members.map((member) => member.userId).sort()).toEqual([ann.id, bo.id].sort());
});

test('CONV-2 the list is required', async () => {
  expectRefusal(await create({ type: 'direct' }), 400, 'validation_failed', 'participantIds');
});

test('CONV-3 a group has a title, an owner and members', async () => {
  const answer = await create({ type: 'group', title: 'T'.repeat(100), participantIds: [bo.id, cy.id, bo.id] });
  expect(answer.status).toBe(201);
  const made = answer.as(conversationShape);
  expect(made).toMatchObject({
    type: 'group',
    title: 'T'.repeat(100),
    createdBy: ann.id,
    memberCount: 3,
    metadata: {},
  });
  expect(memberOf(made, ann).role).toBe('owner');
  expect(memberOf(made, bo).role).toBe('member');
  const again = await create({ type: 'group', title: 'T'.repeat(100), participantIds: [bo.id, cy.id] });
  expect(again.status).toBe(201);
  expect(again.as(conversationShape).id).not.toBe(made.id);
});

test.each([
  ['title', { participantIds: ['BO'] }],
  ['title', { participantIds: ['BO'], title: '' }],
  ['title', { participantIds: ['BO'], title: '   ' }],
  ['title', { participantIds: ['BO'], title: 'x'.repeat(101) }],
  ['title', { participantIds: ['BO'], title: 5 }],
  ['title', { participantIds: ['BO'], title: 'a\u0000b' }],
  ['participantIds', { title: 'T' }],
  ['participantIds', { title: 'T', participantIds: [] }],
  ['participantIds', { title: 'T', participantIds: ['ANN'] }],
  ['participantIds', { title: 'T', participantIds: 'BO' }],
  ['participantIds.0', { title: 'T', participantIds: [5] }],
  ['participantIds.1', { title: 'T', participantIds: ['BO', null] }],
])('CONV-3 a group with a wrong %s is 400: %j', async (path, body) => {
  const named = JSON.parse(JSON.stringify(body).replaceAll('"BO"', `"${bo.id}"`).replaceAll('"ANN"', `"${ann.id}"`));
  expectRefusal(await create({ type: 'group', ...named }), 400, 'validation_failed', path);
});

test('CONV-3 a title of a hundred emoji is a hundred characters long', async () => {
  expect((await create({ type: 'group', title: '🎈'.repeat(100), participantIds: [bo.id] })).status).toBe(201);
  expectRefusal(await create({ type: 'group', title: '🎈'.repeat(101), participantIds: [bo.id] }), 400);
});

test('CONV-3 a group takes 999 others, not a thousand', async () => {
  const admin = await server.person('root', { role: 'admin' });
  const users = Array.from({ length: 1000 }, (_, index) => ({ id: `crowd-${index}`, name: `C${index}` }));
  await admin.post('/api/users/import', { users });
  const participantIds = users.map((user) => user.id);
  expectRefusal(
    await create({ type: 'group', title: 'T', participantIds }),
    400,
    'validation_failed',
    'participantIds',
  );
  const made = await create({ type: 'group', title: 'T', participantIds: participantIds.slice(1) });
  expect(made.status).toBe(201);
  const seen = made.as(conversationShape);
  expect(seen.memberCount).toBe(1000);
  expect(seen.members).toHaveLength(100);
});

test('CONV-4 an unknown participant is 404 user_not_found with its place in the list', async () => {
  const body = { type: 'group', title: 'T', participantIds: [bo.id, 'unknown-person'] };
  expectRefusal(await create(body), 404, 'user_not_found', 'participantIds.1');
  const direct = { type: 'direct', participantIds: ['unknown-person'] };
  expectRefusal(await create(direct), 404, 'user_not_found', 'participantIds.0');
});

test('CONV-5 metadata is an object of at most 16 KiB and comes back as it was', async () => {
  const metadata = { a: [1, null, { b: 'ü "quoted" 😀' }], 'key with space': true };
  const made = await create({ type: 'group', title: 'T', participantIds: [bo.id], metadata });
  expect(made.as(conversationShape).metadata).toEqual(metadata);
  const sized = (bytes: number) => ({ pad: 'x'.repeat(bytes - '{"pad":""}'.length) });
  const withMetadata = (value: unknown) =>
    create({ type: 'group', title: 'T', participantIds: [bo.id], metadata: value });
  expect((await withMetadata(sized(16_384))).status).toBe(201);
  for (const wrong of [sized(16_385), [], 'text', 5]) {
    expectRefusal(await withMetadata(wrong), 400, 'validation_failed', /^metadata/);
  }
});

test.each([{}, { type: 'channel' }, { type: 5 }, { type: null }, { type: '' }])(
  'CONV-6 the type must be one that exists: %j',
  async (body) => {
    expectRefusal(await create({ title: 'T', participantIds: [bo.id], ...body }), 400, 'validation_failed', 'type');
  },
);

test('CONV-7 a new conversation is empty and its first message has number 1', async () => {
  const group = await makeGroup(ann, [bo]);
  expect(group).toMatchObject({ lastSeq: 0, lastMessage: null, unreadCount: 0, lastReadSeq: 0 });
  expect((await say(bo, group, 'first')).seq).toBe(1);
});

test('CONV-8 a conversation is shown as its viewer sees it', async () => {
  const chat = await makeDirect(ann, await server.person('gil'));
  const other = chat.members.find((member) => member.userId !== ann.id);
  const message = await say(ann, chat, 'hello');
  const seen = await look(ann, chat);
  expect(seen.lastMessage).toEqual({
    id: message.id,
    seq: 1,
    senderId: ann.id,
    type: 'text',
    content: 'hello',
    createdAt: message.createdAt,
    deletedAt: null,
  });
  expect(seen).toMatchObject({ lastSeq: 1, unreadCount: 0, isArchived: false, isPinned: false, mutedUntil: null });
  expect(other).toMatchObject({ name: 'gil', userRole: 'user', lastReadSeq: 0, lastReadAt: null, isOnline: false });
});

test('CONV-9 members alone may look, whatever role a token has', async () => {
  const group = await makeGroup(ann, [bo]);
  const agent = await server.person('ag', { role: 'agent' });
  const admin = await server.person('root', { role: 'admin' });
  for (const who of [cy, agent, admin]) {
    expectRefusal(await who.get(`${CONVERSATIONS}/${group.id}`), 403, 'not_a_member');
    expectRefusal(await who.get(`${CONVERSATIONS}/${group.id}/messages`), 403, 'not_a_member');
  }
  for (const id of ['unknown', `c${'0'.repeat(22)}`, '1', 'x'.repeat(300), encodeURIComponent("' OR 1=1 --"), '%00']) {
    const answer = await ann.get(`${CONVERSATIONS}/${id}`);
    if (id !== '%00') expectRefusal(answer, 404, 'not_found');
    else expect([400, 404]).toContain(answer.status);
  }
});
