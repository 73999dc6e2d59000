import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Http } from '../support/http.ts';
import { pause } from '../support/wire.ts';
import {
  at,
  CONVERSATIONS,
  create,
  dataOf,
  look,
  nobodysId,
  openCharity,
  type Person,
  post,
  refused,
} from './charity.ts';
import { type Conversation, conversationShape, listShape } from './shapes.ts';

const charity = await openCharity();

async function list(who: Http, query = ''): Promise<z.infer<typeof listShape>> {
  return dataOf(await who.get(`${CONVERSATIONS}${query}`), listShape);
}
async function update(who: Http, id: string, body: object): Promise<Conversation> {
  return dataOf(await who.put(at(id), body), conversationShape);
}
async function assign(who: Http, id: string, body?: object): Promise<Conversation> {
  return dataOf(await who.post(at(id, '/assign'), body), conversationShape);
}
const idsOf = (rows: readonly Conversation[]) => rows.map((row) => row.conversationId);
const rolesOf = ({ participants }: Conversation) => participants.map((one) => [one.userId, one.role]);

describe('creating', () => {
  test('CHAR-30 the caller is owner and first participant', async () => {
    const ann = await charity.person('Ann');
    const began = Date.now();
    const made = await create(ann, { subject: 'Support Request', metadata: { campaign: 7, tags: ['a', null] } });
    expect(made).toMatchObject({
      ...{ createdBy: ann.id, status: 'ACTIVE', subject: 'Support Request' },
      ...{ metadata: { campaign: 7, tags: ['a', null] }, participants: [{ userId: ann.id, role: 'USER' }] },
    });
    expect(made.participants[0]).not.toHaveProperty('lastReadAt');
    expect(Math.abs(Date.parse(made.createdAt) - began)).toBeLessThan(60_000);
    expect(made.updatedAt).toBe(made.createdAt);
    expect(await look(ann, made.conversationId)).toEqual(made);
    const root = await charity.person('Root', { role: 'admin' });
    expect(await create(root)).toMatchObject({
      createdBy: root.id,
      participants: [{ userId: root.id, role: 'ADMIN' }],
    });
  });

  test('CHAR-31 no body is an empty one, and each time a new conversation is made', async () => {
    const ann = await charity.person('Ann');
    const rows = [
      await create(ann),
      await create(ann),
      await create(ann, { subject: 'Same' }),
      await create(ann, { subject: 'Same' }),
      dataOf(await ann.post(CONVERSATIONS), conversationShape, 201),
      dataOf(await ann.post(CONVERSATIONS, undefined, { raw: '' }), conversationShape, 201),
      dataOf(await ann.post(CONVERSATIONS, { subject: null, participants: [] }), conversationShape, 201),
    ];
    expect(new Set(idsOf(rows)).size).toBe(rows.length);
    for (const row of rows.filter((one) => one.subject !== 'Same')) {
      expect(row).not.toHaveProperty('subject');
      expect(row.metadata).toEqual({});
    }
    expect((await list(ann)).pagination.total).toBe(rows.length);
  });

  test('CHAR-32 an ADMIN names others, who join at once with their roles', async () => {
    const [root, ann, agent] = await Promise.all([
      charity.person('Root', { role: 'admin' }),
      charity.person('Ann'),
      charity.person('Agent', { role: 'support' }),
    ]);
    const made = await create(root, { participants: [ann.id, agent.id] });
    expect(rolesOf(made)[0]).toEqual([root.id, 'ADMIN']);
    expect(new Map(rolesOf(made).map(([id, role]) => [id, role]))).toEqual(
      new Map([
        [root.id, 'ADMIN'],
        [ann.id, 'USER'],
        [agent.id, 'ADMIN'],
      ]),
    );
    expect(await look(ann, made.conversationId)).toEqual(made);
    expect(idsOf((await list(ann)).conversations)).toEqual([made.conversationId]);
    // Somebody who is named twice, and the caller, take part once.
    const again = await create(root, { participants: [ann.id, ann.id, root.id] });
    expect(rolesOf(again)).toEqual([
      [root.id, 'ADMIN'],
      [ann.id, 'USER'],
    ]);
  });

  test('CHAR-32 one whom nobody knows is 404, more than 50 are 400, and nothing is made', async () => {
    const [root, ann] = await Promise.all([charity.person('Root', { role: 'admin' }), charity.person('Ann')]);
    refused(await root.post(CONVERSATIONS, { participants: [ann.id, nobodysId()] }), 404, 'NOT_FOUND');
    const many = Array.from({ length: 51 }, () => nobodysId());
    refused(await root.post(CONVERSATIONS, { participants: many }), 400, 'VALIDATION_ERROR', /participants/);
    refused(await root.post(CONVERSATIONS, { participants: many.slice(1) }), 404, 'NOT_FOUND');
    expect((await list(ann)).pagination.total).toBe(0);
  });

  test('CHAR-33 a USER who names others is refused, whoever they are', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    for (const participants of [[bo.id], [ann.id], [nobodysId()]])
      refused(await ann.post(CONVERSATIONS, { participants }), 403, 'FORBIDDEN');
    expect((await list(ann)).pagination.total).toBe(0);
    expect(rolesOf(await create(ann, { participants: [] }))).toEqual([[ann.id, 'USER']]);
  });
});

