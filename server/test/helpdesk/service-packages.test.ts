import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape, meShape, packageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const admin = await server.person('Root', { role: 'admin' });

const MINE = '/api/users/me/service-packages';
const valid = { name: 'Check-up', price: 49.5, currency: 'EUR', duration: 30 };
const make = async (who: Api, extra: object = {}) => (await who.post(MINE, { ...valid, ...extra })).as(packageShape);
const list = async (who: Api, id: string) =>
  (await who.get(`/api/users/${id}/service-packages`)).as(listShape(packageShape)).data;

test('PACK-1 a package is made, changed field by field and removed', async () => {
  const answer = await ann.post(MINE, valid);
  expect(answer.status).toBe(201);
  const made = answer.as(packageShape);
  expect(made).toMatchObject({ ...valid, userId: ann.id, description: null, isActive: true });
  const changed = await ann.put(`${MINE}/${made.id}`, { price: 0, description: 'half "price" 50%' });
  expect(changed.as(packageShape)).toMatchObject({ ...valid, id: made.id, price: 0, description: 'half "price" 50%' });
  expect((await ann.get('/api/users/me')).as(meShape).servicePackages.map((one) => one.id)).toContain(made.id);
  expect((await ann.delete(`${MINE}/${made.id}`)).status).toBe(204);
  expectRefusal(await ann.delete(`${MINE}/${made.id}`), 404, 'not_found');
  expectRefusal(await ann.put(`${MINE}/${made.id}`, { price: 1 }), 404, 'not_found');
});

test("PACK-1 somebody else's package is 404", async () => {
  const made = await make(ann);
  expectRefusal(await bo.put(`${MINE}/${made.id}`, { price: 1 }), 404, 'not_found');
  expectRefusal(await bo.delete(`${MINE}/${made.id}`), 404, 'not_found');
  expect((await list(ann, ann.id)).find((one) => one.id === made.id)?.price).toBe(49.5);
});

test.each([
  ['name', { name: '' }],
  ['name', { name: 'x'.repeat(121) }],
  ['name', { name: undefined }],
  ['name', { name: 5 }],
  ['price', { price: -1 }],
  ['price', { price: '5' }],
  ['price', { price: null }],
  ['currency', { currency: '' }],
  ['currency', { currency: 'x'.repeat(9) }],
  ['duration', { duration: undefined }],
  ['duration', { duration: {} }],
  ['isActive', { isActive: 'yes' }],
  ['description', { description: 5 }],
])('PACK-2 a package with a wrong %s is 400: %j', async (field, wrong) => {
  expectRefusal(await ann.post(MINE, { ...valid, ...wrong }), 400, 'validation_failed', field);
});

test('PACK-3 inactive packages are shown to their owner only', async () => {
  const cy = await server.person('Cy');
  const shown = await make(cy, { name: 'Shown' });
  const hidden = await make(cy, { name: 'Hidden', isActive: false });
  expect((await list(cy, cy.id)).map((one) => one.id).sort()).toEqual([shown.id, hidden.id].sort());
  expect((await list(bo, cy.id)).map((one) => one.id)).toEqual([shown.id]);
  expectRefusal(await bo.get('/api/users/unknown-person/service-packages'), 404, 'not_found');
});

test('PACK-4 the whole set is replaced at once, ids are kept where they are given', async () => {
  const dee = await server.person('Dee');
  const kept = await make(dee, { name: 'Kept' });
  await make(dee, { name: 'Dropped' });
  const path = `/api/users/${dee.id}/service-packages`;
  const raw = JSON.stringify([
    { id: kept.id, ...valid, name: 'Kept and renamed' },
    { ...valid, name: 'Added' },
  ]);
  const answer = await dee.request('PUT', path, undefined, { raw });
  expect(answer.status).toBe(200);
  const names = answer.as(listShape(packageShape)).data.map((one) => one.name);
  expect(names).toEqual(['Kept and renamed', 'Added']);
  const after = await list(dee, dee.id);
  expect(after.map((one) => one.name).sort()).toEqual(['Added', 'Kept and renamed']);
  expect(after.find((one) => one.name === 'Kept and renamed')?.id).toBe(kept.id);
});

test('PACK-4 anything wrong in the set leaves the old one as it was', async () => {
  const eve = await server.person('Eve');
  const old = await make(eve, { name: 'Old' });
  const path = `/api/users/${eve.id}/service-packages`;
  const raw = JSON.stringify([
    { ...valid, name: 'Good' },
    { ...valid, price: -1 },
  ]);
  expectRefusal(await eve.request('PUT', path, undefined, { raw }), 400, 'validation_failed', /1\.price$/);
  expect((await list(eve, eve.id)).map((one) => one.id)).toEqual([old.id]);
});

test('PACK-4 the owner and admins replace a set, nobody else', async () => {
  const path = `/api/users/${ann.id}/service-packages`;
  const raw = JSON.stringify([valid]);
  expectRefusal(await bo.request('PUT', path, undefined, { raw }), 403, 'forbidden');
  const agent = await server.person('Ag', { role: 'agent' });
  expectRefusal(await agent.request('PUT', path, undefined, { raw }), 403, 'forbidden');
  expect((await admin.request('PUT', path, undefined, { raw })).status).toBe(200);
});
