import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../support/api.ts';
import { FAQS, makeFaq, makeFaqCategory } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { faqHitShape, faqShape, listShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann } = await server.people('ann');
const agent = await server.person('Ag', { role: 'agent' });
const { anonymous } = server;
const list = listShape(faqShape);
const valid = { question: 'How do I pay?', answer: 'By **card**.' };

const listed = async (who: Api, query: Record<string, string> = {}) =>
  (await who.get(`${FAQS}?${new URLSearchParams(query)}`)).as(list);

describe('writing', () => {
  test('FAQ-1 an FAQ is written with defaults, read as it was sent, changed field by field and removed', async () => {
    const answer = await agent.post(FAQS, { ...valid, createdBy: 'somebody', viewCount: 99 });
    expect(answer.status).toBe(201);
    const made = answer.as(faqShape);
    expect(made).toMatchObject({
      ...valid,
      status: 'published',
      categories: [],
      tags: [],
      viewCount: 0,
      myRating: null,
    });
    expect(made).toMatchObject({ createdBy: agent.id, publishedAt: made.createdAt, updatedAt: made.createdAt });
    const category = await makeFaqCategory(agent, 'Paying');
    const path = `${FAQS}/${made.id}`;
    const tagged = await agent.put(path, { tags: ['card', 'Card', 'card'], categoryIds: [category.id, category.id] });
    const { id, name, slug } = category;
    expect(tagged.as(faqShape)).toMatchObject({ ...valid, tags: ['card', 'Card'], categories: [{ id, name, slug }] });
    const worded = await agent.put(path, { question: 'May I pay?' });
    expect(worded.as(faqShape)).toMatchObject({
      ...tagged.as(faqShape),
      question: 'May I pay?',
      updatedAt: expect.any(String),
    });
    expect((await agent.put(path, {})).as(faqShape)).toEqual(worded.as(faqShape));
    expect((await agent.delete(path)).status).toBe(204);
    expectRefusal(await agent.delete(path), 404, 'not_found');
    expectRefusal(await agent.get(path), 404, 'not_found');
    expectRefusal(await agent.put(path, {}), 404, 'not_found');
  });

  test('FAQ-1 texts come back to the letter', async () => {
    const texts = ['  <script>alert("x")</script> ', 'שלום %_\\ \' "quoted"', '😀'.repeat(500)];
    for (const question of texts) {
      const made = await makeFaq(agent, question, { answer: `${question}\n\n*md*`, tags: [question.slice(0, 20)] });
      const found = (await anonymous.get(`${FAQS}/${made.id}`)).as(faqShape);
      expect(found).toMatchObject({ question, answer: `${question}\n\n*md*`, tags: [question.slice(0, 20)] });
    }
  });

  test.each([
    ['question', { question: undefined }],
    ['question', { question: ' ' }],
    ['question', { question: '😀'.repeat(501) }],
    ['question', { question: 'a\u0000b' }],
    ['answer', { answer: '' }],
    ['answer', { answer: 'x'.repeat(20_001) }],
    ['status', { status: 'hidden' }],
    ['tags', { tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }],
    ['tags.0', { tags: [''] }],
    ['tags.0', { tags: ['x'.repeat(51)] }],
    ['categoryIds', { categoryIds: 'x' }],
    ['categoryIds.0', { categoryIds: ['no-such-category'] }],
  ])('FAQ-2 a wrong %s is 400: %j', async (field, wrong) => {
    const before = (await listed(agent, { status: 'all' })).page.total;
    expectRefusal(await agent.post(FAQS, { ...valid, ...wrong }), 400, 'validation_failed', field);
    expect((await listed(agent, { status: 'all' })).page.total).toBe(before);
    const made = await makeFaq(agent, 'Stays?', { tags: ['stays'] });
    if (Object.values(wrong)[0] === undefined) return;
    expectRefusal(await agent.put(`${FAQS}/${made.id}`, { ...valid, ...wrong }), 400, 'validation_failed', field);
    expect((await agent.get(`${FAQS}/${made.id}`)).as(faqShape)).toEqual(made);
  });

  test('FAQ-2 of many categories the one that does not exist is named, and none is linked', async () => {
    const category = await makeFaqCategory(agent, 'Linked');
    const wrong = { ...valid, categoryIds: [category.id, 'unknown'] };
    expectRefusal(await agent.post(FAQS, wrong), 400, 'validation_failed', 'categoryIds.1');
    expect((await listed(agent, { category: category.id, status: 'all' })).data).toEqual([]);
  });
});

