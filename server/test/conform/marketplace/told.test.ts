import { describe, expect, test } from 'vitest';
import {
  at,
  historyOf,
  look,
  lookAt,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  say,
  send,
  sendAll,
} from './market.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  const [anns, bos] = [await ann.connect('ann'), await bo.connect('bo')];
  await market.settle();
  for (const wire of [anns, bos]) wire.forget();
  return { ann, bo, id, anns, bos };
}

describe('changes of messages', () => {
  test('MARK-117 each is heard with the message as it is then', async () => {
    const { ann, bo, id, bos } = await pair();
    const row = await send(ann, id, 'one');
    const heard = async (change: Promise<unknown>) => {
      bos.forget();
      await change;
      const { message, conversationId } = await bos.next('message_updated');
      expect(conversationId).toBe(id);
      expect(message).toEqual(await lookAt(bo, row._id));
      return message;
    };
    expect(await heard(ann.put(of(row._id), { content: 'two' }))).toMatchObject({ content: 'two' });
    expect(await heard(bo.post(of(row._id, '/reaction'), { reactionType: 'x' }))).toMatchObject({ reactions: [bo.id] });
    expect(await heard(bo.delete(of(row._id, '/reaction')))).toMatchObject({ reactions: [] });
    expect((await heard(ann.delete(of(row._id)))).deletedAt).toBeDefined();
  });

  test('MARK-118 what one deletes for oneself is heard as deleted for oneself, by nobody else', async () => {
    const { ann, bo, id, anns, bos } = await pair();
    const row = await send(ann, id, 'one');
    await market.settle();
    for (const wire of [anns, bos]) wire.forget();
    must(await bo.delete(of(row._id, '/for-me')), 204);
    const { message } = await bos.next('message_updated');
    expect(message).toMatchObject({ _id: row._id, deletedFor: [bo.id] });
    await market.settle();
    expect(anns.frames).toEqual([]);
  });
});

describe('changes of conversations', () => {
  test('MARK-188 a message, an edit and a deletion of the last one bring the new head', async () => {
    const { ann, id, bos } = await pair();
    const [one, two] = await sendAll(ann, id, 'one', 'two');
    const heads = () =>
      bos.of('conversation_updated').map(({ lastMessage, lastMessageAt }) => [lastMessage, lastMessageAt]);
    must(await ann.put(of(two?._id ?? ''), { content: 'three' }), 200);
    must(await ann.delete(of(two?._id ?? '')), 204);
    await market.settle();
    expect(heads()).toEqual([
      ['one', one?.createdAt],
      ['two', two?.createdAt],
      ['three', two?.createdAt],
      ['', two?.createdAt],
    ]);
    expect(bos.of('conversation_updated').every((update) => update.conversation === undefined)).toBe(true);
  });

  test('MARK-189 changes of a group, and archiving, bring the conversation as the hearer sees it', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openGroup(ann, [bo], { groupName: 'Garden' });
    await send(ann, id, 'one');
    const [bos, cys] = [await bo.connect('bo'), await cy.connect('cy')];
    const shown = async () => {
      await market.settle();
      const update = bos.of('conversation_updated').findLast((one) => one.conversation !== undefined);
      bos.forget();
      return update?.conversation;
    };
    must(await ann.put(at(id), { groupName: 'Yard' }), 200);
    expect(await shown()).toEqual(await look(bo, id));
    must(await ann.post(at(id, '/participants'), { participants: [cy.id] }), 200);
    expect(await shown()).toMatchObject({ participants: [ann.id, bo.id, cy.id], unreadCounts: { [bo.id]: 1 } });
    expect((await cys.next('new_conversation')).conversation).toMatchObject({
      _id: id,
      groupName: 'Yard',
      unreadCounts: { [cy.id]: 0 },
    });
    must(await bo.put(at(id, '/archive')), 200);
    expect(Object.keys((await shown())?.archivedBy ?? {})).toEqual([bo.id]);
    must(await ann.delete(at(id, `/participants/${cy.id}`)), 200);
    expect(await shown()).toMatchObject({ participants: [ann.id, bo.id] });
    const last = cys.frames.at(-1);
    expect(last?.event).toBe('conversation_updated');
    expect(cys.of('conversation_updated').at(-1)?.conversation?.participants).toEqual([ann.id, bo.id]);
  });

  test('MARK-188 to one who has not seen it a head tells nothing', async () => {
    const { ann, bo, id, bos } = await pair();
    await sendAll(bo, id, 'secret one', 'secret two');
    must(await ann.delete(at(id)), 204);
    const anns = await ann.connect('later');
    must(await bo.put(of((await historyOf(bo, id))[0]?._id ?? ''), { content: 'secret three' }), 200);
    must(await bo.post(of((await historyOf(bo, id))[1]?._id ?? '', '/reaction'), { reactionType: 'x' }), 200);
    await bos.next('message_updated', ({ message }) => message.reactions.length === 1);
    await market.settle();
    expect(JSON.stringify(anns.frames)).not.toContain('secret');
    await say(bos, id, 'hello again');
    await anns.next('new_message', ({ message }) => message.content === 'hello again');
  });
});
