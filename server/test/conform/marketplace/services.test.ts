import { describe, expect, test } from 'vitest';
import {
  at,
  fails,
  historyOf,
  look,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  post,
  refused,
  send,
  type Trader,
  tell,
} from './market.ts';
import { messageShape, type Package, packageShape } from './shapes.ts';

const market = await openMarket();
const CUT: Package = {
  id: 'cut',
  name: 'Coupe',
  description: 'Lavage compris',
  price: 80,
  currency: 'FCFA',
  duration: '1 hour',
};
const SHAVE: Package = { id: 'shave', name: 'Rasage', price: 12.5, currency: 'EUR', duration: '30 min' };

const packagesOf = (id: string) => `/api/users/${encodeURIComponent(id)}/service-packages`;
const put = (who: Trader, id: string, body: unknown) => who.put(packagesOf(id), body);
const inMessage = ({ id, name, price, currency, duration }: Package) => ({
  servicePackageId: id,
  serviceName: name,
  price,
  currency,
  duration,
});

async function shop() {
  const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
  must(await put(ann, ann.id, [CUT, SHAVE]), 200);
  const { _id: id } = await openDirect(bo, ann);
  const offer = (who: Trader, body: object) => who.post(at(id, '/messages/service-offer'), body);
  const book = (who: Trader, body: object) => who.post(at(id, '/messages/booking-request'), body);
  return { ann, bo, stranger, id, offer, book };
}

describe('packages', () => {
  test('MARK-150 one’s own list is put as a whole and read by anybody signed in', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    expect(must(await bo.get(packagesOf(ann.id)), 200).json).toEqual([]);
    expect(must(await put(ann, ann.id, [CUT, SHAVE]), 200).as(packageShape.array())).toEqual([CUT, SHAVE]);
    expect(must(await bo.get(packagesOf(ann.id)), 200).json).toEqual([CUT, SHAVE]);
    expect(must(await put(ann, ann.id, [SHAVE]), 200).json).toEqual([SHAVE]);
    expect(must(await put(ann, ann.id, []), 200).json).toEqual([]);
    refused(await ann.get(packagesOf('nobody-at-all')), 404);
  });

  test('MARK-151 others’ lists are changed by admins alone', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const [admin, agent] = [
      await market.person('Admin', { role: 'admin' }),
      await market.person('Agent', { role: 'agent' }),
    ];
    for (const who of [bo, agent]) refused(await put(who, ann.id, [CUT]), 403);
    expect(must(await put(admin, ann.id, [CUT]), 200).json).toEqual([CUT]);
    refused(await put(admin, 'nobody-at-all', [CUT]), 404);
  });

  test('MARK-152 what is wrong in one changes none', async () => {
    const { ann } = await market.people('ann');
    must(await put(ann, ann.id, [SHAVE]), 200);
    const spoilt: readonly (readonly [keyof Package, readonly unknown[]])[] = [
      ['id', [undefined, null, '', 5, {}, 'x'.repeat(65), 'a\u0000b']],
      ['name', [undefined, null, '', ' ', 5, 'x'.repeat(121), 'a\u0000b']],
      ['description', [5, {}, 'x'.repeat(1001), 'a\u0000b']],
      ['price', [undefined, null, '80', -1, {}, true]],
      ['currency', [undefined, null, '', 5, 'x'.repeat(9)]],
      ['duration', [undefined, null, '', 60, 'x'.repeat(51)]],
    ];
    for (const [field, values] of spoilt)
      for (const value of values)
        refused(await put(ann, ann.id, [CUT, { ...SHAVE, [field]: value }]), 400, new RegExp(field));
    const many = Array.from({ length: 101 }, (_, turn) => ({ ...CUT, id: `${turn}` }));
    for (const body of [{}, 'x', null, [5], [null], [[CUT]], [CUT, CUT], many, { packages: [CUT] }])
      refused(await ann.put(packagesOf(ann.id), undefined, { raw: JSON.stringify(body) }), 400);
    expect(must(await ann.get(packagesOf(ann.id)), 200).json).toEqual([SHAVE]);
    expect(must(await put(ann, ann.id, many.slice(1)), 200).as(packageShape.array())).toHaveLength(100);
  });
});

describe('offers', () => {
  test('MARK-153 of an own package, as it is when sent', async () => {
    const { ann, bo, id, offer } = await shop();
    const lies = { serviceName: 'lie', price: 1, metadata: { price: 1 }, content: 'lie', currency: 'X' };
    const plain = must(await offer(ann, { servicePackageId: 'cut', ...lies }), 201).as(messageShape);
    expect(plain).toMatchObject({
      type: 'service_offer',
      content: 'Service proposé: Coupe',
      metadata: inMessage(CUT),
      senderId: ann.id,
    });
    const said = must(
      await offer(ann, { servicePackageId: 'shave', message: ' For you ', replyToId: plain._id }),
      201,
    ).as(messageShape);
    expect(said).toMatchObject({ content: ' For you ', metadata: inMessage(SHAVE), replyToId: plain._id });
    must(await put(ann, ann.id, [{ ...CUT, price: 99 }]), 200);
    expect((await historyOf(bo, id))[1]).toEqual(plain);
    expect((await look(bo, id)).lastMessage).toBe(' For you ');
  });

  test('MARK-154 a package that is not one’s own is 404', async () => {
    const { ann, bo, id, offer } = await shop();
    refused(await offer(bo, { servicePackageId: 'cut' }), 404);
    refused(await offer(ann, { servicePackageId: 'nothing' }), 404);
    for (const servicePackageId of [undefined, null, '', 5, {}])
      refused(await offer(ann, { servicePackageId }), 400, /servicePackageId/);
    for (const message of [5, {}, 'x'.repeat(5001), 'a\u0000b'])
      refused(await offer(ann, { servicePackageId: 'cut', message }), 400, /message/);
    expect(await historyOf(ann, id)).toEqual([]);
  });
});

