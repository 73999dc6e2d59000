import { describe, expect, test } from 'vitest';
import { png, sample } from '../../support/samples.ts';
import { systemShape } from './details.ts';
import {
  at,
  CONVERSATIONS,
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
  sendAll,
  type Trader,
  unreadOf,
  upload,
} from './market.ts';
import { type Conversation, conversationShape, uploadShape } from './shapes.ts';

const market = await openMarket();

async function group() {
  const { ann, bo, cy, stranger } = await market.people('ann', 'bo', 'cy', 'stranger');
  const { _id: id } = await openGroup(ann, [bo, cy], { groupName: 'Garden' });
  return { ann, bo, cy, stranger, id };
}
const change = async (who: Trader, id: string, body: object) =>
  must(await who.put(at(id), body), 200).as(conversationShape);
const add = async (who: Trader, id: string, ...people: readonly { readonly id: string }[]): Promise<Conversation> =>
  must(await who.post(at(id, '/participants'), { participants: people.map((one) => one.id) }), 200).as(
    conversationShape,
  );
const remove = (who: Trader, id: string, person: { readonly id: string }) =>
  who.delete(at(id, `/participants/${person.id}`));
/** What system messages tell, oldest first. */
const news = async (who: Trader, id: string) =>
  (await historyOf(who, id))
    .filter(({ type }) => type === 'system')
    .map(({ metadata }) => systemShape.parse(metadata))
    .reverse();

describe('making', () => {
  test('MARK-30 the creator leads, and people stand in the order of joining', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const avatar = 'https://x.example/a.png';
    const body = {
      type: 'group',
      participants: [cy.id, ann.id, bo.id, cy.id],
      groupName: ' Garden 😀 ',
      groupAvatar: avatar,
    };
    const row = must(await ann.post(CONVERSATIONS, body), 201).as(conversationShape);
    expect(row).toMatchObject({
      ...{
        type: 'group',
        participants: [ann.id, cy.id, bo.id],
        groupAdmin: ann.id,
        groupAvatar: avatar,
      },
      ...{ groupName: ' Garden 😀 ', isActive: true, unreadCounts: { [ann.id]: 0 } },
    });
    expect(await historyOf(ann, row._id)).toEqual([]);
    const again = must(await ann.post(CONVERSATIONS, body), 201).as(conversationShape);
    expect(again._id).not.toBe(row._id);
  });

  test('MARK-30 name and picture may be missing; a group may be of two', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const row = await openGroup(ann, [bo]);
    expect(row).toMatchObject({ type: 'group', participants: [ann.id, bo.id], groupAdmin: ann.id });
    expect(row).not.toHaveProperty('groupName');
    expect(row).not.toHaveProperty('groupAvatar');
    expect(await openGroup(ann, [bo])).not.toMatchObject({ _id: row._id });
    expect((await openDirect(ann, bo)).type).toBe('direct');
  });

  test('MARK-31 a name has 1 to 100 characters', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const body = { type: 'group', participants: [bo.id] };
    for (const groupName of ['', '   ', 5, {}, [], true, 'x'.repeat(101), '😀'.repeat(101), 'a\u0000b'])
      refused(await ann.post(CONVERSATIONS, { ...body, groupName }), 400, /groupName/);
    expect(await openGroup(ann, [bo], { groupName: '😀'.repeat(100) })).toMatchObject({ groupName: '😀'.repeat(100) });
    expect(await openGroup(ann, [bo], { groupName: 'x' })).toMatchObject({ groupName: 'x' });
  });

  test('MARK-32 a picture is an http address, or an own uploaded image', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const body = { type: 'group', participants: [bo.id] };
    const own = must(await upload(ann, [sample('png')]), 201).as(uploadShape).fileUrl;
    const others = must(await upload(bo, [sample('png')]), 201).as(uploadShape).fileUrl;
    const words = must(await upload(ann, [sample('txt')]), 201).as(uploadShape).fileUrl;
    const long = `https://x.example/${'x'.repeat(2048)}`;
    const wrong = ['', 'x', 5, {}, 'ftp://x.example/a', 'javascript:alert(1)', 'data:image/png;base64,xx', long];
    for (const groupAvatar of [...wrong, others, words, '/api/upload/chat-files/nothing', '/etc/passwd'])
      refused(await ann.post(CONVERSATIONS, { ...body, groupAvatar }), 400, /groupAvatar/);
    expect(await openGroup(ann, [bo], { groupAvatar: own })).toMatchObject({ groupAvatar: own });
    expect(await openGroup(ann, [bo], { groupAvatar: 'http://x.example/a' })).toMatchObject({
      groupAvatar: 'http://x.example/a',
    });
  });

  test('MARK-32 the picture of a group is for its members', async () => {
    const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
    const { bytes } = { bytes: png(2, 2, 'avatar') };
    const own = must(await upload(ann, [{ bytes, name: 'g.png', mimeType: 'image/png' }]), 201).as(uploadShape).fileUrl;
    await openGroup(ann, [bo], { groupAvatar: own });
    must(await ann.get(own), 200);
    refused(await stranger.get(own), 403);
  });
});