describe('who may', () => {
  test('FAQ-3 what is published can be read without a token, and only read', async () => {
    const made = await makeFaq(agent, 'Open to all?');
    for (const path of [FAQS, `${FAQS}/${made.id}`, `${FAQS}/search?q=open`, `${FAQS}/popular`, `${FAQS}/categories`]) {
      expect((await anonymous.get(path)).status, path).toBe(200);
      for (const token of ['nonsense', `${ann.token}x`]) expectRefusal(await server.api(token).get(path), 401);
    }
    expect((await anonymous.get(`${FAQS}/suggest?q=open`)).status).toBe(200);
    const closed: [string, string][] = [
      ['POST', FAQS],
      ['PUT', `${FAQS}/${made.id}`],
      ['DELETE', `${FAQS}/${made.id}`],
      ['POST', `${FAQS}/${made.id}/rate`],
      ['GET', `${FAQS}/${made.id}/feedback`],
      ['POST', `${FAQS}/categories`],
      ['PUT', `${FAQS}/categories/x`],
      ['DELETE', `${FAQS}/categories/x`],
      ['GET', `${FAQS}/${made.id}/feedback?x=/search`],
      ['GET', `${FAQS}/search/feedback`],
    ];
    for (const [method, path] of closed) {
      const answer = await anonymous.request(method, path, method === 'GET' ? undefined : { ...valid, helpful: true });
      expect([401, 404], `${method} ${path}`).toContain(answer.status);
      if (!path.includes('search/feedback')) expectRefusal(answer, 401, 'unauthorized');
    }
  });

  test('FAQ-4 users are refused, after the form of what they send', async () => {
    const made = await makeFaq(agent, 'Not yours?');
    const category = await makeFaqCategory(agent, 'Not yours');
    expectRefusal(await ann.post(FAQS, {}), 400, 'validation_failed', 'question');
    expectRefusal(await ann.post(FAQS, valid), 403, 'forbidden');
    expectRefusal(await ann.put(`${FAQS}/${made.id}`, { question: 'Mine' }), 403, 'forbidden');
    expectRefusal(await ann.delete(`${FAQS}/${made.id}`), 403, 'forbidden');
    expectRefusal(await ann.get(`${FAQS}/${made.id}/feedback`), 403, 'forbidden');
    expectRefusal(await ann.post(`${FAQS}/categories`, { name: 'Mine' }), 403, 'forbidden');
    expectRefusal(await ann.put(`${FAQS}/categories/${category.id}`, { name: 'Mine' }), 403, 'forbidden');
    expectRefusal(await ann.delete(`${FAQS}/categories/${category.id}`), 403, 'forbidden');
    expectRefusal(await ann.put(`${FAQS}/unknown`, { question: 'Mine' }), 404, 'not_found');
    expectRefusal(await ann.delete(`${FAQS}/categories/unknown`), 404, 'not_found');
    expect((await ann.get(`${FAQS}/${made.id}`)).as(faqShape).question).toBe('Not yours?');
  });

  test('FAQ-4 an admin may what an agent may', async () => {
    const admin = await server.person('Root', { role: 'admin' });
    const made = await makeFaq(admin, 'By an admin?');
    expect((await admin.put(`${FAQS}/${made.id}`, { status: 'draft' })).status).toBe(200);
    expect((await admin.delete(`${FAQS}/${made.id}`)).status).toBe(204);
  });
});