describe('bookings', () => {
  test('MARK-155 of a package of another participant, with date and time', async () => {
    const { bo, id, book } = await shop();
    const plain = must(await book(bo, { servicePackageId: 'cut' }), 201).as(messageShape);
    expect(plain).toMatchObject({
      type: 'booking_request',
      content: 'Demande de réservation: Coupe',
      metadata: inMessage(CUT),
    });
    expect(Object.keys(plain.metadata ?? {})).toHaveLength(5);
    const body = {
      servicePackageId: 'shave',
      requestedDate: '2024-02-15',
      requestedTime: '14:30',
      message: 'Possible?',
    };
    expect(must(await book(bo, body), 201).as(messageShape)).toMatchObject({
      content: 'Possible?',
      metadata: { ...inMessage(SHAVE), requestedDate: '2024-02-15T00:00:00.000Z', requestedTime: '14:30' },
    });
    for (const [requestedDate, shown] of [
      ['2024-02-15T10:20:30Z', '2024-02-15T10:20:30.000Z'],
      ['2024-02-15T10:20:30.500+02:00', '2024-02-15T08:20:30.500Z'],
      ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ] as const)
      expect(
        must(await book(bo, { servicePackageId: 'cut', requestedDate }), 201).as(messageShape).metadata,
      ).toMatchObject({ requestedDate: shown });
    expect(await historyOf(bo, id)).toHaveLength(5);
  });

  test('MARK-156 dates and times that are none are 400, unknown and own packages 404', async () => {
    const { ann, bo, stranger, id, book } = await shop();
    const good = { servicePackageId: 'cut' };
    for (const requestedDate of [
      '',
      'tomorrow',
      5,
      {},
      '2024-02-30',
      '2023-02-29',
      '2024-13-01',
      '15/02/2024',
      '2024-2-5',
      '2024-02-15T25:00:00Z',
    ])
      refused(await book(bo, { ...good, requestedDate }), 400, /requestedDate/);
    for (const requestedTime of ['', '24:00', '9:30', '14:60', '14:30:00', 'noon', 5, '2 pm'])
      refused(await book(bo, { ...good, requestedTime }), 400, /requestedTime/);
    refused(await book(bo, { servicePackageId: 'nothing' }), 404);
    refused(await book(ann, good), 404);
    must(await put(stranger, stranger.id, [CUT]), 200);
    refused(await book(bo, { ...good, providerId: stranger.id }), 404);
    refused(await book(bo, { ...good, providerId: bo.id }), 404);
    refused(await book(bo, { ...good, providerId: 5 }), 400, /providerId/);
    expect(await historyOf(bo, id)).toEqual([]);
  });

  test('MARK-157 in a group it is that of the first who has it, unless it is said whose', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    must(await put(bo, bo.id, [{ ...CUT, price: 1 }]), 200);
    must(await put(cy, cy.id, [{ ...CUT, price: 2 }]), 200);
    must(await put(ann, ann.id, [{ ...CUT, price: 3 }]), 200);
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const price = async (who: Trader, body: object) =>
      must(await who.post(at(id, '/messages/booking-request'), { servicePackageId: 'cut', ...body }), 201).as(
        messageShape,
      ).metadata?.price;
    expect(await price(ann, {})).toBe(1);
    expect(await price(ann, { providerId: cy.id })).toBe(2);
    expect(await price(bo, {})).toBe(3);
  });
});

test('MARK-158 the general route and the socket do the same', async () => {
  const { ann, bo, id } = await shop();
  const lies = { serviceName: 'lie', price: 0 };
  expect(await send(ann, id, { type: 'service_offer', metadata: { servicePackageId: 'cut', ...lies } })).toMatchObject({
    ...{ type: 'service_offer', content: 'Service proposé: Coupe', metadata: inMessage(CUT) },
  });
  const metadata = { servicePackageId: 'shave', requestedDate: '2024-02-15', requestedTime: '08:00' };
  const wire = await bo.connect();
  const { message } = await tell(wire, 'send_message', {
    conversationId: id,
    message: { type: 'booking_request', content: 'Please', metadata },
  });
  expect(message).toMatchObject({
    content: 'Please',
    metadata: { ...inMessage(SHAVE), requestedDate: '2024-02-15T00:00:00.000Z' },
  });
  refused(await post(bo, id, { type: 'service_offer', metadata: { servicePackageId: 'cut' } }), 404);
  for (const wrong of [undefined, {}, { servicePackageId: 5 }])
    refused(await post(ann, id, { type: 'service_offer', metadata: wrong }), 400);
  await fails(
    wire,
    'send_message',
    { conversationId: id, message: { type: 'booking_request', metadata: { ...metadata, requestedTime: 'x' } } },
    400,
  );
  for (const { _id } of await historyOf(ann, id))
    refused(await ann.post(of(_id, '/forward'), { conversationIds: [id] }), 400);
});

test('MARK-159 an offer is resent like a text', async () => {
  const { ann, id, offer } = await shop();
  const body = { servicePackageId: 'cut', clientMessageId: 'o-1' };
  const first = must(await offer(ann, body), 201).as(messageShape);
  expect(must(await offer(ann, body), 200).as(messageShape)._id).toBe(first._id);
  refused(await offer(ann, { ...body, message: 'other' }), 400);
  refused(await offer(ann, { ...body, servicePackageId: 'shave' }), 400);
  // Also when the package is another one by now, or none.
  must(await put(ann, ann.id, []), 200);
  expect(must(await offer(ann, body), 200).as(messageShape)).toEqual(first);
  expect(await historyOf(ann, id)).toHaveLength(1);
});
