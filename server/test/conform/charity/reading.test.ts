import { describe, expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import {
  at,
  create,
  dataOf,
  fails,
  look,
  messagesOf,
  must,
  openCharity,
  type Person,
  post,
  refused,
  say,
} from './charity.ts';
import { markedShape } from './shapes.ts';
import { all, setStage } from './stage.ts';

const charity = await openCharity();
const RECEIPT = all(['read_receipt']);

async function markRead(who: Person, id: string): Promise<void> {
  dataOf(await who.put(at(id, '/read')), markedShape);
}
/** Ann, Bo and an admin in one conversation, none of them connected. */
async function trio(): Promise<{ ann: Person; bo: Person; root: Person; id: string }> {
  const { ann, bo } = await charity.people('ann', 'bo');
  const root = await charity.person('Root', { role: 'admin' });
  const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
  return { ann, bo, root, id };
}
/** Who has read each message, by number from 1. */
async function readers(who: Person, id: string): Promise<string[][]> {
  return (await messagesOf(who, id)).map((row) => row.readBy.map((one) => one.userId).sort());
}
const lastReadOf = async (who: Person, id: string, userId: string) =>
  (await look(who, id)).participants.find((one) => one.userId === userId)?.lastReadAt;

describe('marks', () => {
  test('CHAR-80 over REST the mark goes to the newest message', async () => {
    const { ann, bo, root, lines, id, heard } = await setStage(charity);
    await post(ann, id, 'one');
    const newest = await post(ann, id, 'two');
    await heard(all(['message_received', 'message_received']));
    await markRead(bo, id);
    const receipt = await lines.root1.next('read_receipt');
    expect(receipt).toMatchObject({ messageId: newest.messageId, userId: bo.id });
    // Nothing connected has asked, so that all hear of it, the reader too.
    await heard(RECEIPT);
    expect(await readers(root, id)).toEqual([[bo.id], [bo.id]]);
  });

  test('CHAR-80 on a connection it goes to the newest, or to the one that is named', async () => {
    const { ann, bo, root, lines, id, clear, heard } = await setStage(charity);
    const [first] = await say(lines.ann1, 'one', 'two', 'three');
    await clear();
    lines.bo.tell({ type: 'read', messageId: first?.messageId });
    expect(await lines.ann2.next('read_receipt')).toMatchObject({ messageId: first?.messageId, userId: bo.id });
    await heard({ ...RECEIPT, bo: [] });
    expect(await readers(root, id)).toEqual([[bo.id], [], []]);
    lines.root1.tell({ type: 'read' });
    await heard({ ...RECEIPT, root1: [] });
    expect(await readers(ann, id)).toEqual([[bo.id, root.id].sort(), [root.id], [root.id]]);
  });

  test('CHAR-80 with nothing there is nothing to read', async () => {
    const { bo, lines, id, heard } = await setStage(charity);
    await markRead(bo, id);
    lines.bo.tell({ type: 'read' });
    await lines.bo.sync();
    await heard({});
    expect(await lastReadOf(bo, id, bo.id)).toBeUndefined();
  });

  test('CHAR-81 a mark does not move back, and a mark that stays is nothing new', async () => {
    const { bo, root, lines, id, heard } = await setStage(charity);
    const [first] = await say(lines.ann1, 'one', 'two');
    await heard(all(['message_received', 'message_received'], { ann1: ['message_sent', 'message_sent'] }));
    lines.bo.tell({ type: 'read' });
    await heard({ ...RECEIPT, bo: [] });
    const then = await lastReadOf(root, id, bo.id);
    await pause(5);
    lines.bo.tell({ type: 'read', messageId: first?.messageId });
    lines.bo.tell({ type: 'read' });
    await lines.bo.sync();
    await markRead(bo, id);
    await heard({});
    expect(await readers(root, id)).toEqual([[bo.id], [bo.id]]);
    expect(await lastReadOf(root, id, bo.id)).toBe(then);
  });

  test('CHAR-82 a receipt goes to all but the connection that asked, and says where the mark stands', async () => {
    const { ann, bo, root, lines, id, heard } = await setStage(charity);
    const row = await post(bo, id, 'read me');
    await heard(all(['message_received']));
    lines.ann1.tell({ type: 'read', messageId: row.messageId });
    const receipt = await lines.ann2.next('read_receipt');
    expect(receipt).toMatchObject({ messageId: row.messageId, userId: ann.id });
    expect(await lines.bo.next('read_receipt')).toEqual(receipt);
    expect((await messagesOf(root, id))[0]?.readBy).toEqual([{ userId: ann.id, readAt: receipt.readAt }]);
    expect(await lastReadOf(root, id, ann.id)).toBe(receipt.readAt);
    await heard({ ...RECEIPT, ann1: [] });
  });

  test('CHAR-83 readBy has the time when the mark passed, which stays', async () => {
    const { ann, bo, root, id } = await trio();
    await post(ann, id, 'one');
    await markRead(bo, id);
    const [before] = await messagesOf(ann, id);
    await pause(10);
    await post(ann, id, 'two');
    await markRead(bo, id);
    const [one, two] = await messagesOf(root, id);
    expect(one?.readBy).toEqual(before?.readBy);
    expect((two?.readBy[0]?.readAt ?? '') > (one?.readBy[0]?.readAt ?? 'x')).toBe(true);
    // Not the sender, whose mark has passed it as well.
    await markRead(ann, id);
    expect(await readers(root, id)).toEqual([[bo.id], [bo.id]]);
  });

  test('CHAR-84 lastReadAt is when the mark last moved', async () => {
    const { ann, bo, id } = await trio();
    await post(ann, id, 'one');
    expect(await lastReadOf(ann, id, bo.id)).toBeUndefined();
    await markRead(bo, id);
    const first = await lastReadOf(ann, id, bo.id);
    expect((await messagesOf(ann, id))[0]?.readBy[0]?.readAt).toBe(first);
    await pause(10);
    await markRead(bo, id);
    expect(await lastReadOf(ann, id, bo.id)).toBe(first);
    await post(ann, id, 'two');
    await markRead(bo, id);
    expect(((await lastReadOf(ann, id, bo.id)) ?? '') > (first ?? 'x')).toBe(true);
    expect(await lastReadOf(ann, id, ann.id)).toBeUndefined();
  });

  test('CHAR-85 sending marks nothing as read', async () => {
    const { ann, bo, lines, id, heard } = await setStage(charity);
    await post(ann, id, 'one');
    await say(lines.bo, 'answer');
    await post(bo, id, 'another');
    await heard(
      all(Array(3).fill('message_received'), { bo: ['message_received', 'message_received', 'message_sent'] }),
    );
    expect(await readers(ann, id)).toEqual([[], [], []]);
    expect(await lastReadOf(ann, id, bo.id)).toBeUndefined();
  });
});

describe('others', () => {
  test('CHAR-86 an ADMIN who is no participant leaves no trace', async () => {
    const { ann, admin, id, heard } = await setStage(charity);
    await post(ann, id, 'one');
    await heard(all(['message_received']));
    const before = await look(ann, id);
    await markRead(admin, id);
    await heard({});
    expect(await look(ann, id)).toEqual(before);
    expect(await readers(ann, id)).toEqual([[]]);
  });

  test('CHAR-87 who joins later has read nothing from before, whatever they mark', async () => {
    const { ann, id } = await trio();
    const late = await charity.person('Late', { role: 'agent' });
    await post(ann, id, 'before');
    const line = await late.connect(id, 'newcomer');
    expect((await messagesOf(late, id)).map((row) => row.content)).toEqual(['before']);
    expect(await lastReadOf(ann, id, late.id)).toBeUndefined();
    await post(ann, id, 'after');
    line.tell({ type: 'read' });
    await line.sync();
    expect(await readers(ann, id)).toEqual([[], [late.id]]);
    expect(line.of('read_receipt')).toEqual([]);
  });

  test('CHAR-88 what is not in this conversation cannot be read here', async () => {
    const { ann, stranger, lines, id, otherId, heard } = await setStage(charity);
    const foreign = await post(stranger, otherId, 'elsewhere');
    await heard({ stranger: ['message_received'], admin: ['message_received'] });
    await post(ann, id, 'here');
    await heard(all(['message_received']));
    const wrong = [foreign.messageId, id, 'x', '1', '-1', 'x'.repeat(200)];
    for (const messageId of wrong) await fails(lines.bo, { type: 'read', messageId }, 'NOT_FOUND');
    await heard({ bo: Array(wrong.length).fill('error') });
    refused(await stranger.put(at(id, '/read')), 403, 'FORBIDDEN');
    expect(await readers(ann, id)).toEqual([[]]);
  });

  test('CHAR-89 in a crowd a receipt goes to those who wrote, and to the reader', async () => {
    const root = await charity.person('Root', { role: 'admin' });
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, one) => charity.person(`Crowd ${one}`)));
    const { conversationId: id } = await create(root, { participants: crowd.map((one) => one.id) });
    const [ann, bo, cy] = crowd;
    if (!ann || !bo || !cy) throw new Error('nobody');
    const lines = {
      ann: await ann.connect(id, 'ann'),
      bo1: await bo.connect(id, 'bo1'),
      bo2: await bo.connect(id, 'bo2'),
      cy: await cy.connect(id, 'cy'),
    };
    const row = await post(ann, id, 'to all');
    await charity.settle();
    for (const line of Object.values(lines)) line.forget();
    lines.bo1.tell({ type: 'read' });
    expect(await lines.ann.next('read_receipt')).toMatchObject({ messageId: row.messageId, userId: bo.id });
    await lines.bo2.next('read_receipt');
    must(await cy.put(at(id, '/read')), 200);
    await lines.ann.next('read_receipt', (frame) => frame.userId === cy.id);
    await pause(1200);
    await charity.settle();
    expect(lines.bo1.frames).toEqual([]);
    expect(lines.bo2.of('read_receipt').map((frame) => frame.userId)).toEqual([bo.id]);
    expect(lines.cy.frames.map((frame) => 'userId' in frame && frame.userId)).toEqual([cy.id]);
    expect(await lastReadOf(root, id, bo.id)).toBeDefined();
  }, 30_000);
});