describe('changing', () => {
  test('MARK-33 whoever leads changes name and picture, and each is told in a numbered system message', async () => {
    const { ann, bo, id } = await group();
    await send(bo, id, 'one');
    const avatar = 'https://x.example/b.png';
    expect(await change(ann, id, { groupName: 'Yard' })).toMatchObject({ groupName: 'Yard' });
    expect(await change(ann, id, { groupAvatar: avatar })).toMatchObject({ groupAvatar: avatar });
    expect(await change(ann, id, { groupAvatar: null })).not.toHaveProperty('groupAvatar');
    expect(await news(bo, id)).toEqual(
      ['title_changed', 'avatar_changed', 'avatar_changed'].map((event) => ({ event, by: ann.id })),
    );
    const rows = await historyOf(bo, id);
    expect(rows.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    expect(rows[0]).toMatchObject({ senderId: ann.id, type: 'system' });
    expect(await look(bo, id)).toMatchObject({ groupName: 'Yard', unreadCounts: { [bo.id]: 0 } });
  });

  test('MARK-34 others do not: 403', async () => {
    const { ann, bo, cy, stranger, id } = await group();
    for (const body of [{ groupName: 'x' }, { groupAvatar: null }, { groupAdmin: bo.id }, {}]) {
      refused(await bo.put(at(id), body), 403);
      refused(await stranger.put(at(id), body), 403);
    }
    refused(await bo.post(at(id, '/participants'), { participants: [stranger.id] }), 403);
    refused(await bo.delete(at(id, `/participants/${cy.id}`)), 403);
    refused(await bo.delete(at(id, `/participants/${ann.id}`)), 403);
    expect(await look(ann, id)).toMatchObject({
      groupName: 'Garden',
      groupAdmin: ann.id,
      participants: [ann.id, bo.id, cy.id],
    });
    expect(await news(ann, id)).toEqual([]);
  });

  test('MARK-35 a change must be one', async () => {
    const { ann, bo, id } = await group();
    const { _id: direct } = await openDirect(ann, bo);
    const wrong = [
      {},
      { name: 'x' },
      { unknown: 1 },
      { participants: [ann.id] },
      { groupName: 'x', participants: [ann.id, bo.id] },
    ];
    for (const body of wrong) refused(await ann.put(at(id), body), 400);
    for (const groupName of ['', ' ', 5, null, 'x'.repeat(101)])
      refused(await ann.put(at(id), { groupName }), 400, /groupName/);
    for (const groupAvatar of ['', 'x', 5, {}])
      refused(await ann.put(at(id), { groupAvatar, groupName: 'x' }), 400, /groupAvatar/);
    refused(await ann.put(at(direct), { groupName: 'x' }), 400);
    expect(await look(ann, id)).toMatchObject({ groupName: 'Garden' });
  });

  test('MARK-36 who leads hands over to a participant, and then is a plain one', async () => {
    const { ann, bo, cy, stranger, id } = await group();
    for (const groupAdmin of [stranger.id, 'nobody', '', 5, null, {}])
      refused(await ann.put(at(id), { groupAdmin }), 400, /groupAdmin/);
    expect(await change(ann, id, { groupAdmin: bo.id })).toMatchObject({
      groupAdmin: bo.id,
      participants: [ann.id, bo.id, cy.id],
    });
    const told = await news(cy, id);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ event, by }) => event === 'role_changed' && by === ann.id)).toBe(true);
    refused(await ann.put(at(id), { groupName: 'x' }), 403);
    refused(await ann.delete(at(id, `/participants/${cy.id}`)), 403);
    expect(await change(bo, id, { groupName: 'of bo' })).toMatchObject({ groupName: 'of bo' });
  });
});