describe('drafts', () => {
  test('FAQ-5 a draft is hidden by every door from all but agents', async () => {
    const category = await makeFaqCategory(agent, 'Hidden');
    const canary = 'canarydraft';
    const draft = await makeFaq(agent, `${canary} question`, {
      status: 'draft',
      answer: canary,
      tags: [canary],
      categoryIds: [category.id],
    });
    for (const who of [anonymous, ann]) {
      const doors = [
        FAQS,
        `${FAQS}?status=all`,
        `${FAQS}?status=draft`,
        `${FAQS}?tag=${canary}&status=draft`,
        `${FAQS}?category=${category.slug}&status=all`,
        `${FAQS}/search?q=${canary}&status=all`,
        `${FAQS}/search?q=${canary}&category=${category.id}`,
        `${FAQS}/popular?limit=100`,
        `${FAQS}/suggest?q=${canary}`,
        `${FAQS}/categories`,
      ];
      for (const door of doors) {
        const answer = await who.get(door);
        expect(answer.status, door).toBe(200);
        expect(answer.text, door).not.toContain(canary);
      }
      expectRefusal(await who.get(`${FAQS}/${draft.id}`), 404, 'not_found');
    }
    expectRefusal(await ann.post(`${FAQS}/${draft.id}/rate`, { helpful: true }), 404, 'not_found');
    expectRefusal(await ann.put(`${FAQS}/${draft.id}`, { status: 'published' }), 404, 'not_found');
    expectRefusal(await ann.delete(`${FAQS}/${draft.id}`), 404, 'not_found');
    expectRefusal(await ann.get(`${FAQS}/${draft.id}/feedback`), 404, 'not_found');
    expectRefusal(await agent.post(`${FAQS}/${draft.id}/rate`, { helpful: true }), 404, 'not_found');
    const counts = await anonymous.get(`${FAQS}?tag=${canary}`);
    expect(counts.as(list).page.total).toBe(0);
  });

  test('FAQ-5 agents find drafts where they ask for them', async () => {
    const word = 'agentsdraft';
    const draft = await makeFaq(agent, `${word} one`, { status: 'draft', tags: [word] });
    const open = await makeFaq(agent, `${word} two`, { tags: [word] });
    const ids = async (query: Record<string, string>) =>
      (await listed(agent, { tag: word, ...query })).data.map((faq) => faq.id);
    expect(await ids({})).toEqual([open.id]);
    expect(await ids({ status: 'draft' })).toEqual([draft.id]);
    expect(await ids({ status: 'all' })).toEqual([open.id, draft.id]);
    expect((await agent.get(`${FAQS}/${draft.id}`)).as(faqShape)).toEqual(draft);
    const hits = async (status: string) =>
      (await agent.get(`${FAQS}/search?q=${word}${status}`)).as(listShape(faqHitShape)).data.map((faq) => faq.id);
    expect(await hits('')).toEqual([open.id]);
    expect(await hits('&status=draft')).toEqual([draft.id]);
    expect(await hits('&status=all')).toEqual([open.id, draft.id]);
    expect((await agent.get(`${FAQS}/suggest?q=${word}`)).as(list).data.map((faq) => faq.id)).toEqual([open.id]);
    expect((await agent.get(`${FAQS}/popular?limit=100`)).text).not.toContain(draft.id);
  });

  test('FAQ-7 publishing tells when, taking back hides again', async () => {
    const word = 'comesandgoes';
    const draft = await makeFaq(agent, word, { status: 'draft' });
    expect(draft.publishedAt).toBeNull();
    const path = `${FAQS}/${draft.id}`;
    const published = (await agent.put(path, { status: 'published' })).as(faqShape);
    expect(published).toMatchObject({ status: 'published', publishedAt: published.updatedAt });
    expect((await anonymous.get(`${FAQS}/search?q=${word}`)).as(listShape(faqHitShape)).data).toHaveLength(1);
    const reworded = (await agent.put(path, { answer: 'Other', status: 'published' })).as(faqShape);
    expect(reworded.publishedAt).toBe(published.publishedAt);
    expect((await agent.put(path, { status: 'draft' })).as(faqShape)).toMatchObject({
      status: 'draft',
      publishedAt: null,
    });
    expect((await anonymous.get(`${FAQS}/search?q=${word}`)).as(listShape(faqHitShape)).data).toEqual([]);
    expectRefusal(await anonymous.get(path), 404, 'not_found');
  });
});

