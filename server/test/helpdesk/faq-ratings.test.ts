import { afterAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { FAQS, makeFaq } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { faqFeedbackShape, faqRatingShape, faqShape, listShape } from '../support/shapes.ts';

const server = await startServer({ TRUST_PROXY: '1' });
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const agent = await server.person('Ag', { role: 'agent' });
const { anonymous } = server;

const look = async (who: Api, id: string) => (await who.get(`${FAQS}/${id}`)).as(faqShape);
const rate = (who: Api, id: string, body: object) => who.post(`${FAQS}/${id}/rate`, body);
const from = async (address: string, id: string) =>
  (await anonymous.get(`${FAQS}/${id}`, { headers: { 'x-forwarded-for': address } })).as(faqShape);
const feedback = listShape(faqFeedbackShape);

describe('ratings', () => {
  test('FAQ-40 one per person; rating again replaces it', async () => {
    const { id } = await makeFaq(agent, 'Rated?');
    const first = await rate(ann, id, { helpful: true });
    expect(first.status).toBe(200);
    expect(first.as(faqRatingShape)).toEqual({ faqId: id, helpful: true, helpfulCount: 1, notHelpfulCount: 0 });
    await rate(bo, id, { helpful: false });
    const again = (await rate(ann, id, { helpful: false })).as(faqRatingShape);
    expect(again).toEqual({ faqId: id, helpful: false, helpfulCount: 0, notHelpfulCount: 2 });
    await rate(bo, id, { helpful: true });
    expect((await rate(bo, id, { helpful: true })).as(faqRatingShape)).toMatchObject({
      helpfulCount: 1,
      notHelpfulCount: 1,
    });
    const counts = { helpfulCount: 1, notHelpfulCount: 1 };
    expect(await look(ann, id)).toMatchObject({ ...counts, myRating: false });
    expect(await look(bo, id)).toMatchObject({ ...counts, myRating: true });
    expect(await look(cy, id)).toMatchObject({ ...counts, myRating: null });
    expect(await look(anonymous, id)).toMatchObject({ ...counts, myRating: null });
    const listed = (await ann.get(`${FAQS}?limit=1`)).as(listShape(faqShape)).data[0];
    expect(listed).toMatchObject({ id, ...counts, myRating: false });
  });

  test('FAQ-40 of many at once exactly one counts', async () => {
    const { id } = await makeFaq(agent, 'Raced?');
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => rate([ann, bo][index % 2] ?? ann, id, { helpful: index % 4 > 1 })),
      );
      for (const answer of answers) expect(answer.status).toBe(200);
      const { helpfulCount, notHelpfulCount } = await look(cy, id);
      const [mine, yours] = [(await look(ann, id)).myRating, (await look(bo, id)).myRating];
      expect(helpfulCount + notHelpfulCount).toBe(2);
      expect(helpfulCount).toBe(Number(mine) + Number(yours));
    }
  });

  test('FAQ-40 what is taken back and comes again keeps its ratings; a wrong rating is refused', async () => {
    const { id } = await makeFaq(agent, 'Kept?');
    await rate(ann, id, { helpful: true });
    await agent.put(`${FAQS}/${id}`, { status: 'draft' });
    expectRefusal(await rate(ann, id, { helpful: false }), 404, 'not_found');
    await agent.put(`${FAQS}/${id}`, { status: 'published', question: 'Kept!' });
    expect(await look(ann, id)).toMatchObject({ helpfulCount: 1, notHelpfulCount: 0, myRating: true });
    for (const helpful of ['true', 1, null, undefined]) {
      expectRefusal(await rate(ann, id, { helpful }), 400, 'validation_failed', 'helpful');
    }
    const comment = 'x'.repeat(1001);
    expectRefusal(await rate(ann, id, { helpful: false, comment }), 400, 'validation_failed', 'comment');
    expect(await look(ann, id)).toMatchObject({ myRating: true });
    expectRefusal(await rate(ann, 'unknown', { helpful: true }), 404, 'not_found');
    expectRefusal(await rate(anonymous, id, { helpful: true }), 401, 'unauthorized');
  });

  test('FAQ-41 comments are for agents, the latest first, in pages', async () => {
    const { id } = await makeFaq(agent, 'Commented?');
    const { id: other } = await makeFaq(agent, 'Not commented?');
    const path = `${FAQS}/${id}/feedback`;
    await rate(ann, id, { helpful: true, comment: 'good <b>' });
    await rate(bo, id, { helpful: false, comment: 'bad' });
    await rate(cy, id, { helpful: true });
    await rate(ann, id, { helpful: false, comment: 'not so good' });
    const all = (await agent.get(path)).as(feedback);
    expect(all.data.map(({ userId, helpful, comment }) => [userId, helpful, comment])).toEqual([
      [ann.id, false, 'not so good'],
      [bo.id, false, 'bad'],
    ]);
    expect(all.data[0]?.user).toMatchObject({ id: ann.id, name: 'ann', role: 'user' });
    const first = (await agent.get(`${path}?limit=1`)).as(feedback);
    const second = (await agent.get(`${path}?limit=1&cursor=${first.page.next}`)).as(feedback);
    expect([...first.data, ...second.data]).toEqual(all.data);
    expect(second.page.next).toBeNull();
    await rate(bo, id, { helpful: false });
    expect((await agent.get(path)).as(feedback).data.map(({ userId }) => userId)).toEqual([ann.id]);
    expectRefusal(await ann.get(path), 403, 'forbidden');
    expectRefusal(await agent.get(`${FAQS}/unknown/feedback`), 404, 'not_found');
    for (const time of ['x', '+275760-09-13T00:00:00.000Z', '0000-01-01T00:00:00.000Z']) {
      const cursor = Buffer.from(JSON.stringify([`faq-feedback:${id}`, time, ann.id])).toString('base64url');
      expectRefusal(await agent.get(`${path}?cursor=${cursor}`), 400, 'invalid_cursor');
    }
    expectRefusal(await agent.get(`${FAQS}/${other}/feedback?cursor=${first.page.next}`), 400, 'invalid_cursor');
  });
});

