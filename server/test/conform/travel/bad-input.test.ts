import { beforeAll, describe, expect, test } from 'vitest';
import { BARE, BODIES, EVENTS, type Fields, NOBODY, QUERIES, WRONG } from './bad-input.table.ts';
import { type ClientEvent, errorShape, type Message } from './shapes.ts';
import { type ConversationStage, setConversation } from './stage.ts';
import { CONVERSATIONS, fails, must, openTicket, openTravel, refused, say, TICKETS, tell } from './travel.ts';

const travel = await openTravel();

type Scene = ConversationStage & {
  readonly messages: readonly Message[];
  readonly ticketId: string | number;
  /** Everything that bad input could have changed. */
  look(): Promise<string>;
  fill(path: string): string;
};

async function setScene(): Promise<Scene> {
  const stage = await setConversation(travel);
  const { ann, bo, wires, id } = stage;
  const messages = await say(wires.bo1, id, 'one', 'two');
  const { id: ticketId } = await openTicket(ann);
  await tell(wires.ann1, 'send-support-message', { ticketId, message: 'first' });
  await stage.clear();
  const look = async () => {
    const paths = [CONVERSATIONS, `${CONVERSATIONS}/${id}/messages`, TICKETS, `${TICKETS}/${ticketId}`];
    const own = await Promise.all(paths.map(async (path) => must(await ann.get(path), 200).text));
    return [...own, must(await bo.get(CONVERSATIONS), 200).text].join('\n');
  };
  const fill = (path: string) => path.replace(':conversation', `${id}`).replace(':ticket', `${ticketId}`);
  return { ...stage, messages, ticketId, look, fill };
}

/** Each field with each value that it may not have. */
function wrongs(fields: Fields): { field: string; value: unknown }[] {
  return Object.entries(fields).flatMap(([field, kind]) => {
    const values = WRONG[kind.replace('!', '') as keyof typeof WRONG];
    return [...values, ...(kind.endsWith('!') ? [undefined, null] : [])].map((value) => ({ field, value }));
  });
}

const show = (value: unknown) => `${JSON.stringify(value)?.slice(0, 60)}`;

describe('requests', () => {
  test.each(Object.entries(BODIES))('TRAV-160 %s refuses every field of a wrong kind', async (door, fields) => {
    const scene = await setScene();
    const before = await scene.look();
    const who = door.endsWith('respond') ? scene.admin : scene.ann;
    const good = { otherUserId: scene.bo.id, subject: 's', description: 'd', message: 'm' };
    for (const { field, value } of wrongs(fields)) {
      const answer = await who.post(scene.fill(door), { ...good, [field]: value });
      expect(answer.status, `${field} = ${show(value)}: ${answer.status} ${answer.text}`).toBe(400);
      expect(answer.as(errorShape).error, `${field} = ${show(value)}`).toContain(field);
    }
    expect(await scene.look()).toBe(before);
    await scene.heard({});
  });

  test('TRAV-160 ids that nothing has are 400 or 404 in a body', async () => {
    const scene = await setScene();
    const before = await scene.look();
    for (const value of NOBODY) {
      for (const [path, field] of [
        [CONVERSATIONS, 'otherUserId'],
        [`${CONVERSATIONS}/${scene.id}/mark-read`, 'messageId'],
      ] as const) {
        const answer = await scene.ann.post(path, { [field]: value });
        expect([400, 404], `${field} = ${show(value)}: ${answer.status} ${answer.text}`).toContain(answer.status);
      }
    }
    expect(await scene.look()).toBe(before);
    await scene.heard({});
  });

  test('TRAV-160 ids that nothing has are 404 in an address', async () => {
    const scene = await setScene();
    for (const value of NOBODY) {
      const part = encodeURIComponent(String(value));
      refused(await scene.ann.get(`${CONVERSATIONS}/${part}/messages`), 404, 'Conversation not found');
      refused(await scene.ann.post(`${CONVERSATIONS}/${part}/mark-read`), 404, 'Conversation not found');
      refused(await scene.ann.get(`${TICKETS}/${part}`), 404, 'Support ticket not found');
      refused(await scene.admin.post(`${TICKETS}/${part}/respond`, { message: 'm' }), 404, 'Support ticket not found');
    }
    for (const part of ['%', '%zz', '%C3%28', '%2e%2e', '%2F', '..%2f..%2fetc']) {
      for (const path of [`${CONVERSATIONS}/${part}/messages`, `${TICKETS}/${part}`]) {
        const answer = await scene.ann.get(path);
        expect([400, 404], `${path}: ${answer.status}`).toContain(answer.status);
      }
    }
    await scene.heard({});
  });

  test('TRAV-160 every query parameter refuses what it cannot be', async () => {
    const scene = await setScene();
    for (const [path, name, values] of QUERIES) {
      const who = path.endsWith('/all') ? scene.admin : scene.ann;
      for (const value of values) {
        const answer = await who.get(`${scene.fill(path)}?${name}=${encodeURIComponent(value)}`);
        expect(answer.status, `${path} ${name}=${value}: ${answer.text.slice(0, 200)}`).toBe(400);
        expect(answer.as(errorShape).error, `${path} ${name}=${value}`).toContain(name);
      }
      const twice = await who.get(`${scene.fill(path)}?${name}=${values[0]}&${name}=${values[1]}`);
      expect(twice.status, `${path} ${name} twice`).toBe(400);
    }
    await scene.heard({});
  }, 30_000);

  test('TRAV-160 searching takes any text', async () => {
    const { ann } = await setScene();
    for (const value of ['', ' ', '%', '\\', "'", '\u0000', '*', '(', '😀', 'x'.repeat(3000), '\u202e']) {
      const answer = await ann.get(`${CONVERSATIONS}?search=${encodeURIComponent(value)}`);
      expect([200, 400], `search=${show(value)}: ${answer.status}`).toContain(answer.status);
    }
  });
});