describe('lists', () => {
  test('FAQ-6 newest first, by tag and by category id or slug, with the total', async () => {
    const category = await makeFaqCategory(agent, 'Ürlaub & Reisen');
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const extra = { tags: ['trip', `n${index % 2}`], categoryIds: index < 4 ? [category.id] : [] };
      made.unshift((await makeFaq(agent, `Trip ${index}`, extra)).id);
    }
    const ids = async (query: Record<string, string>) => {
      const page = await listed(ann, query);
      expect(page.page.total).toBe(page.data.length);
      return page.data.map((faq) => faq.id);
    };
    expect(await ids({ tag: 'trip' })).toEqual(made);
    expect(await ids({ category: category.id })).toEqual(made.slice(1));
    expect(await ids({ category: category.slug })).toEqual(made.slice(1));
    expect(await ids({ category: category.slug, tag: 'n1' })).toEqual([made[1], made[3]]);
    expect(await ids({ category: 'unknown' })).toEqual([]);
    expect(await ids({ tag: 'Trip' })).toEqual([]);
    expect(await ids({ tag: "'%" })).toEqual([]);
  });

  test('FAQ-6 pages stay put while FAQs come and go', async () => {
    const made: string[] = [];
    for (let index = 0; index < 6; index += 1)
      made.unshift((await makeFaq(agent, `Page ${index}`, { tags: ['page'] })).id);
    const first = await listed(anonymous, { tag: 'page', limit: '2' });
    expect(first.page.total).toBe(6);
    await makeFaq(agent, 'Page late', { tags: ['page'] });
    await agent.delete(`${FAQS}/${made[3]}`);
    const second = await listed(anonymous, { tag: 'page', limit: '2', cursor: first.page.next ?? '' });
    const third = await listed(anonymous, { tag: 'page', limit: '2', cursor: second.page.next ?? '' });
    const seen = [first, second, third].flatMap((page) => page.data.map((faq) => faq.id));
    expect(seen).toEqual(made.filter((_, index) => index !== 3));
    expect(third.page.next).toBeNull();
    expectRefusal(await anonymous.get(`${FAQS}/search?q=x&cursor=${first.page.next}`), 400, 'invalid_cursor');
  });

  test('FAQ-6 those written at once have an order, and none is lost', async () => {
    const at = Array.from({ length: 12 }, (_, index) => index);
    await Promise.all(at.map((index) => makeFaq(agent, `Once ${index}`, { tags: ['once'] })));
    const found = (await listed(ann, { tag: 'once' })).data;
    expect(found).toHaveLength(12);
    const times = found.map((faq) => faq.createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test.each([
    ['status', 'hidden'],
    ['limit', '0'],
    ['limit', 'x'],
  ])('FAQ-6 a wrong %s is 400: %s', async (name, value) => {
    expectRefusal(await anonymous.get(`${FAQS}?${name}=${value}`), 400, 'validation_failed', name);
    if (name === 'limit')
      expectRefusal(await ann.get(`${FAQS}/popular?limit=${value}`), 400, 'validation_failed', name);
  });

  test('FAQ-3 the description says which addresses are public', async () => {
    const document = (await anonymous.get('/openapi.json')).as(
      z.looseObject({
        paths: z.record(z.string(), z.record(z.string(), z.looseObject({ security: z.array(z.unknown()) }))),
      }),
    );
    const open = (path: string, method: string) => document.paths[path]?.[method]?.security.length === 2;
    for (const path of ['', '/{id}', '/search', '/popular', '/categories', '/suggest'])
      expect(open(`/api/faqs${path}`, 'get'), path).toBe(true);
    expect(open('/api/faqs', 'post')).toBe(false);
    expect(open('/api/faqs/{id}/feedback', 'get')).toBe(false);
  });
});