describe('views', () => {
  test('FAQ-42 one an hour per person or address; agents, lists and searches count none', async () => {
    const { id } = await makeFaq(agent, 'Viewed?');
    expect((await look(ann, id)).viewCount).toBe(1);
    expect((await look(ann, id)).viewCount).toBe(1);
    expect((await look(bo, id)).viewCount).toBe(2);
    expect((await from('192.0.2.1', id)).viewCount).toBe(3);
    expect((await from('192.0.2.1', id)).viewCount).toBe(3);
    expect((await from('192.0.2.2', id)).viewCount).toBe(4);
    await look(agent, id);
    for (const path of [FAQS, `${FAQS}/search?q=viewed`, `${FAQS}/popular`, `${FAQS}/suggest?q=viewed`]) {
      const faqs = (await cy.get(path)).as(listShape(faqShape.loose())).data;
      expect(faqs.find((faq) => faq.id === id)?.viewCount, path).toBe(4);
    }
    expect((await look(agent, id)).viewCount).toBe(4);
  });

  test('FAQ-42 of many views at once by one person one counts, by many all', async () => {
    const { id } = await makeFaq(agent, 'Crowded?');
    await Promise.all(Array.from({ length: 10 }, () => look(ann, id)));
    await Promise.all(Array.from({ length: 30 }, (_, index) => from(`198.51.100.${index}`, id)));
    expect((await look(agent, id)).viewCount).toBe(31);
    expect((await look(ann, id)).viewCount).toBe(31);
  });

  test('FAQ-43 the most viewed first, then those that helped most', async () => {
    const [plain, viewed, helpful, helped] = await Promise.all(
      ['Plain?', 'Viewed twice?', 'Helpful?', 'Viewed and helpful?'].map((question) => makeFaq(agent, question)),
    );
    if (!plain || !viewed || !helpful || !helped) throw new Error('unreachable');
    for (const one of [viewed, helped]) for (let n = 0; n < 40; n += 1) await from(`203.0.113.${n}`, one.id);
    await rate(ann, helped.id, { helpful: true });
    await rate(ann, helpful.id, { helpful: true });
    await rate(bo, viewed.id, { helpful: false });
    const popular = async (query = '') => (await anonymous.get(`${FAQS}/popular${query}`)).as(listShape(faqShape));
    const ids = (await popular('?limit=100')).data.map((faq) => faq.id);
    expect(ids.slice(0, 2)).toEqual([helped.id, viewed.id]);
    expect(ids.indexOf(helpful.id)).toBeLessThan(ids.indexOf(plain.id));
    expect((await popular('?limit=1')).data.map((faq) => faq.id)).toEqual([helped.id]);
    await agent.put(`${FAQS}/${helped.id}`, { status: 'draft' });
    expect((await popular('?limit=1')).data.map((faq) => faq.id)).toEqual([viewed.id]);
    for (let n = 0; n < 12; n += 1) await makeFaq(agent, `Many ${n}`);
    expect((await popular()).data).toHaveLength(10);
  });
});
