import { afterAll, describe, expect, test } from 'vitest';
import { CONVERSATIONS, MESSAGES } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { gatherCast, payloadFor, requestFor, setScene } from './authorization.scene.ts';
import { outcomesOf, TABLE } from './authorization.table.ts';
import { BODIES, CURSORS, EVENTS, EXCEPTIONS, type Fields, QUERIES, WRONG } from './bad-input.table.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast = await gatherCast(server);
const needs = { object: true, file: true, own: true, pack: true, ticket: true, faq: true };
const scene = await setScene(server, cast, 'group', 'owner', needs);
const { owner, admin } = cast.people;
const wire = await owner.connect();
const before = await scene.look();

const doors = [...new Set(TABLE.map((row) => row.door))].filter((door) => door.includes(' '));
const askerOf = (door: string): Person =>
  /PUT \/api\/users\/:id$|import|PUT \/api\/tickets|notifications\/(users|bulk)|\/faqs|\/webhooks/.test(door)
    ? admin
    : owner;

function spoil(valid: object, field: string, value: unknown): object {
  return Object.fromEntries(Object.entries({ ...valid, [field]: value }).filter(([, kept]) => kept !== undefined));
}

/** Each field with each value that it may not have. */
function* wrongs(fields: Fields): Generator<{ field: string; value: unknown }> {
  for (const [field, kind] of Object.entries(fields)) {
    const plain = kind.replace('!', '') as keyof typeof WRONG;
    const allowed = EXCEPTIONS[field] ?? [];
    for (const value of WRONG[plain]) if (!allowed.includes(JSON.stringify(value))) yield { field, value };
    if (kind.endsWith('!')) for (const value of [undefined, null]) yield { field, value };
  }
}

describe('addresses', () => {
  const open = new Set(TABLE.filter((row) => outcomesOf(row).get('none') === 'ok').map((row) => row.door));
  test.each(doors.filter((door) => door.includes(' /api/')))(
    'BAD-1 %s with a bad token, or with none where it is not public, is 401',
    async (door) => {
      const [method = 'GET'] = door.split(' ');
      const { path, body } = requestFor(door, 'group', scene);
      if (!open.has(door)) expectRefusal(await server.anonymous.request(method, path, body), 401, 'unauthorized');
      for (const token of ['nonsense', 'a.b.c', `${owner.token}x`, 'null', 'undefined']) {
        expectRefusal(await server.api(token).request(method, path, body), 401, 'unauthorized');
      }
    },
  );

  test.each(Object.entries(BODIES))('BAD-2 %s refuses every field of a wrong kind', async (door, fields) => {
    const [method = 'POST'] = door.split(' ');
    const { path, body } = requestFor(door, 'group', scene);
    for (const { field, value } of wrongs(fields)) {
      const answer = await askerOf(door).request(method, path, spoil(body ?? {}, field, value));
      const what = `${field} = ${JSON.stringify(value)}: ${answer.status} ${answer.text}`;
      expect(answer.status, what).toBe(400);
      const paths = (answer.problem().errors ?? []).map((error) => error.path);
      expect(
        paths.some((one) => one === field || one.startsWith(`${field}.`)),
        what,
      ).toBe(true);
    }
    expect(await scene.look()).toBe(before);
  });

  test.each(Object.keys(BODIES))('BAD-2 %s refuses a body that is no object', async (door) => {
    const [method = 'POST'] = door.split(' ');
    const { path } = requestFor(door, 'group', scene);
    for (const raw of ['[]', '"x"', '5', 'null', 'true', '[[[]]]', '{', '']) {
      // Where nothing is required, no body is as good as an empty object.
      if (raw === '' && !Object.values(BODIES[door] ?? {}).some((kind) => kind.endsWith('!'))) continue;
      const answer = await askerOf(door).request(method, path, undefined, { raw });
      expect(answer.status, `${raw}: ${answer.text}`).toBe(400);
    }
    expect(await scene.look()).toBe(before);
  });

  test.each(Object.entries(BODIES))('BAD-3 %s survives very long texts', async (door, fields) => {
    const [method = 'POST'] = door.split(' ');
    const { path, body } = requestFor(door, 'group', scene);
    for (const [field, kind] of Object.entries(fields)) {
      if (!kind.startsWith('text')) continue;
      const answer = await askerOf(door).request(method, path, spoil(body ?? {}, field, 'x'.repeat(300_000)));
      expect([400, 404], `${field}: ${answer.status}`).toContain(answer.status);
    }
  });

  test.each(QUERIES)('BAD-4 %s refuses a wrong %s', async (path, name, values) => {
    for (const value of values) {
      const answer = await admin.get(`${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`);
      expect(answer.status, `${value}: ${answer.text}`).toBe(400);
      expectRefusal(answer, 400, 'validation_failed', name);
    }
  });

  test.each(['limit=0', 'limit=x', 'before=', 'after=', 'before=1&after=1'])(
    'BAD-4 a page of messages refuses %s',
    async (query) => {
      const answer = await owner.get(`${CONVERSATIONS}/${scene.conversationId}/messages?${query}`);
      expect([400, 404]).toContain(answer.status);
    },
  );

  test.each(CURSORS)('BAD-5 %s refuses every cursor that it did not make', async (path) => {
    const junk = [
      'x',
      '0',
      '-1',
      '%00',
      '%F0%9F%91%8D',
      'e30',
      'W10',
      'bnVsbA',
      Buffer.from('{"t":"x"}').toString('base64url'),
      'x'.repeat(3000),
    ];
    for (const cursor of junk) expectRefusal(await owner.get(`${path}${cursor}`), 400, 'invalid_cursor');
  });

  const withId = doors.filter((door) => /:(id|packageId)/.test(door) && !door.includes('/users/:id'));
  test.each(withId)('BAD-6 %s with an id that cannot exist is 404', async (door) => {
    const [method = 'GET'] = door.split(' ');
    const ids = [
      '0',
      '-1',
      'null',
      'undefined',
      '1%27%20OR%201=1',
      '%2e%2e%2f',
      'x'.repeat(500),
      '%F0%9F%91%8D',
      'NaN',
      '*',
    ];
    for (const id of ids) {
      const fake = {
        ...scene,
        conversationId: id,
        messageId: id,
        attachmentId: id,
        packageId: id,
        ticketId: id,
        cannedId: id,
        webhookId: id,
        faqId: id,
        faqCategoryId: id,
        entryId: id,
      };
      const { path, body } = requestFor(door, 'group', fake);
      expectRefusal(await askerOf(door).request(method, path, body), 404, 'not_found');
    }
  });
});

