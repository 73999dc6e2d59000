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
const rolesOf = ({ participants }: Conversation) => participants.map((one) => [one.userId, one.role]);

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