describe('lists', () => {
  test('CHAR-34 a USER sees their own, whoever made them', async () => {
    const [root, ann, bo] = await Promise.all([
      charity.person('Root', { role: 'admin' }),
      charity.person('Ann'),
      charity.person('Bo'),
    ]);
    const own = await create(ann);
    const given = await create(root, { participants: [ann.id] });
    const foreign = await create(bo);
    const rows = (await list(ann)).conversations;
    expect(rows).toEqual([given, own]);
    expect(idsOf((await list(bo)).conversations)).toEqual([foreign.conversationId]);
  });

  test('CHAR-35 an ADMIN sees all, without being a participant', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    const [first, second] = [await create(ann), await create(bo)];
    const root = await charity.person('Root', { role: 'agent' });
    const { conversations, pagination } = await list(root, '?limit=100');
    expect(idsOf(conversations)).toEqual(expect.arrayContaining([first.conversationId, second.conversationId]));
    expect(conversations.find((row) => row.conversationId === first.conversationId)).toEqual(first);
    expect(pagination.total).toBeGreaterThanOrEqual(2);
  });

  test('CHAR-36 the newest change comes first, in pages', async () => {
    const ann = await charity.person('Ann');
    const rows: Conversation[] = [];
    for (let time = 0; time < 23; time += 1) rows.push(await create(ann, { subject: `${time}` }));
    const newest = rows.map((row) => row.conversationId).reverse();
    const first = await list(ann);
    expect(first.pagination).toEqual({ total: 23, page: 1, limit: 20, hasMore: true });
    expect(idsOf(first.conversations)).toEqual(newest.slice(0, 20));
    const second = await list(ann, '?page=2');
    expect(second.pagination).toEqual({ total: 23, page: 2, limit: 20, hasMore: false });
    expect(idsOf(second.conversations)).toEqual(newest.slice(20));
    expect(await list(ann, '?page=3&limit=5')).toMatchObject({
      conversations: newest.slice(10, 15).map((conversationId) => ({ conversationId })),
      pagination: { total: 23, page: 3, limit: 5, hasMore: true },
    });
    expect(await list(ann, '?page=99')).toEqual({
      conversations: [],
      pagination: { total: 23, page: 99, limit: 20, hasMore: false },
    });
    const large = (await list(ann, '?limit=1000')).pagination;
    expect(large).toEqual({ total: 23, page: 1, limit: 100, hasMore: false });
    const [third, sixth] = [newest[2] ?? '', newest[5] ?? ''];
    await post(ann, sixth, 'a message');
    await pause(5);
    await update(ann, third, { metadata: { touched: true } });
    expect(idsOf((await list(ann, '?limit=3')).conversations)).toEqual([third, sixth, newest[0]]);
  });

  test('CHAR-37 a list by status', async () => {
    const ann = await charity.person('Ann');
    const ids = [await create(ann), await create(ann), await create(ann)].map((row) => row.conversationId);
    const [active = '', closed = '', archived = ''] = ids;
    await update(ann, closed, { status: 'CLOSED' });
    await update(ann, archived, { status: 'ARCHIVED' });
    for (const [status, id] of [
      ['ACTIVE', active],
      ['CLOSED', closed],
      ['ARCHIVED', archived],
    ]) {
      const { conversations, pagination } = await list(ann, `?status=${status}`);
      expect([idsOf(conversations), pagination.total]).toEqual([[id], 1]);
    }
    expect((await list(ann)).pagination.total).toBe(3);
    for (const status of ['active', 'OPEN', '', 'ACTIVE,CLOSED'])
      refused(await ann.get(`${CONVERSATIONS}?status=${status}`), 400, 'VALIDATION_ERROR', /status/);
  });
});

