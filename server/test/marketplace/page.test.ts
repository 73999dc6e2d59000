import { afterAll, describe, expect, test } from 'vitest';
import { makeDirect, makeGroup, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { type Listener, listen, market, settled } from './listener.ts';

const ROOT = '/api/conversations';

const server = await startServer();
const open: Listener[] = [];
afterAll(async () => {
  for (const listener of open) listener.close();
  await server.stop();
});

async function hear(person: Person): Promise<Listener> {
  const listener = await listen(server, person);
  open.push(listener);
  await settled();
  listener.forget();
  return listener;
}

const as = (person: Person) => market(server, person);
const send = (by: Person, id: string, body: object) => as(by).post(`${ROOT}/${id}/messages`, body);

describe('a forward that is sent again', () => {
  async function scene() {
    const { ann, bob, cid } = await server.people('ann', 'bob', 'cid');
    const from = await makeDirect(ann, bob);
    const source = await say(ann, from, 'pass it on');
    const targets = [(await makeGroup(ann, [bob])).id, (await makeDirect(ann, cid)).id];
    const forward = (body: object, headers?: Record<string, string>) =>
      as(ann).post(`/api/messages/${source.id}/forward`, body, headers ? { headers } : {});
    const total = async (id: string) => ((await as(ann).get(`${ROOT}/${id}/messages`)).json as { total: number }).total;
    return { ann, bob, from, source, targets, forward, total };
  }

  test.each(['clientMessageId', 'clientId', 'tempId', 'Idempotency-Key'])('is the first one: %s', async (name) => {
    const { ann, targets, forward, total } = await scene();
    const listener = await hear(ann);
    const ask = (conversationIds: readonly string[]) =>
      name === 'Idempotency-Key'
        ? forward({ conversationIds }, { [name]: 'once' })
        : forward({ conversationIds, [name]: 'once' });
    const first = await ask(targets);
    expect(first.status, first.text).toBe(201);
    await listener.next('new_message', ({ conversationId }) => conversationId === targets[1]);
    await settled();
    listener.forget();
    for (const some of [targets, [...targets].reverse(), targets.slice(1)]) {
      const again = await ask(some);
      expect(again.status, again.text).toBe(200);
      const { messages } = first.json as { messages: { conversationId: string }[] };
      const expected = some.map((id) => messages.find(({ conversationId }) => conversationId === id));
      expect(again.json).toEqual({ messages: expected });
    }
    await settled();
    expect(listener.names()).toEqual([]);
    for (const id of targets) expect(await total(id)).toBe(1);
  });

  test('also at the same time, and into more conversations', async () => {
    const { ann, bob, targets, forward, total } = await scene();
    const body = { conversationIds: targets, clientMessageId: 'k' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => forward(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const more = (await makeGroup(ann, [bob])).id;
    const wider = await forward({ conversationIds: [more, ...targets], clientMessageId: 'k' });
    expect(wider.status).toBe(201);
    for (const id of [...targets, more]) expect(await total(id)).toBe(1);
  });

  test('with another source it is refused, and as a message that names its source it is the same', async () => {
    const { ann, from, source, targets, forward, total } = await scene();
    const [target = ''] = targets;
    expect((await forward({ conversationIds: targets, clientMessageId: 'k' })).status).toBe(201);
    const other = await say(ann, from, 'other');
    const wrong = await as(ann).post(`/api/messages/${other.id}/forward`, {
      conversationIds: targets,
      clientMessageId: 'k',
    });
    expect(wrong.status).toBe(400);
    expect((await send(ann, target, { forwardedFromId: source.id, clientMessageId: 'k' })).status).toBe(200);
    expect((await send(ann, target, { content: 'x', clientMessageId: 'k' })).status).toBe(400);
    expect(await total(target)).toBe(1);
  });
});

describe('who deleted a group for themselves', () => {
  test('is still in it: they leave, and who leads adds and removes', async () => {
    const { ann, bob, cid, dan } = await server.people('ann', 'bob', 'cid', 'dan');
    const { id } = await makeGroup(ann, [bob, cid]);
    for (const person of [ann, bob]) {
      await as(person).delete(`${ROOT}/${id}`);
      expect((await as(person).get(`${ROOT}/${id}`)).status).toBe(404);
      expect((await as(person).put(`${ROOT}/${id}`, { groupName: 'x' })).status).toBe(404);
      expect((await as(person).get(`${ROOT}/${id}/messages`)).status).toBe(404);
      const listener = await hear(person);
      expect(await listener.ask('join_conversation', { conversationId: id })).toMatchObject({ success: true });
      expect(await listener.ask('typing_start', { conversationId: id })).toMatchObject({ success: true });
      expect(await listener.ask('typing_stop', { conversationId: id })).toMatchObject({ success: true });
    }
    expect((await as(bob).delete(`${ROOT}/${id}/participants/${bob.id}`)).status).toBe(204);
    expect((await as(bob).get(`${ROOT}/${id}`)).status).toBe(403);
    await as(ann).delete(`${ROOT}/${id}`);
    const added = await as(ann).post(`${ROOT}/${id}/participants`, { participants: [dan.id] });
    expect(added.json).toMatchObject({ participants: [ann.id, cid.id, dan.id] });
    await as(ann).delete(`${ROOT}/${id}`);
    const removed = await as(ann).delete(`${ROOT}/${id}/participants/${cid.id}`);
    expect(removed.json).toMatchObject({ participants: [ann.id, dan.id] });
  });
});

describe('what runs in a page', () => {
  test('is part of what tells a repeat from another message', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    const bodies: readonly (readonly [object, object])[] = [
      [{ content: 'hi<script>1</script>' }, { content: 'hi<script>2</script>' }],
      [
        { content: 'hi', metadata: { a: 'x<script>1</script>' } },
        { content: 'hi', metadata: { a: 'x' } },
      ],
      [
        { type: 'location', metadata: { latitude: 1, longitude: 2, address: 'Rue<script></script>' } },
        { type: 'location', metadata: { latitude: 1, longitude: 2, address: 'Rue' } },
      ],
    ];
    for (const [index, [first, second]] of bodies.entries()) {
      const clientMessageId = `k${index}`;
      const sent = await send(ann, id, { ...first, clientMessageId });
      expect(sent.status, sent.text).toBe(201);
      expect(sent.text).not.toContain('<script>');
      expect((await send(ann, id, { ...first, clientMessageId })).status).toBe(200);
      expect((await send(ann, id, { ...second, clientMessageId })).status).toBe(400);
    }
  });

  test('may not be all that there is of an address or a description', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    const nothing = '<script>x</script>';
    const place = { latitude: 1, longitude: 2, address: nothing };
    expect((await as(ann).post(`${ROOT}/${id}/messages/location`, place)).status).toBe(400);
    expect((await send(ann, id, { type: 'location', metadata: place })).status).toBe(400);
    expect((await as(ann).post(`${ROOT}/${id}/messages/location`, { ...place, address: '' })).status).toBe(201);
    const offered = { id: 'p', name: 'P', price: 1, currency: 'FCFA', duration: '1 h' };
    const put = (description: string) =>
      as(ann).put(`/api/users/${ann.id}/service-packages`, [{ ...offered, description }]);
    expect((await put(nothing)).status).toBe(400);
    expect((await put(`so${nothing}`)).json).toEqual([{ ...offered, description: 'so' }]);
  });
});

describe('checks in their order', () => {
  test('who is blocked is told so, whatever they send', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    const own = await say(bob, { id }, 'mine');
    expect((await send(bob, id, { content: 'once', clientMessageId: 'old' })).status).toBe(201);
    await as(ann).put(`/api/users/${bob.id}/block`, { deleteConversation: false });
    expect((await as(bob).put(`/api/messages/${own.id}`, {})).status).toBe(403);
    expect((await as(bob).post(`/api/messages/${own.id}/reaction`, {})).status).toBe(403);
    expect((await send(bob, id, { clientMessageId: 'new' })).status).toBe(403);
    expect((await send(bob, id, {})).status).toBe(403);
    expect((await send(bob, id, { content: 'once', clientMessageId: 'old' })).status).toBe(200);
    const listener = await hear(bob);
    const bad = { conversationId: id, message: { clientMessageId: 'new' } };
    expect(await listener.ask('send_message', bad)).toMatchObject({ success: false, statusCode: 403 });
  });

  test('a socket says who may not write before what is wrong with the message', async () => {
    const { ann, bob, eve } = await server.people('ann', 'bob', 'eve');
    const { id } = await makeDirect(ann, bob);
    const [hers, others] = [await hear(ann), await hear(eve)];
    const bad = (conversationId: unknown, message: unknown) => ({ conversationId, message });
    for (const message of [{}, { content: 7 }, undefined, 'x']) {
      expect(await others.ask('send_message', bad(id, message))).toMatchObject({ statusCode: 403 });
      expect(await others.ask('send_message', bad('c-none', message))).toMatchObject({ statusCode: 404 });
      expect(await hers.ask('send_message', bad(id, message))).toMatchObject({
        statusCode: 400,
        event: 'send_message',
      });
    }
    expect(await others.ask('send_message', bad(7, {}))).toMatchObject({ statusCode: 400 });
  });
});

