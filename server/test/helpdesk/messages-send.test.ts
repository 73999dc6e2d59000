import { afterAll, describe, expect, test } from 'vitest';
import { historyOf, MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { sample } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { messageShape, packageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const chat = await makeDirect(ann, bo);
const send = (who: Person, body: object) => who.post(MESSAGES, { conversationId: chat.id, ...body });
const give = async (who: Person, extension: string) => {
  const { name, bytes, mimeType } = sample(extension);
  return upload(who, name, bytes, mimeType);
};

describe('texts', () => {
  test('SEND-1 a text is stored and shown with all its fields', async () => {
    const answer = await send(ann, { content: 'hello', metadata: { mood: 'fine' } });
    expect(answer.status).toBe(201);
    const message = answer.as(messageShape);
    expect(message).toMatchObject({
      conversationId: chat.id,
      type: 'text',
      senderId: ann.id,
      sender: { id: ann.id, name: 'ann', avatar: null, role: 'user' },
      content: 'hello',
      metadata: { mood: 'fine' },
      attachments: [],
      mentions: [],
      replyTo: null,
      replyCount: 0,
      forwardedFrom: null,
      reactions: [],
      readCount: 0,
      readBy: [],
      clientId: null,
      version: 1,
      editedAt: null,
      deletedAt: null,
    });
    const seen = (await bo.get(`${MESSAGES}/${message.id}`)).as(messageShape);
    expect(seen).toEqual(message);
  });

  test.each([
    'quotes "double" \'single\' `back`',
    '100% _under_ \\back\\slash',
    '<script>alert(1)</script> &amp; &lt;',
    '  spaces before and after  \n\n\ttabs',
    'مرحبا שלום \u202e\u200f mixed',
    '👩‍👩‍👧‍👦 👍🏽 e\u0301 \u00e9 ﬁ Å',
    "'; DROP TABLE messages; --",
    '\u0001\u001f\u007f\ufeff\u2028',
    '{"json": "looks like"}',
  ])('SEND-2 text is kept exactly as it was sent: %j', async (content) => {
    const message = await say(ann, chat, content);
    expect(message.content).toBe(content);
    expect((await historyOf(bo, chat)).at(-1)?.content).toBe(content);
  });

  test('SEND-3 a text is 1 to 5000 code points, not only white space', async () => {
    expect((await send(ann, { content: '😀'.repeat(5000) })).status).toBe(201);
    for (const content of ['😀'.repeat(5001), 'x'.repeat(5001), '', ' ', '\n\t \u00a0\u3000']) {
      expectRefusal(await send(ann, { content }), 400, 'validation_failed', 'content');
    }
    for (const content of [undefined, null, 5, {}, ['x'], true]) {
      expectRefusal(await send(ann, { content }), 400, 'validation_failed', 'content');
    }
  });

  test('SEND-3 the longest text can be set', async () => {
    const small = await startServer({ MAX_MESSAGE_LENGTH: '10' });
    const { one, two } = await small.people('one', 'two');
    const pair = await makeDirect(one, two);
    expect((await one.post(MESSAGES, { conversationId: pair.id, content: '1234567890' })).status).toBe(201);
    expectRefusal(
      await one.post(MESSAGES, { conversationId: pair.id, content: '12345678901' }),
      400,
      'validation_failed',
      'content',
    );
    await small.stop();
  });

  test.each(['shout', '', 5, null, 'TEXT'])('SEND-4 type %j does not exist', async (type) => {
    expectRefusal(await send(ann, { type, content: 'x' }), 400, 'validation_failed', 'type');
  });

  test('SEND-4 only agents in support conversations write system messages, so here nobody', async () => {
    const agent = await server.person('ag', { role: 'agent' });
    const group = await makeGroup(agent, [ann]);
    expectRefusal(await send(ann, { type: 'system', content: 'x' }), 403, 'forbidden');
    const answer = await agent.post(MESSAGES, { conversationId: group.id, type: 'system', content: 'x' });
    expectRefusal(answer, 403, 'forbidden');
  });
});

describe('numbers and rights', () => {
  test('SEND-5 parallel sends get the numbers 1 to N, each once', async () => {
    const { dee, eve } = await server.people('dee', 'eve');
    const pair = await makeDirect(dee, eve);
    const wire = await eve.connect();
    const sends = Array.from({ length: 60 }, (_, index) => {
      const content = `n${index}`;
      if (index % 3 === 0) return wire.ask('send_message', { conversationId: pair.id, content });
      return (index % 3 === 1 ? dee : eve).post(MESSAGES, { conversationId: pair.id, content });
    });
    await Promise.all(sends);
    const history = await historyOf(dee, pair);
    expect(history.map((message) => message.seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(new Set(history.map((message) => message.content)).size).toBe(60);
    expect(new Set(history.map((message) => message.id)).size).toBe(60);
  });

  test('SEND-5 one sender’s messages keep the order in which they were acknowledged', async () => {
    const { dee, eve } = await server.people('dee', 'eve');
    const pair = await makeDirect(dee, eve);
    const noise = Promise.all(Array.from({ length: 30 }, (_, index) => say(eve, pair, `noise ${index}`)));
    let last = 0;
    for (let index = 0; index < 15; index += 1) {
      const message = await say(dee, pair, `mine ${index}`);
      expect(message.seq).toBeGreaterThan(last);
      last = message.seq;
    }
    await noise;
  });

  test('SEND-6 an unknown conversation is 404, a foreign one 403', async () => {
    for (const conversationId of ['unknown', `c${'z'.repeat(22)}`, '5', 'x'.repeat(5000)]) {
      expectRefusal(await ann.post(MESSAGES, { conversationId, content: 'x' }), 404, 'not_found');
    }
    expectRefusal(await send(cy, { content: 'x' }), 403, 'not_a_member');
    for (const conversationId of [undefined, null, 5, {}, '']) {
      expectRefusal(
        await ann.post(MESSAGES, { conversationId, content: 'x' }),
        400,
        'validation_failed',
        'conversationId',
      );
    }
  });

  test('SEND-7 metadata is an object of at most 16 KiB', async () => {
    const sized = (bytes: number) => ({ pad: 'x'.repeat(bytes - '{"pad":""}'.length) });
    expect((await send(ann, { content: 'x', metadata: sized(16_384) })).status).toBe(201);
    for (const metadata of [sized(16_385), { pad: 'ü'.repeat(8_200) }, [], 'x', 5, true]) {
      expectRefusal(await send(ann, { content: 'x', metadata }), 400, 'validation_failed', /^metadata/);
    }
  });
});

describe('files', () => {
  test.each([
    ['image', 'png'],
    ['video', 'mp4'],
    ['audio', 'mp3'],
    ['file', 'pdf'],
    ['file', 'png'],
  ])('SEND-8 type %s carries a %s file with an optional caption', async (type, extension) => {
    const file = await give(ann, extension);
    const message = (await send(ann, { type, attachmentIds: [file.id] })).as(messageShape);
    expect(message).toMatchObject({ type, content: '' });
    expect(message.attachments.map((one) => one.id)).toEqual([file.id]);
    const other = await give(ann, extension);
    const captioned = await send(ann, { type, attachmentIds: [other.id], content: 'look' });
    expect(captioned.as(messageShape)).toMatchObject({ content: 'look' });
  });

  test('SEND-8 a text may carry files in the given order, ten at most', async () => {
    const files = await Promise.all(Array.from({ length: 11 }, () => give(ann, 'txt')));
    const ids = files.map((file) => file.id).reverse();
    expectRefusal(await send(ann, { content: 'x', attachmentIds: ids }), 400, 'validation_failed', /^attachmentIds/);
    const message = (await send(ann, { content: 'x', attachmentIds: ids.slice(1) })).as(messageShape);
    expect(message.attachments.map((one) => one.id)).toEqual(ids.slice(1));
  });

  test('SEND-8 file types need files of their kind', async () => {
    for (const type of ['image', 'video', 'audio', 'file']) {
      expectRefusal(await send(ann, { type, content: 'x' }), 400, 'validation_failed', /^attachmentIds/);
      expectRefusal(await send(ann, { type, attachmentIds: [] }), 400, 'validation_failed', /^attachmentIds/);
    }
    const text = await give(ann, 'txt');
    for (const type of ['image', 'video', 'audio']) {
      expectRefusal(await send(ann, { type, attachmentIds: [text.id] }), 400, 'validation_failed', /^attachmentIds/);
    }
    const caption = 'x'.repeat(5001);
    expectRefusal(
      await send(ann, { type: 'file', attachmentIds: [text.id], content: caption }),
      400,
      'validation_failed',
      'content',
    );
  });

  test('SEND-9 unknown, foreign, used and repeated attachments are 400', async () => {
    const [mine, foreign] = [await give(ann, 'png'), await give(bo, 'png')];
    for (const ids of [['unknown'], [foreign.id], [mine.id, foreign.id], [5], 'x', [mine.id, mine.id]]) {
      expectRefusal(await send(ann, { content: 'x', attachmentIds: ids }), 400, 'validation_failed', /^attachmentIds/);
    }
    expect((await send(ann, { content: 'x', attachmentIds: [mine.id] })).status).toBe(201);
    expectRefusal(
      await send(ann, { content: 'y', attachmentIds: [mine.id] }),
      400,
      'validation_failed',
      /^attachmentIds/,
    );
  });

  test('SEND-9 two racing messages cannot both take one file', async () => {
    const file = await give(ann, 'png');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => send(ann, { content: `take ${index}`, attachmentIds: [file.id] })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(9);
  });
});

describe('places', () => {
  test('SEND-10 a location has coordinates, an address and text are optional', async () => {
    const metadata = { latitude: -90, longitude: 180, address: 'Pole' };
    const message = (await send(ann, { type: 'location', metadata })).as(messageShape);
    expect(message).toMatchObject({ type: 'location', content: '', metadata });
    const short = { type: 'location', content: 'here', metadata: { latitude: 1.5, longitude: -2.25 } };
    expect((await send(ann, short)).as(messageShape)).toMatchObject(short);
  });

  test.each([
    ['latitude', { longitude: 0 }],
    ['longitude', { latitude: 0 }],
    ['latitude', { latitude: 90.01, longitude: 0 }],
    ['latitude', { latitude: -91, longitude: 0 }],
    ['longitude', { latitude: 0, longitude: 180.5 }],
    ['longitude', { latitude: 0, longitude: '7' }],
    ['latitude', { latitude: null, longitude: 7 }],
    ['address', { latitude: 0, longitude: 0, address: 5 }],
  ])('SEND-10 a wrong %s is 400: %j', async (field, metadata) => {
    expectRefusal(await send(ann, { type: 'location', metadata }), 400, 'validation_failed', `metadata.${field}`);
  });

  test('SEND-10 a location without metadata is 400', async () => {
    expectRefusal(await send(ann, { type: 'location', content: 'here' }), 400, 'validation_failed', /^metadata/);
  });
});

describe('offers and bookings', () => {
  const pack = async (who: Person, extra: object = {}) => {
    const body = { name: 'Massage', price: 30, currency: 'EUR', duration: 60, ...extra };
    return (await who.post('/api/users/me/service-packages', body)).as(packageShape);
  };
  const facts = { serviceName: 'Massage', price: 30, currency: 'EUR', duration: 60 };

  test('SEND-11 an offer names an own package and the server fills in its facts', async () => {
    const mine = await pack(ann);
    const metadata = { servicePackageId: mine.id, price: 1, serviceName: 'Cheap', note: 'kept' };
    const message = (await send(ann, { type: 'service_offer', metadata })).as(messageShape);
    expect(message.metadata).toEqual({ servicePackageId: mine.id, note: 'kept', ...facts });
    expect(message.content).toBe('Massage');
    const worded = await send(ann, {
      type: 'service_offer',
      content: 'for you',
      metadata: { servicePackageId: mine.id },
    });
    expect(worded.as(messageShape).content).toBe('for you');
  });

  test('SEND-12 a booking names a package of another member', async () => {
    const theirs = await pack(bo);
    const metadata = { servicePackageId: theirs.id, requestedDate: '2031-02-03', requestedTime: '09:30', price: 0 };
    const message = (await send(ann, { type: 'booking_request', metadata })).as(messageShape);
    expect(message.metadata).toEqual({ ...metadata, ...facts });
    for (const requestedDate of [
      '2031-02-03T10:00:00.000Z',
      '2031-02-03T10:00+02:00',
      '2031-02-03T10:00Z',
      '2031-02-03T10:00',
    ]) {
      const timed = { servicePackageId: theirs.id, requestedDate };
      const { status, json } = await send(ann, { type: 'booking_request', metadata: timed });
      expect(status, requestedDate).toBe(201);
      expect(json).toMatchObject({ metadata: timed });
    }
  });

  test('SEND-13 a package that does not fit is 400 with its path', async () => {
    const [mine, theirs] = [await pack(ann), await pack(bo)];
    const [resting, outside] = [await pack(ann, { isActive: false }), await pack(cy)];
    const idle = await pack(bo, { isActive: false });
    for (const id of [theirs.id, resting.id, 'unknown', undefined, 5]) {
      const answer = await send(ann, { type: 'service_offer', metadata: { servicePackageId: id } });
      expectRefusal(answer, 400, 'validation_failed', 'metadata.servicePackageId');
    }
    for (const id of [mine.id, idle.id, outside.id, 'unknown', undefined]) {
      const answer = await send(ann, { type: 'booking_request', metadata: { servicePackageId: id } });
      expectRefusal(answer, 400, 'validation_failed', 'metadata.servicePackageId');
    }
  });

  test.each([
    ['requestedDate', 'soon'],
    ['requestedDate', '2031-13-01'],
    ['requestedDate', '2031-02-30'],
    ['requestedDate', 5],
    ['requestedTime', '24:00'],
    ['requestedTime', '9:30'],
    ['requestedTime', '09:60'],
    ['requestedTime', 930],
  ])('SEND-12 a booking with %s %j is 400', async (field, value) => {
    const theirs = await pack(bo);
    const metadata = { servicePackageId: theirs.id, [field]: value };
    expectRefusal(
      await send(ann, { type: 'booking_request', metadata }),
      400,
      'validation_failed',
      `metadata.${field}`,
    );
  });
});