describe('events', () => {
  test.each(Object.entries(EVENTS))('BAD-7 %s refuses every field of a wrong kind', async (event, fields) => {
    const valid = payloadFor(event, 'group', scene, owner.token);
    for (const { field, value } of wrongs(fields)) {
      const ack = await wire.ask(event, spoil(valid, field, value));
      const expected = event === 'authenticate' ? ['validation_failed', 'unauthorized'] : ['validation_failed'];
      expect(expected, `${field} = ${JSON.stringify(value)}: ${JSON.stringify(ack.raw)}`).toContain(ack.code);
    }
    expect(await scene.look()).toBe(before);
  });

  test.each(Object.keys(EVENTS))('BAD-7 %s refuses a payload that is no object', async (event) => {
    for (const payload of [null, 5, 'x', true, [], [{}], '{}', Buffer.from('x')]) {
      expect((await wire.ask(event, payload)).code, JSON.stringify(payload)).toBe('validation_failed');
    }
    const bare: unknown = await wire.socket.timeout(3000).emitWithAck(event);
    expect(bare).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    const extra: unknown = await wire.socket.timeout(3000).emitWithAck(event, null, {}, 5);
    expect(extra).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(wire.socket.connected).toBe(true);
  });

  test('BAD-8 forms of ids, texts and numbers at their edges do no harm', async () => {
    const edges = [2 ** 31, 2 ** 53, Number.MAX_SAFE_INTEGER, 1e308];
    for (const upToSeq of edges) {
      const answer = await owner.post(`${CONVERSATIONS}/${scene.conversationId}/read`, { upToSeq });
      expect([200, 400]).toContain(answer.status);
      const ack = await wire.ask('join_conversation', { conversationId: scene.conversationId, since: upToSeq });
      expect([null, 'validation_failed']).toContain(ack.code);
    }
    for (const place of [2 ** 31, 2 ** 53, '99999999999999999999']) {
      const answer = await owner.get(`${CONVERSATIONS}/${scene.conversationId}/messages?before=${place}`);
      expect([200, 400, 404]).toContain(answer.status);
    }
    const combining = `a${'\u0301'.repeat(4000)}`;
    const answer = await owner.post(MESSAGES, { conversationId: scene.ownConversationId, content: combining });
    expect(answer.status).toBe(201);
  });
});