describe('people', () => {
  test('MARK-40 a newcomer sees everything, has read nothing of it, and nothing counts as unread', async () => {
    const { ann, bo, cy, stranger, id } = await group();
    const rows = await sendAll(ann, id, 'one', 'two');
    expect((await add(ann, id, stranger)).participants).toEqual([ann.id, bo.id, cy.id, stranger.id]);
    expect(await news(bo, id)).toEqual([{ event: 'member_added', by: ann.id, userId: stranger.id }]);
    expect((await historyOf(stranger, id)).map(({ content, type }) => (type === 'system' ? '' : content))).toEqual([
      '',
      'two',
      'one',
    ]);
    expect(await unreadOf(stranger, id)).toBe(0);
    await send(bo, id, 'three');
    expect(await unreadOf(stranger, id)).toBe(1);
    must(await stranger.post(at(id, '/messages/bulk-mark-read'), {}), 200);
    const [three, , two] = await historyOf(ann, id);
    expect(three?.readBy).toHaveProperty(stranger.id);
    expect(two).toMatchObject({ _id: rows[1]?._id });
    expect(two?.readBy).not.toHaveProperty(stranger.id);
  });

  test('MARK-41 adding one who is there changes nothing; adding is all or none', async () => {
    const { ann, bo, cy, stranger, id } = await group();
    await add(ann, id, bo);
    await add(ann, id, bo, ann);
    refused(await ann.post(at(id, '/participants'), { participants: [stranger.id, 'nobody-at-all'] }), 404);
    const wrong = [
      undefined,
      null,
      [],
      'x',
      [5],
      [''],
      [stranger.id, null],
      Array(51)
        .fill(stranger.id)
        .map((one, at) => `${one}${at}`),
    ];
    for (const participants of wrong)
      refused(await ann.post(at(id, '/participants'), { participants }), 400, /participants/);
    expect((await look(ann, id)).participants).toEqual([ann.id, bo.id, cy.id]);
    expect(await news(ann, id)).toEqual([]);
    const { _id: direct } = await openDirect(ann, bo);
    refused(await ann.post(at(direct, '/participants'), { participants: [cy.id] }), 400);
    refused(await ann.delete(at(direct, `/participants/${bo.id}`)), 400);
    refused(await ann.delete(at(direct, `/participants/${ann.id}`)), 400);
  });

  test('MARK-42 who is removed is out at once', async () => {
    const { ann, bo, cy, id } = await group();
    const row = await send(cy, id, 'of cy');
    const seen = must(await remove(ann, id, cy), 200).as(conversationShape);
    expect(seen.participants).toEqual([ann.id, bo.id]);
    expect(await news(bo, id)).toEqual([{ event: 'member_removed', by: ann.id, userId: cy.id }]);
    for (const path of [at(id), at(id, '/messages'), at(id, '/unread-count'), of(row._id), of(row._id, '/reads')])
      refused(await cy.get(path), 403);
    refused(await post(cy, id, { content: 'x' }), 403);
    refused(await cy.put(of(row._id), { content: 'x' }), 403);
    refused(await cy.delete(of(row._id)), 403);
    expect(must(await cy.get(CONVERSATIONS), 200).text).not.toContain(id);
    expect(must(await cy.get('/api/messages/search?q=of'), 200).json).toMatchObject({ total: 0 });
    refused(await remove(ann, id, cy), 404);
    refused(await remove(ann, id, { id: 'nobody-at-all' }), 404);
    expect((await historyOf(ann, id)).some(({ content }) => content === 'of cy')).toBe(true);
  });

  test('MARK-42 who comes back sees all again', async () => {
    const { ann, cy, id } = await group();
    must(await remove(ann, id, cy), 200);
    await send(ann, id, 'while away');
    await add(ann, id, cy);
    expect((await historyOf(cy, id)).map(({ content }) => content)).toContain('while away');
    expect(await unreadOf(cy, id)).toBe(0);
  });

  test('MARK-43 anybody leaves; the oldest takes over; after the last one it is not active', async () => {
    const { ann, bo, cy, id } = await group();
    must(await remove(ann, id, ann), 204);
    expect(await look(bo, id)).toMatchObject({ participants: [bo.id, cy.id], groupAdmin: bo.id, isActive: true });
    const told = await news(bo, id);
    expect(told).toContainEqual(expect.objectContaining({ event: 'member_left', by: ann.id }));
    refused(await ann.get(at(id)), 403);
    await change(bo, id, { groupName: 'of bo' });
    must(await remove(cy, id, cy), 204);
    expect(await look(bo, id)).toMatchObject({ participants: [bo.id], groupAdmin: bo.id });
    must(await remove(bo, id, bo), 204);
    for (const who of [ann, bo, cy]) refused(await who.get(at(id)), 403);
  });

  test('MARK-44 who leads edits and deletes nothing of others', async () => {
    const { ann, bo, id } = await group();
    const row = await send(bo, id, 'of bo');
    refused(await ann.put(of(row._id), { content: 'x' }), 403);
    refused(await ann.delete(of(row._id)), 403);
    expect((await historyOf(ann, id))[0]).toEqual(row);
  });

  test('MARK-45 system messages are nobody’s to change, and are not unread', async () => {
    const { ann, bo, id } = await group();
    await change(ann, id, { groupName: 'Yard' });
    const [row] = await historyOf(ann, id);
    for (const who of [ann, bo]) {
      refused(await who.put(of(row?._id ?? ''), { content: 'x' }), 403);
      refused(await who.delete(of(row?._id ?? '')), 403);
    }
    expect(await unreadOf(bo, id)).toBe(0);
  });
});