describe('forms', () => {
  test.each([
    ['2024-02-15', '2024-02-15T00:00:00.000Z'],
    ['2024-02-15T10:00Z', '2024-02-15T10:00:00.000Z'],
    ['2024-02-15T10:00+02:00', '2024-02-15T08:00:00.000Z'],
    ['2024-02-15T10:00:30+0200', '2024-02-15T08:00:30.000Z'],
    ['2024-02-15T10:00:30.5-02', '2024-02-15T12:00:30.500Z'],
    ['2024-02-15T10:00', '2024-02-15T10:00:00.000Z'],
    ['2024-02-15T10:00:00', '2024-02-15T10:00:00.000Z'],
    ['2024-02-30T10:00Z', null],
    ['2024-02-15T25:00Z', null],
    ['2024-02-15T10:00+25:00', null],
    ['15.02.2024', null],
  ])('a date of a booking: %s', async (requestedDate, shown) => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    await as(bob).put(`/api/users/${bob.id}/service-packages`, [
      { id: 'p', name: 'P', price: 1, currency: 'FCFA', duration: '1 h' },
    ]);
    const answer = await as(ann).post(`${ROOT}/${id}/messages/booking-request`, {
      servicePackageId: 'p',
      requestedDate,
    });
    expect(answer.status).toBe(shown === null ? 400 : 201);
    if (shown !== null) expect(answer.json).toMatchObject({ metadata: { requestedDate: shown } });
  });

  test('metadata are an object or not there', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    expect((await send(ann, id, { content: 'x', metadata: null })).status).toBe(400);
    expect((await send(ann, id, { content: 'x', metadata: {} })).status).toBe(201);
  });

  test('what somebody deleted for themselves is unknown to them, wherever they name it', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    const [one, two] = [await say(ann, { id }, 'one'), await say(ann, { id }, 'two')];
    await as(bob).delete(`/api/messages/${one.id}/for-me`);
    const read = (messageIds: readonly string[]) =>
      as(bob).post(`${ROOT}/${id}/messages/bulk-mark-read`, { messageIds });
    expect((await read([two.id, one.id])).status).toBe(404);
    expect((await read([two.id])).json).toMatchObject({ markedCount: 1, unreadCount: 0 });
    for (const place of ['before', 'after'])
      expect((await as(bob).get(`${ROOT}/${id}/messages?${place}=${one.id}`)).status).toBe(400);
    expect((await as(ann).get(`${ROOT}/${id}/messages?after=${one.id}`)).status).toBe(200);
  });

  test('there is nothing to take back from a deleted message', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const { id } = await makeDirect(ann, bob);
    const gone = await say(ann, { id }, 'gone');
    await as(ann).delete(`/api/messages/${gone.id}`);
    const listener = await hear(ann);
    expect((await as(bob).delete(`/api/messages/${gone.id}/reaction`)).status).toBe(200);
    expect((await as(bob).post(`/api/messages/${gone.id}/reaction`, { reactionType: 'x' })).status).toBe(400);
    await settled();
    expect(listener.names()).toEqual([]);
  });
});
