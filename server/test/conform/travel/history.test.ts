import { beforeAll, describe, expect, test } from 'vitest';
import { type Id, type Message, markedShape, messageShape } from './shapes.ts';
import {
  CONVERSATIONS,
  messagesOf,
  must,
  openConversation,
  openTravel,
  refused,
  rowOf,
  say,
  type Traveller,
} from './travel.ts';

const travel = await openTravel();

/** A conversation with more than a page of messages. */
let ann: Traveller;
let bo: Traveller;
let id: Id;
let all: Message[];

beforeAll(async () => {
  ann = await travel.person('Ann', { numeric: true });
  bo = await travel.person('Bo');
  ({ id } = await openConversation(ann, bo));
  const wires = [await ann.connect('Ann'), await bo.connect('Bo')];
  all = [];
  for (let at = 0; at < 130; at += 1) {
    const wire = wires[at % 2];
    if (wire) all.push(...(await say(wire, id, `message ${at + 1}`)));
  }
});

const pathOf = (query: string, where: Id = id) => `${CONVERSATIONS}/${where}/messages${query}`;
const idAt = (seq: number) => encodeURIComponent(all[seq - 1]?.id ?? '');
const seqs = async (query: string) => (await messagesOf(bo, id, query)).map((row) => row.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('history', () => {
  test('TRAV-40 unasked it is the newest 50, oldest first', async () => {
    const rows = await messagesOf(bo, id);
    expect(rows.map((row) => row.seq)).toEqual(range(81, 130));
    expect(rows).toEqual(all.slice(80));
    expect(rows.at(-1)).toMatchObject({
      conversation_id: id,
      sender_id: bo.id,
      sender_name: 'Bo',
      message_text: 'message 130',
      is_read: false,
      read_at: null,
      edited_at: null,
      is_deleted: false,
    });
    expect(await messagesOf(ann, id)).toEqual(rows);
  });

  test('TRAV-41 numbers are 1, 2, 3 …, also when many send at once', async () => {
    expect(all.map((row) => row.seq)).toEqual(range(1, 130));
    expect(new Set(all.map((row) => row.id)).size).toBe(130);
    const { cy, dee } = await travel.people('cy', 'dee');
    const other = await openConversation(cy, dee);
    const wires = [await cy.connect('cy'), await dee.connect('dee')];
    const sent = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const wire = wires[at % 2];
        return wire ? say(wire, other.id, `at once ${at}`) : [];
      }),
    );
    const rows = sent.flat().sort((one, two) => one.seq - two.seq);
    expect(rows.map((row) => row.seq)).toEqual(range(1, 40));
    expect(await messagesOf(cy, other.id, '?limit=100')).toEqual(rows);
  });

  test('TRAV-42 before, after, limit and page', async () => {
    expect(await seqs(`?before=${idAt(31)}&limit=10`)).toEqual(range(21, 30));
    expect(await seqs(`?before=${idAt(4)}`)).toEqual([1, 2, 3]);
    expect(await seqs(`?before=${idAt(1)}`)).toEqual([]);
    expect(await seqs(`?after=${idAt(31)}&limit=10`)).toEqual(range(32, 41));
    expect(await seqs(`?after=${idAt(31)}`)).toEqual(range(32, 81));
    expect(await seqs(`?after=${idAt(129)}`)).toEqual([130]);
    expect(await seqs(`?after=${idAt(130)}`)).toEqual([]);
    expect(await seqs('?limit=1')).toEqual([130]);
    expect(await seqs('?limit=100')).toEqual(range(31, 130));
    expect(await seqs('?limit=5000')).toEqual(range(31, 130));
    expect(await seqs('?page=1')).toEqual(range(81, 130));
    expect(await seqs('?page=2')).toEqual(range(31, 80));
    expect(await seqs('?page=3')).toEqual(range(1, 30));
    expect(await seqs('?page=4')).toEqual([]);
    expect(await seqs('?page=2&limit=60')).toEqual(range(11, 70));
  });

  test.each(['limit=0', 'limit=-1', 'limit=x', 'limit=1.5', 'limit=', 'page=0', 'page=-1', 'page=x', 'page=1.5'])(
    'TRAV-42 %s is 400',
    async (query) => {
      refused(await bo.get(pathOf(`?${query}`)), 400, new RegExp(query.split('=')[0] ?? ''));
    },
  );

  test('TRAV-43 cursors of elsewhere, and several at once, are 400', async () => {
    const cy = await travel.person('Cy');
    const other = await openConversation(ann, cy);
    const [foreign] = await say(await cy.connect(), other.id, 'elsewhere');
    for (const cursor of ['before', 'after']) {
      for (const wrong of ['', 'nonsense', '0', '-1', encodeURIComponent(id), encodeURIComponent(foreign?.id ?? '')]) {
        refused(await bo.get(pathOf(`?${cursor}=${wrong}`)), 400, new RegExp(cursor));
      }
      refused(await bo.get(pathOf(`?${cursor}=${idAt(5)}&page=1`)), 400);
    }
    refused(await bo.get(pathOf(`?before=${idAt(9)}&after=${idAt(5)}`)), 400);
  });

  test('TRAV-44 headers count the rows and tell of more in the direction asked', async () => {
    for (const [query, more] of [
      ['', 'true'],
      ['?limit=100', 'true'],
      ['?page=3', 'false'],
      ['?page=2', 'true'],
      [`?before=${idAt(52)}`, 'true'],
      [`?before=${idAt(51)}`, 'false'],
      [`?before=${idAt(1)}`, 'false'],
      [`?after=${idAt(79)}`, 'true'],
      [`?after=${idAt(80)}`, 'false'],
      [`?after=${idAt(130)}`, 'false'],
    ]) {
      const { headers } = must(await bo.get(pathOf(query ?? '')), 200);
      expect([query, headers.get('x-total-count'), headers.get('x-has-more')]).toEqual([query, '130', more]);
    }
    const headers = { origin: 'https://travel.example' };
    const answer = await bo.request('GET', pathOf(''), undefined, { headers });
    const exposed = (answer.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/, */);
    expect(exposed).toEqual(expect.arrayContaining(['x-total-count', 'x-has-more']));
  });

  test('TRAV-45 only the two, and only where there is something', async () => {
    const cy = await travel.person('Cy');
    for (const query of ['', `?before=${idAt(5)}`, '?after=nonsense', '?limit=3&page=2']) {
      refused(await cy.get(pathOf(query)), 403);
    }
    refused(await cy.post(`${CONVERSATIONS}/${id}/mark-read`, { messageId: all[0]?.id }), 403);
    refused(await cy.post(`${CONVERSATIONS}/${id}/mark-read`, { messageId: 'nonsense' }), 403);
    refused(await cy.get(pathOf('', 'nothing-here')), 404, 'Conversation not found');
  });

  test('TRAV-47 walking back while messages arrive shows each message once', async () => {
    const { cy, dee } = await travel.people('cy', 'dee');
    const { id: where } = await openConversation(cy, dee);
    const wire = await cy.connect();
    await say(wire, where, ...range(1, 25).map(String));
    const seen: Message[] = [];
    let cursor = '';
    for (let turn = 0; turn < 10; turn += 1) {
      const answer = must(await dee.get(pathOf(`?limit=4${cursor}`, where)), 200);
      const rows = answer.as(messageShape.array());
      seen.unshift(...rows);
      await say(wire, where, 'meanwhile');
      if (answer.headers.get('x-has-more') === 'false') break;
      cursor = `&before=${encodeURIComponent(rows[0]?.id ?? '')}`;
    }
    expect(seen.map((row) => row.seq)).toEqual(range(1, 25));
    const forward = await messagesOf(dee, where, `?after=${encodeURIComponent(seen.at(-1)?.id ?? '')}`);
    expect(forward.map((row) => row.seq)).toEqual(range(26, 32));
  });
});

