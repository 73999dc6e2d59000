import { afterAll, expect, test } from 'vitest';
import { FAQS, makeFaq, makeFaqCategory } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { faqCategoryShape, faqShape, listShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const agent = await server.person('Ag', { role: 'agent' });
const CATEGORIES = `${FAQS}/categories`;
const all = async () => (await server.anonymous.get(CATEGORIES)).as(listShape(faqCategoryShape)).data;
const countOf = async (id: string) => (await all()).find((one) => one.id === id)?.faqCount;

test('FAQ-10 by order, then name; each is made, changed field by field and removed', async () => {
  const last = await makeFaqCategory(agent, 'Alpha', { order: 7 });
  const second = await makeFaqCategory(agent, 'delta', { order: 3, description: 'Half "quoted" <b>' });
  const first = await makeFaqCategory(agent, 'Bravo', { order: 3 });
  const mine = [first, second, last].map((one) => one.id);
  expect((await all()).map((one) => one.id).filter((id) => mine.includes(id))).toEqual(mine);
  expect(first).toMatchObject({ name: 'Bravo', slug: 'bravo', description: null, order: 3, faqCount: 0 });
  const moved = (await agent.put(`${CATEGORIES}/${last.id}`, { order: 0 })).as(faqCategoryShape);
  expect(moved).toEqual({ ...last, order: 0 });
  const renamed = (await agent.put(`${CATEGORIES}/${second.id}`, { name: 'Delta', description: null })).as(
    faqCategoryShape,
  );
  expect(renamed).toEqual({ ...second, name: 'Delta', description: null });
  expect((await agent.put(`${CATEGORIES}/${second.id}`, {})).as(faqCategoryShape)).toEqual(renamed);
  expect((await all())[0]).toEqual(moved);
  for (const { id } of [first, second, last]) expect((await agent.delete(`${CATEGORIES}/${id}`)).status).toBe(204);
  expectRefusal(await agent.delete(`${CATEGORIES}/${first.id}`), 404, 'not_found');
  expectRefusal(await agent.put(`${CATEGORIES}/${first.id}`, { order: 1 }), 404, 'not_found');
});

test('FAQ-10 the count follows what is published, moved, taken back and removed', async () => {
  const { id } = await makeFaqCategory(agent, 'Counted');
  const other = await makeFaqCategory(agent, 'Counted too');
  const one = await makeFaq(agent, 'One?', { categoryIds: [id] });
  const draft = await makeFaq(agent, 'Two?', { categoryIds: [other.id, id], status: 'draft' });
  expect([await countOf(id), await countOf(other.id)]).toEqual([1, 0]);
  expect(draft.categories.map((category) => category.id)).toEqual([other.id, id]);
  await agent.put(`${FAQS}/${draft.id}`, { status: 'published' });
  expect([await countOf(id), await countOf(other.id)]).toEqual([2, 1]);
  await agent.put(`${FAQS}/${draft.id}`, { categoryIds: [id], answer: 'Other' });
  expect([await countOf(id), await countOf(other.id)]).toEqual([2, 0]);
  await agent.put(`${FAQS}/${one.id}`, { status: 'draft', categoryIds: [other.id] });
  expect([await countOf(id), await countOf(other.id)]).toEqual([1, 0]);
  await agent.delete(`${FAQS}/${draft.id}`);
  expect([await countOf(id), await countOf(other.id)]).toEqual([0, 0]);
});

test('FAQ-10 the count is exact when much happens at once', async () => {
  const categories = [await makeFaqCategory(agent, 'Busy one'), await makeFaqCategory(agent, 'Busy two')];
  const ids = categories.map((category) => category.id);
  const faqs = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      makeFaq(agent, `Busy ${index}?`, { categoryIds: index % 2 ? ids : [...ids].reverse() }),
    ),
  );
  const changes = faqs.flatMap((faq, index) => [
    agent.put(`${FAQS}/${faq.id}`, { status: index % 2 ? 'draft' : 'published' }),
    agent.put(`${FAQS}/${faq.id}`, { categoryIds: index % 4 ? ids : [ids[1]] }),
    ...(index === 7 ? [agent.delete(`${FAQS}/${faq.id}`)] : []),
  ]);
  for (const answer of await Promise.all(changes)) expect([200, 204, 404]).toContain(answer.status);
  for (const id of ids) {
    const { page } = (await agent.get(`${FAQS}?category=${id}`)).as(listShape(faqShape));
    expect(await countOf(id)).toBe(page.total);
  }
});

