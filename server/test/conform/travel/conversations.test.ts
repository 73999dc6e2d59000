import { describe, expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import { type Conversation, conversationShape } from './shapes.ts';
import {
  CONVERSATIONS,
  messagesOf,
  must,
  openConversation,
  openTicket,
  openTravel,
  refused,
  rowOf,
  say,
  type Traveller,
} from './travel.ts';

const travel = await openTravel();

async function list(who: Traveller, query = ''): Promise<Conversation[]> {
  return must(await who.get(`${CONVERSATIONS}${query}`), 200).as(conversationShape.array());
}

describe('opening', () => {
  test('TRAV-30 the first time it is new, then it is there for both', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const first = must(await ann.post(CONVERSATIONS, { otherUserId: bo.id }), 201).as(conversationShape);
    expect(first).toMatchObject({ other_user_id: bo.id, other_user_name: 'bo', unread_count: 0, total_messages: 0 });
    const again = must(await ann.post(CONVERSATIONS, { otherUserId: bo.id }), 200).as(conversationShape);
    expect(again).toEqual(first);
    const other = must(await bo.post(CONVERSATIONS, { otherUserId: ann.id }), 200).as(conversationShape);
    expect(other).toMatchObject({ id: first.id, other_user_id: ann.id, other_user_name: 'ann' });
  });

  test('TRAV-31 of many openings at once one is new, and all are the same', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        at % 2 === 0
          ? ann.post(CONVERSATIONS, { otherUserId: bo.id })
          : bo.post(CONVERSATIONS, { otherUserId: ann.id }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(11).fill(200), 201]);
    const rows = answers.map((answer) => answer.as(conversationShape));
    expect(new Set(rows.map((row) => row.id)).size).toBe(1);
    expect(new Set(rows.map((row) => row.user1_id)).size).toBe(1);
    expect([(await list(ann)).length, (await list(bo)).length]).toEqual([1, 1]);
  });

  test('TRAV-32 not with oneself, not with nobody, not without saying whom', async () => {
    const ann = await travel.person('Ann', { numeric: true });
    refused(await ann.post(CONVERSATIONS, { otherUserId: ann.id }), 400, 'Cannot start conversation with yourself');
    refused(
      await ann.post(CONVERSATIONS, { otherUserId: Number(ann.id) }),
      400,
      'Cannot start conversation with yourself',
    );
    refused(await ann.post(CONVERSATIONS, { otherUserId: `nobody-${ann.id}` }), 404, 'User not found');
    refused(await ann.post(CONVERSATIONS, {}), 400, /otherUserId/);
    refused(await ann.post(CONVERSATIONS), 400, /otherUserId|body/);
    refused(await ann.post(CONVERSATIONS, { other_user_id: ann.id, userId: ann.id }), 400, /otherUserId/);
    const ghost = await travel.person('Ghost', { unknown: true });
    refused(await ann.post(CONVERSATIONS, { otherUserId: ghost.id }), 404, 'User not found');
    expect(await list(ann)).toEqual([]);
    must(await ghost.get(CONVERSATIONS), 200);
    must(await ann.post(CONVERSATIONS, { otherUserId: ghost.id }), 201);
  });
});

describe('rows', () => {
  test('TRAV-33 a row names who opened it, and the one who is not the caller', async () => {
    const ann = await travel.person('Ann', { claims: { avatar: 'https://site.example/a.png' } });
    const sara = await travel.person('Sara', { role: 'agent' });
    const row = await openConversation(sara, ann);
    expect(row).toMatchObject({
      user1_id: sara.id,
      user2_id: ann.id,
      other_user_id: ann.id,
      other_user_name: 'Ann',
      other_user_avatar: 'https://site.example/a.png',
      other_user_role: 'user',
      other_user_online: false,
    });
    expect(await rowOf(ann, row.id)).toMatchObject({
      user1_id: sara.id,
      user2_id: ann.id,
      other_user_id: sara.id,
      other_user_name: 'Sara',
      other_user_avatar: null,
      other_user_role: 'agent',
    });
    const root = await travel.person('Root', { role: 'admin' });
    expect((await openConversation(ann, root)).other_user_role).toBe('admin');
  });

  test('TRAV-34 before the first message there is none', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const row = await openConversation(ann, bo);
    expect([row.last_message, row.last_message_at, row.total_messages]).toEqual([null, null, 0]);
    const [, last] = await say(await ann.connect(), row.id, 'one', 'two');
    expect(await rowOf(bo, row.id)).toMatchObject({
      last_message: 'two',
      last_message_at: last?.created_at,
      total_messages: 2,
    });
  });

  test('TRAV-35 what is unread is counted for each of the two', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const counts = async () => [await rowOf(ann, id), await rowOf(bo, id)].map((row) => row.unread_count);
    await say(await ann.connect(), id, 'one', 'two', 'three');
    expect(await counts()).toEqual([0, 3]);
    const [own] = await say(await bo.connect(), id, 'four');
    // Sending is not reading.
    expect(await counts()).toEqual([1, 3]);
    must(await bo.post(`${CONVERSATIONS}/${id}/mark-read`), 200);
    expect(await counts()).toEqual([1, 0]);
    expect(own?.seq).toBe(4);
    expect((await rowOf(ann, id)).total_messages).toBe(4);
  });
});