describe('reading', () => {
  async function pair() {
    const people = await travel.people('ann', 'bo');
    const { id: where } = await openConversation(people.ann, people.bo);
    const wire = await people.ann.connect();
    return { ...people, where, rows: await say(wire, where, 'one', 'two', 'three'), wire };
  }
  const mark = async (who: Traveller, where: Id, body?: object) =>
    must(await who.post(`${CONVERSATIONS}/${where}/mark-read`, body), 200).as(markedShape);

  test('TRAV-46 looking is not reading', async () => {
    const { ann: one, bo: two, where } = await pair();
    await messagesOf(two, where);
    expect((await rowOf(two, where)).unread_count).toBe(3);
    expect((await messagesOf(one, where)).map((row) => row.is_read)).toEqual([false, false, false]);
  });

  test('TRAV-48 the mark moves to a message or to the newest, and never back', async () => {
    const { ann: one, bo: two, where, rows, wire } = await pair();
    expect(await mark(two, where, { messageId: rows[1]?.id })).toEqual({
      success: true,
      conversation_id: where,
      unread_count: 1,
    });
    expect((await messagesOf(one, where)).map((row) => row.is_read)).toEqual([true, true, false]);
    expect((await mark(two, where, { messageId: rows[0]?.id })).unread_count).toBe(1);
    expect((await messagesOf(one, where)).map((row) => row.is_read)).toEqual([true, true, false]);
    expect((await mark(two, where)).unread_count).toBe(0);
    await say(wire, where, 'four');
    expect((await rowOf(two, where)).unread_count).toBe(1);
    expect((await mark(two, where, {})).unread_count).toBe(0);
    expect((await mark(two, where)).unread_count).toBe(0);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/json'])(
    'TRAV-48 no body is no body, whatever type it is given: %s',
    async (type) => {
      const { bo: two, where } = await pair();
      const path = `${CONVERSATIONS}/${where}/mark-read`;
      const post = (raw: string) => two.request('POST', path, undefined, { raw, headers: { 'content-type': type } });
      refused(await post('a=b'), 400);
      expect((await rowOf(two, where)).unread_count).toBe(3);
      expect(must(await post(''), 200).as(markedShape).unread_count).toBe(0);
    },
  );

  test('TRAV-48 an empty conversation can be marked too', async () => {
    const { cy, dee } = await travel.people('cy', 'dee');
    const { id: where } = await openConversation(cy, dee);
    expect(await mark(dee, where)).toEqual({ success: true, conversation_id: where, unread_count: 0 });
  });

  test('TRAV-49 bad input, strangers and messages of elsewhere', async () => {
    const { ann: one, bo: two, where } = await pair();
    const path = `${CONVERSATIONS}/${where}/mark-read`;
    for (const wrong of [true, {}, [], 1.5, '']) refused(await two.post(path, { messageId: wrong }), 400, /messageId/);
    refused(await two.post(path, { messageId: 'nonsense' }), 404, 'Message not found');
    refused(await two.post(path, { messageId: all[0]?.id }), 404, 'Message not found');
    refused(await (await travel.person('Eve')).post(path), 403);
    refused(await two.post(`${CONVERSATIONS}/nothing/mark-read`), 404, 'Conversation not found');
    expect((await rowOf(two, where)).unread_count).toBe(3);
    expect((await rowOf(one, where)).unread_count).toBe(0);
  });

  test('TRAV-50 when a message was read is known, the same for both, and stays', async () => {
    const { ann: one, bo: two, where, rows, wire } = await pair();
    await mark(two, where, { messageId: rows[0]?.id });
    const [first] = await messagesOf(one, where);
    expect(first?.is_read).toBe(true);
    expect(Math.abs(Date.now() - Date.parse(first?.read_at ?? ''))).toBeLessThan(60_000);
    await say(wire, where, 'four');
    await mark(two, where);
    const later = await messagesOf(two, where);
    expect(later[0]).toEqual(first);
    expect(later.map((row) => row.is_read)).toEqual([true, true, true, true]);
    expect(later.map((row) => row.read_at)).toEqual([first?.read_at, ...Array(3).fill(later[1]?.read_at)]);
    expect(Date.parse(later[1]?.read_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.read_at ?? ''));
    // The reader's own messages wait for the other one's mark.
    await say(await two.connect('two'), where, 'five');
    expect((await messagesOf(one, where)).at(-1)).toMatchObject({ is_read: false, read_at: null });
    await mark(one, where);
    expect((await messagesOf(two, where)).at(-1)).toMatchObject({ is_read: true });
    expect((await messagesOf(two, where))[0]).toEqual(first);
  });
});
