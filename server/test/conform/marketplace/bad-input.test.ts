import { describe, expect, test } from 'vitest';
import { BODIES, EVENTS, type Fields, INNER, NOBODY, QUERIES, WRONG } from './bad-input.table.ts';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  must,
  of,
  openDirect,
  openMarket,
  refused,
  sendAll,
  UPLOADS,
} from './market.ts';
import { errorShape, type Message } from './shapes.ts';
import { type Stage, setGroup } from './stage.ts';

const market = await openMarket();

type Scene = Stage & {
  readonly direct: string;
  readonly messages: readonly Message[];
  /** Everything that bad input could have changed. */
  look(): Promise<string>;
  fill(path: string): string;
};

async function setScene(): Promise<Scene> {
  const stage = await setGroup(market);
  const { ann, bo, id } = stage;
  const { _id: direct } = await openDirect(ann, bo);
  const packages = `/api/users/${ann.id}/service-packages`;
  must(await ann.put(packages, [{ id: 'cut', name: 'Cut', price: 1, currency: 'EUR', duration: '1 h' }]), 200);
  const messages = await sendAll(ann, direct, 'one', 'two');
  await stage.clear();
  const look = async () => {
    const paths = [CONVERSATIONS, at(id, '/messages'), at(direct, '/messages'), packages];
    const own = await Promise.all(paths.map(async (path) => must(await ann.get(path), 200).text));
    return [...own, must(await bo.get(CONVERSATIONS), 200).text].join('\n');
  };
  const fill = (path: string) =>
    path
      .replace(':direct', direct)
      .replace(':group', id)
      .replace(':message', messages[0]?._id ?? '');
  return { ...stage, direct, messages, look, fill };
}

/** Each field with each value that it may not have. */
function wrongs(fields: Fields): { field: string; value: unknown }[] {
  return Object.entries(fields).flatMap(([field, kind]) => {
    const values = WRONG[kind.replace('!', '') as keyof typeof WRONG];
    const needed = kind.endsWith('!');
    // Null may stand for a field that is not there, where it need not be.
    return [...values.filter((value) => needed || value !== null), ...(needed ? [undefined] : [])].map((value) => ({
      field,
      value,
    }));
  });
}

const show = (value: unknown) => `${JSON.stringify(value)?.slice(0, 60)}`;

describe('requests', () => {
  test.each(BODIES)('MARK-230 %s %s refuses every field of a wrong kind', async (method, path, fields, good) => {
    const scene = await setScene();
    const before = await scene.look();
    for (const { field, value } of wrongs(fields)) {
      const people = path === CONVERSATIONS ? { participants: [scene.bo.id] } : {};
      const answer = await scene.ann.request(method, scene.fill(path), { ...people, ...good, [field]: value });
      expect(answer.status, `${field} = ${show(value)}: ${answer.status} ${answer.text}`).toBe(400);
      expect(answer.as(errorShape).error, `${field} = ${show(value)}`).toContain(field);
    }
    expect(await scene.look()).toBe(before);
    await scene.heard({});
  });

  test('MARK-230 ids that nothing has are 404 in an address', async () => {
    const scene = await setScene();
    for (const id of NOBODY) {
      for (const path of [
        at(id),
        at(id, '/messages'),
        of(id),
        of(id, '/reads'),
        `${UPLOADS}/${encodeURIComponent(id)}`,
      ])
        refused(await scene.ann.get(path), 404);
      refused(await scene.ann.delete(at(scene.id, `/participants/${encodeURIComponent(id)}`)), 404);
      refused(await scene.ann.get(`/api/users/${encodeURIComponent(id)}/service-packages`), 404);
    }
    for (const part of ['%', '%zz', '%C3%28', '%2e%2e', '%2F', '..%2f..%2fetc']) {
      for (const path of [`${CONVERSATIONS}/${part}/messages`, `/api/messages/${part}`, `${UPLOADS}/${part}`])
        expect([400, 404], path).toContain((await scene.ann.get(path)).status);
    }
    await scene.heard({});
  });

  test('MARK-230 ids that nothing has are 400 or 404 in a body', async () => {
    const scene = await setScene();
    const before = await scene.look();
    for (const id of NOBODY)
      for (const [method, path, body] of [
        ['POST', CONVERSATIONS, { participants: [id] }],
        ['POST', at(scene.id, '/participants'), { participants: [id] }],
        ['PUT', at(scene.id), { groupAdmin: id }],
        ['POST', at(scene.direct, '/messages'), { content: 'x', replyToId: id }],
        ['POST', at(scene.direct, '/messages'), { forwardedFromId: id }],
        ['POST', at(scene.direct, '/messages'), { type: 'image', metadata: { fileUrl: id } }],
        ['POST', at(scene.direct, '/messages/service-offer'), { servicePackageId: id }],
        ['POST', at(scene.direct, '/messages/bulk-mark-read'), { messageIds: [id] }],
        ['POST', of(scene.messages[0]?._id ?? '', '/forward'), { conversationIds: [id] }],
      ] as const) {
        const answer = await scene.ann.request(method, path, body);
        expect([400, 404], `${path} ${show(body)}: ${answer.status}`).toContain(answer.status);
      }
    expect(await scene.look()).toBe(before);
    await scene.heard({});
  });

  test('MARK-230 every query parameter refuses what it cannot be', async () => {
    const scene = await setScene();
    for (const [path, name, values] of QUERIES) {
      const filled = scene.fill(path);
      const mark = filled.includes('?') ? '&' : '?';
      for (const value of values) {
        const answer = await scene.ann.get(`${filled}${mark}${name}=${encodeURIComponent(value)}`);
        expect(answer.status, `${path} ${name}=${value}: ${answer.text.slice(0, 200)}`).toBe(400);
        expect(answer.as(errorShape).error, `${path} ${name}=${value}`).toContain(name);
      }
      const twice = await scene.ann.get(`${filled}${mark}${name}=${values[0]}&${name}=${values[1]}`);
      expect(twice.status, `${path} ${name} twice`).toBe(400);
    }
    await scene.heard({});
  }, 30_000);
});