describe('updating', () => {
  test('CHAR-38 what is named is set, the rest stays, and metadata is merged at its top', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann, {
      subject: 'Old',
      metadata: { keep: 1, deep: { a: 1 }, gone: 5 },
    });
    const renamed = await update(ann, id, { subject: 'New' });
    expect(renamed).toMatchObject({ subject: 'New', status: 'ACTIVE', metadata: { keep: 1 } });
    const merged = await update(ann, id, { metadata: { deep: { b: 2 }, gone: null, more: [1] } });
    expect(merged.metadata).toEqual({ keep: 1, deep: { b: 2 }, gone: null, more: [1] });
    expect(merged.subject).toBe('New');
    const all = await update(ann, id, { status: 'CLOSED', subject: null, metadata: {} });
    expect(all).not.toHaveProperty('subject');
    expect([all.status, all.metadata]).toEqual(['CLOSED', merged.metadata]);
    expect(await look(ann, id)).toEqual(all);
    for (const body of [{}, { other: 1 }, { createdBy: 'x' }])
      refused(await ann.put(at(id), body), 400, 'VALIDATION_ERROR');
    refused(await ann.put(at(id)), 400, 'VALIDATION_ERROR');
    expect(await look(ann, id)).toEqual(all);
  });

  test('CHAR-39 any participant sets any status and back', async () => {
    const [root, ann] = await Promise.all([charity.person('Root', { role: 'admin' }), charity.person('Ann')]);
    const { conversationId: id } = await create(root, { participants: [ann.id] });
    const way = ['CLOSED', 'ARCHIVED', 'ACTIVE', 'ARCHIVED', 'CLOSED', 'ACTIVE', 'ACTIVE'] as const;
    for (const [step, status] of way.entries()) {
      const who = step % 2 === 0 ? ann : root;
      expect((await update(who, id, { status })).status).toBe(status);
      expect((await look(who, id)).status).toBe(status);
    }
  });

  test('CHAR-40 updatedAt moves with every change and message, createdAt with none', async () => {
    const [root, ann] = await Promise.all([charity.person('Root', { role: 'admin' }), charity.person('Ann')]);
    const made = await create(ann);
    const id = made.conversationId;
    let last = made.updatedAt;
    const steps: readonly (() => Promise<unknown>)[] = [
      () => update(ann, id, { subject: 'New' }),
      () => update(ann, id, { metadata: { a: 1 } }),
      () => update(ann, id, { status: 'CLOSED' }),
      () => update(ann, id, { status: 'ACTIVE' }),
      () => post(ann, id, 'hello'),
      () => assign(root, id),
    ];
    for (const [step, run] of steps.entries()) {
      await pause(5);
      await run();
      const now = await look(ann, id);
      expect(now.updatedAt > last, `step ${step}: ${now.updatedAt} after ${last}`).toBe(true);
      expect(now.createdAt).toBe(made.createdAt);
      last = now.updatedAt;
    }
    await look(root, id);
    expect((await look(ann, id)).updatedAt).toBe(last);
  });
});