describe('events', () => {
  let scene: Scene;
  let before: string;
  // One scene for all: each case ends with its connections, so they are opened anew for each.
  beforeAll(() => {
    expect(Object.keys(EVENTS)).toHaveLength(10);
  });

  function goodFor(event: ClientEvent): object {
    const all = { conversationId: scene.id, ticketId: scene.ticketId, message: 'm', messageId: scene.messages[0]?.id };
    const names = Object.keys(EVENTS[event] ?? {});
    return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  }

  test.each(Object.entries(EVENTS))('TRAV-161 %s refuses every field of a wrong kind', async (name, fields) => {
    const event = name as ClientEvent;
    scene = await setScene();
    before = await scene.look();
    let count = 0;
    const refuses = async (payload: unknown, field?: string) => {
      const said = await fails(scene.wires.ann1, event, payload).catch((error: unknown) => {
        throw new Error(`${event} ${show(payload)}`, { cause: error });
      });
      if (field) expect(said, show(payload)).toContain(field);
      count += 1;
    };
    for (const { field, value } of wrongs(fields)) {
      if (value === undefined && !(field in goodFor(event))) continue;
      await refuses({ ...goodFor(event), [field]: value }, field);
    }
    const plain = BARE.includes(event) ? [] : [5, 'x', ''];
    const empty = event === 'user-online' ? [] : [null, {}];
    for (const payload of [...empty, ...plain, true, false, [], [{}], 1.5, [scene.id], Buffer.from('x')])
      await refuses(payload);
    if (event !== 'user-online') {
      await fails(scene.wires.ann1, event);
      count += 1;
    }
    await scene.heard({ ann1: Array(count).fill('error') });
    expect(await scene.look()).toBe(before);
  });

  test('TRAV-161 ids that nothing has are errors', async () => {
    scene = await setScene();
    before = await scene.look();
    let count = 0;
    for (const value of NOBODY) {
      for (const event of ['join-conversation', 'mark-as-read', 'join-support'] as const) {
        await fails(scene.wires.ann1, event, value);
        count += 1;
      }
      for (const event of ['send-message', 'typing', 'send-support-message'] as const) {
        await fails(scene.wires.ann1, event, { ...goodFor(event), conversationId: value, ticketId: value });
        count += 1;
      }
    }
    await scene.heard({ ann1: Array(count).fill('error') });
    expect(await scene.look()).toBe(before);
  });

  test('TRAV-161 more arguments than one, and depth without end', async () => {
    scene = await setScene();
    const { ann1 } = scene.wires;
    let deep: unknown = 'x';
    for (let level = 0; level < 2000; level += 1) deep = [deep];
    await fails(ann1, 'send-message', { conversationId: scene.id, message: 'm', deep });
    await fails(ann1, 'send-message', { conversationId: scene.id, message: 'm', constructor: { prototype: {} } });
    await fails(ann1, 'send-message', JSON.parse('{"conversationId":"x","message":"m","__proto__":{"a":1}}'));
    // What stands behind the payload is passed over, or refused; it never becomes part of it.
    await ann1.ask('join-conversation', scene.id, { conversationId: 'other' });
    expect(ann1.socket.connected).toBe(true);
    expect(ann1.of('error').length).toBeGreaterThanOrEqual(3);
    ann1.forget();
    await scene.heard({});
  });
});