test.each([
  ['Crème brûlée & Straße', 'creme-brulee-strasse'],
  ['  Œuvre -- 2,5 %  ', 'oeuvre-2-5'],
  ['Łódź', 'lodz'],
  ['支払い 方法', '支払い-方法'],
  ['Оплата', 'оплата'],
])('FAQ-11 the slug of %j is %s', async (name, slug) => {
  expect(await makeFaqCategory(agent, name)).toMatchObject({ name, slug });
});

test('FAQ-11 a slug that is sent is taken, and a name without letters gets one all the same', async () => {
  for (const slug of ['my-own-1', 'my_own_2']) {
    expect((await makeFaqCategory(agent, `Own ${slug}`, { slug })).slug).toBe(slug);
  }
  const signs = [await makeFaqCategory(agent, '???'), await makeFaqCategory(agent, '!!!')];
  for (const { slug } of signs) expect(slug).toMatch(/^[a-z0-9]+$/);
  for (const slug of ['My-Own', 'a b', '-a', 'a--b', 'a_-b', '_', 'crème', 'a/b', '']) {
    expectRefusal(await agent.post(CATEGORIES, { name: `S${slug}`, slug }), 400, 'validation_failed', 'slug');
  }
});

test('FAQ-12 a name or slug that is taken is a conflict and changes nothing', async () => {
  const one = await makeFaqCategory(agent, 'Taken');
  const other = await makeFaqCategory(agent, 'Free');
  expectRefusal(await agent.post(CATEGORIES, { name: 'Taken' }), 409, 'conflict');
  expectRefusal(await agent.post(CATEGORIES, { name: 'Taken', slug: 'another' }), 409, 'conflict');
  expectRefusal(await agent.post(CATEGORIES, { name: 'Tákén' }), 409, 'conflict');
  expectRefusal(await agent.put(`${CATEGORIES}/${other.id}`, { name: 'Taken' }), 409, 'conflict');
  expectRefusal(await agent.put(`${CATEGORIES}/${other.id}`, { slug: 'taken', order: 9 }), 409, 'conflict');
  expect((await all()).filter(({ id }) => id === one.id || id === other.id)).toEqual([other, one]);
  expect((await agent.put(`${CATEGORIES}/${one.id}`, { name: 'Taken', slug: 'taken' })).as(faqCategoryShape)).toEqual(
    one,
  );
});

test('FAQ-12 of many with one name at once exactly one is made', async () => {
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => agent.post(CATEGORIES, { name: `Race ${round}` })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await all()).filter((category) => category.name === `Race ${round}`)).toHaveLength(1);
  }
});

test('FAQ-12 two that would swap their names at once are both refused', async () => {
  const [one, other] = [await makeFaqCategory(agent, 'Swap one'), await makeFaqCategory(agent, 'Swap other')];
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all([
      agent.put(`${CATEGORIES}/${one.id}`, { name: other.name }),
      agent.put(`${CATEGORIES}/${other.id}`, { name: one.name }),
    ]);
    for (const answer of answers) expectRefusal(answer, 409, 'conflict');
  }
});

test('FAQ-13 a category that is removed leaves its FAQs', async () => {
  const gone = await makeFaqCategory(agent, 'Gone');
  const kept = await makeFaqCategory(agent, 'Kept');
  const faq = await makeFaq(agent, 'Left over?', { categoryIds: [gone.id, kept.id], tags: ['left'] });
  expect((await agent.delete(`${CATEGORIES}/${gone.id}`)).status).toBe(204);
  const found = (await agent.get(`${FAQS}/${faq.id}`)).as(faqShape);
  expect(found).toEqual({ ...faq, categories: faq.categories.filter(({ id }) => id === kept.id) });
  for (const name of [gone.id, gone.slug]) {
    expect((await agent.get(`${FAQS}?category=${name}`)).as(listShape(faqShape)).page.total).toBe(0);
  }
  expect(await countOf(kept.id)).toBe(1);
  expectRefusal(
    await agent.put(`${FAQS}/${faq.id}`, { categoryIds: [gone.id] }),
    400,
    'validation_failed',
    'categoryIds.0',
  );
});

test.each([
  ['name', { name: '' }],
  ['name', { name: 'x'.repeat(101) }],
  ['name', {}],
  ['description', { name: 'N', description: 5 }],
  ['order', { name: 'N', order: 1.5 }],
  ['order', { name: 'N', order: 2 ** 31 }],
  ['order', { name: 'N', order: null }],
])('FAQ-2 a category with a wrong %s is 400: %j', async (field, body) => {
  const before = await all();
  expectRefusal(await agent.post(CATEGORIES, body), 400, 'validation_failed', field);
  expect(await all()).toEqual(before);
});