describe('participants', () => {
  test('CHAR-41 a role is that of the joining', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const promoted = await charity.as(ann, 'admin');
    await post(promoted, id, 'as an admin');
    expect(rolesOf(await look(promoted, id))).toEqual([[ann.id, 'USER']]);
    expect(rolesOf(await create(promoted))).toEqual([[ann.id, 'ADMIN']]);
    const demoted = await charity.as(ann, 'user');
    expect(rolesOf(await create(demoted))).toEqual([[ann.id, 'USER']]);
    expect((await list(demoted)).conversations.map((row) => row.participants[0]?.role)).toEqual([
      'USER',
      'ADMIN',
      'USER',
    ]);
  });

  test('CHAR-42 an ADMIN assigns themselves or another, once', async () => {
    const [root, agent, ann] = await Promise.all([
      charity.person('Root', { role: 'admin' }),
      charity.person('Agent', { role: 'support' }),
      charity.person('Ann'),
    ]);
    const { conversationId: id, participants } = await create(ann);
    const first = await assign(root, id);
    expect(rolesOf(first)).toEqual([
      [ann.id, 'USER'],
      [root.id, 'ADMIN'],
    ]);
    expect(first.participants[0]).toEqual(participants[0]);
    expect((first.participants[1]?.joinedAt ?? '') > first.createdAt).toBe(true);
    expect(await assign(root, id, {})).toEqual(first);
    expect(await assign(root, id, { adminId: root.id })).toEqual(first);
    const second = await assign(root, id, { adminId: agent.id });
    expect(rolesOf(second)).toEqual([...rolesOf(first), [agent.id, 'ADMIN']]);
    expect(await look(ann, id)).toEqual(second);
    // One who is no participant assigns another and stays none.
    const far = await charity.person('Far', { role: 'admin' });
    const other = await create(ann);
    expect(rolesOf(await assign(far, other.conversationId, { adminId: agent.id }))).toEqual([
      [ann.id, 'USER'],
      [agent.id, 'ADMIN'],
    ]);
  });

  test('CHAR-42 assigned by many at once somebody joins once', async () => {
    const [root, ann] = await Promise.all([charity.person('Root', { role: 'admin' }), charity.person('Ann')]);
    const { conversationId: id } = await create(ann);
    await Promise.all(Array.from({ length: 10 }, () => assign(root, id)));
    expect(rolesOf(await look(ann, id))).toEqual([
      [ann.id, 'USER'],
      [root.id, 'ADMIN'],
    ]);
  });

  test('CHAR-43 only an ADMIN assigns, and only an ADMIN whom somebody knows', async () => {
    const [root, ann, bo] = await Promise.all([
      charity.person('Root', { role: 'admin' }),
      charity.person('Ann'),
      charity.person('Bo'),
    ]);
    const made = await create(ann);
    const path = at(made.conversationId, '/assign');
    const asks = (who: Person, body: unknown) => who.post(path, body);
    for (const body of [{}, { adminId: root.id }, { adminId: ann.id }, { adminId: nobodysId() }]) {
      refused(await asks(ann, body), 403, 'FORBIDDEN');
      refused(await asks(bo, body), 403, 'FORBIDDEN');
    }
    for (const adminId of [5, null, {}, [root.id], true])
      refused(await asks(root, { adminId }), 400, 'VALIDATION_ERROR', /adminId/);
    refused(await asks(root, { adminId: ann.id }), 400, 'VALIDATION_ERROR', /adminId/);
    refused(await asks(root, { adminId: bo.id }), 400, 'VALIDATION_ERROR', /adminId/);
    refused(await asks(root, { adminId: nobodysId() }), 404, 'NOT_FOUND');
    refused(await root.post(at(nobodysId(), '/assign'), {}), 404, 'NOT_FOUND');
    expect(await look(ann, made.conversationId)).toEqual(made);
  });
});