describe('events', () => {
  test.each(Object.entries(EVENTS))('MARK-231 %s refuses every field of a wrong kind', async (event, fields) => {
    const scene = await setScene();
    const before = await scene.look();
    const all = {
      conversationId: scene.direct,
      messageId: scene.messages[0]?._id,
      message: { content: 'x' },
      isOnline: true,
    };
    const good = Object.fromEntries(Object.entries(all).filter(([name]) => name in fields));
    const inner =
      event === 'send_message' ? wrongs(INNER).map(({ field, value }) => ({ content: 'x', [field]: value })) : [];
    let count = 0;
    const refuses = async (payload: unknown, field = '') => {
      const failure = await fails(scene.wires.ann1, event, payload, [400, 404]).catch((error: unknown) => {
        throw new Error(`${event} ${show(payload)}`, { cause: error });
      });
      expect(failure.error, show(payload)).toContain(field);
      count += 1;
    };
    for (const { field, value } of wrongs(fields)) await refuses({ ...good, [field]: value }, field);
    for (const message of inner) {
      await refuses({ ...good, message });
    }
    for (const payload of [undefined, null, 5, 'x', '', true, false, [], [{}], [good], 1.5, Buffer.from('x'), {}])
      await refuses(payload);
    await scene.heard({ ann1: Array(count).fill('error') });
    expect(await scene.look()).toBe(before);
  });

  test('MARK-231 ids that nothing has are errors', async () => {
    const scene = await setScene();
    const before = await scene.look();
    let count = 0;
    for (const conversationId of NOBODY)
      for (const [event, payload] of [
        ['join_conversation', { conversationId }],
        ['leave_conversation', { conversationId }],
        ['typing_start', { conversationId }],
        ['send_message', { conversationId, message: { content: 'x' } }],
        ['mark_read', { conversationId, messageId: scene.messages[0]?._id }],
        ['mark_read', { conversationId: scene.direct, messageId: conversationId }],
      ] as const) {
        await fails(scene.wires.ann1, event, payload, [400, 404]);
        count += 1;
      }
    await scene.heard({ ann1: Array(count).fill('error') });
    expect(await scene.look()).toBe(before);
  });

  test('MARK-231 more arguments than one, keys that reach for a prototype, and depth without end', async () => {
    const scene = await setScene();
    const { ann1 } = scene.wires;
    let deep: unknown = 'x';
    for (let level = 0; level < 2000; level += 1) deep = [deep];
    const conversationId = scene.direct;
    await fails(ann1, 'send_message', { conversationId, message: { content: 'x', metadata: { deep } } }, 400);
    await fails(
      ann1,
      'send_message',
      { conversationId, message: { content: 'x' }, constructor: { prototype: {} } },
      400,
    );
    await fails(
      ann1,
      'send_message',
      JSON.parse('{"conversationId":"x","message":{"content":"x","__proto__":{"a":1}}}'),
      400,
    );
    await ann1.ask('join_conversation', { conversationId }, { conversationId: 'other' });
    expect(ann1.socket.connected).toBe(true);
    expect(await historyOf(scene.bo, conversationId)).toHaveLength(2);
    ann1.forget();
    await scene.heard({});
  });
});