describe('the list', () => {
  test('TRAV-36 newest activity first, a silent one by its beginning, and only the own ones', async () => {
    const { ann, bo, cy, dee } = await travel.people('ann', 'bo', 'cy', 'dee');
    const first = await openConversation(ann, bo);
    await pause(5);
    const second = await openConversation(cy, ann);
    await pause(5);
    const third = await openConversation(ann, dee);
    const foreign = await openConversation(bo, cy);
    await openTicket(ann);
    const order = async () => (await list(ann)).map((row) => row.id);
    expect(await order()).toEqual([third.id, second.id, first.id]);
    await pause(5);
    await say(await bo.connect(), first.id, 'hello');
    expect(await order()).toEqual([first.id, third.id, second.id]);
    expect((await list(ann)).map((row) => row.id)).not.toContain(foreign.id);
    expect((await list(dee)).map((row) => row.id)).toEqual([third.id]);
  });

  test('TRAV-37 a part of the other name finds, in any case, and means itself', async () => {
    const ann = await travel.person('Searcher');
    const names = ['Sahara Travel', 'sahara tours', '100% Fun_Trips', 'Back\\slash', 'Ümlaut Reisen', 'Fun Trips'];
    for (const name of names) await openConversation(ann, await travel.person(name));
    const found = async (text: string) =>
      (await list(ann, `?search=${encodeURIComponent(text)}`)).map((row) => row.other_user_name).sort();
    expect(await found('SAHARA')).toEqual(['Sahara Travel', 'sahara tours']);
    expect(await found('hara t')).toEqual(['Sahara Travel', 'sahara tours']);
    expect(await found('%')).toEqual(['100% Fun_Trips']);
    expect(await found('_')).toEqual(['100% Fun_Trips']);
    expect(await found('\\')).toEqual(['Back\\slash']);
    expect(await found('üml')).toEqual(['Ümlaut Reisen']);
    expect(await found('Searcher')).toEqual([]);
    expect(await found("' OR 1=1 --")).toEqual([]);
    const answer = must(await ann.get(`${CONVERSATIONS}?search=sahara&limit=1`), 200);
    expect(answer.as(conversationShape.array())).toHaveLength(1);
    expect(answer.headers.get('x-total-count')).toBe('2');
  });

  test('TRAV-38 pages hold every row once, and the header counts them all', async () => {
    const ann = await travel.person('Ann');
    const others = await Promise.all(Array.from({ length: 7 }, (_, at) => travel.person(`Other ${at}`)));
    for (const other of others) await openConversation(ann, other);
    const whole = await list(ann);
    const pages: Conversation[] = [];
    for (const page of [1, 2, 3, 4]) {
      const answer = must(await ann.get(`${CONVERSATIONS}?page=${page}&limit=2`), 200);
      expect(answer.headers.get('x-total-count')).toBe('7');
      pages.push(...answer.as(conversationShape.array()));
    }
    expect(pages).toEqual(whole);
    expect(await list(ann, '?page=5&limit=2')).toEqual([]);
    expect(await list(ann, '?page=2147483648&limit=2')).toEqual([]);
    for (const limit of ['100000', '2147483648', '9'.repeat(400)])
      expect(await list(ann, `?limit=${limit}`)).toEqual(whole);
  });

  test.each([
    ['page', ['0', '-1', 'x', '1.5', '', '1e1', '[]', '9'.repeat(17)]],
    ['limit', ['0', '-1', 'x', '1.5', '', '0x10', 'null']],
  ])('TRAV-38 a %s that is none is 400', async (name, values) => {
    const ann = await travel.person('Ann');
    for (const value of values) {
      refused(await ann.get(`${CONVERSATIONS}?${name}=${encodeURIComponent(value)}`), 400, new RegExp(name));
    }
  });

  test('TRAV-39 an admin has no way into a conversation of others', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const root = await travel.person('Root', { role: 'admin' });
    const { id } = await openConversation(ann, bo);
    await say(await ann.connect(), id, 'between us');
    refused(await root.get(`${CONVERSATIONS}/${id}/messages`), 403);
    refused(await root.post(`${CONVERSATIONS}/${id}/mark-read`), 403);
    const wire = await root.connect();
    expect(await wire.ask('join-conversation', id)).toMatchObject({ success: false });
    expect(await wire.ask('send-message', { conversationId: id, message: 'me too' })).toMatchObject({ success: false });
    expect(await list(root)).toEqual([]);
    expect(await messagesOf(bo, id)).toHaveLength(1);
  });
});
