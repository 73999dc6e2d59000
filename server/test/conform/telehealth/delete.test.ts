import { expect, test } from 'vitest';
import { BASE, openClinic } from './clinic.ts';
import { deletedShape, foundShape } from './shapes.ts';
import { expectRefused, historyOf, lookAt, refuse, say } from './talk.ts';

const clinic = await openClinic();

/** A message of the patient, heard by all and forgotten. */
async function said(content = 'a secret word') {
  const cast = await clinic.cast();
  const where = { conversationId: cast.id, receiverId: cast.doc.id };
  const sent = await say(cast.wires.pat1, where, content, { metadata: { a: 1 } });
  await cast.clear();
  return { ...cast, where, sent };
}

test('TELE-120 the sender deletes for both, and all devices of both hear it', async () => {
  const { pat, doc, id, wires, sent, expectHeard } = await said();
  const answer = await pat.delete(`${BASE}/${sent.messageId}`);
  expect(answer.status).toBe(200);
  answer.as(deletedShape);
  await expectHeard({ pat: ['message_deleted'], doc: ['message_deleted'] });
  const [event] = wires.doc2.of('message_deleted');
  expect(event).toMatchObject({ messageId: sent.messageId, conversationId: id });
  expect((await historyOf(doc, id))[0]?.deletedAt).toBe(event?.deletedAt);
});

test('TELE-43 a deleted message keeps its place and nothing of what it said', async () => {
  const { pat, doc, id, wires, where, sent } = await said();
  await say(wires.pat1, where, 'after');
  await pat.delete(`${BASE}/${sent.messageId}`);
  for (const who of [pat, doc]) {
    const messages = await historyOf(who, id);
    expect(messages.map(({ seq, isDeleted, content }) => [seq, isDeleted, content])).toEqual([
      [1, true, ''],
      [2, false, 'after'],
    ]);
    expect(messages[0]).toMatchObject({ attachment: null, metadata: {}, messageType: 'text', senderId: pat.id });
    expect(JSON.stringify(messages)).not.toContain('secret');
  }
});

test('TELE-121 deleting again is answered alike and told to nobody', async () => {
  const { pat, id, sent, clear, expectHeard } = await said();
  await pat.delete(`${BASE}/${sent.messageId}`);
  const before = await historyOf(pat, id);
  await clear();
  const again = await pat.delete(`${BASE}/${sent.messageId}`);
  expect(again.status).toBe(200);
  again.as(deletedShape);
  await expectHeard({});
  expect(await historyOf(pat, id)).toEqual(before);
});

test('TELE-122 nobody but the sender deletes, and an unknown message is 404', async () => {
  const { pat, doc, third, stranger, id, sent, expectHeard } = await said();
  for (const who of [doc, third, stranger]) expectRefused(await who.delete(`${BASE}/${sent.messageId}`), 403);
  for (const wrong of ['nothing', '5', 'x'.repeat(64), `${sent.messageId}x`, id])
    expectRefused(await pat.delete(`${BASE}/${wrong}`), 404);
  await expectHeard({});
  expect((await historyOf(doc, id))[0]).toMatchObject({ isDeleted: false, content: 'a secret word' });
  await pat.delete(`${BASE}/${sent.messageId}`);
  for (const who of [doc, stranger]) expectRefused(await who.delete(`${BASE}/${sent.messageId}`), 403);
});

test('TELE-123 a deleted message is not found any more and not unread any more', async () => {
  const { pat, doc, id, sent } = await said('a needle here');
  expect((await lookAt(doc, id)).unreadCount).toBe(1);
  const find = async () => (await doc.get(`${BASE}/search?query=needle`)).as(foundShape).data.messages.length;
  await expect.poll(find).toBe(1);
  await pat.delete(`${BASE}/${sent.messageId}`);
  expect(await find()).toBe(0);
  expect((await lookAt(doc, id)).unreadCount).toBe(0);
});

test('TELE-178 message_deleted is the sender’s to cause, over HTTP alone', async () => {
  const { wires, sent, id, expectHeard } = await said();
  await refuse(wires.pat1, 'delete_message', { messageId: sent.messageId, conversationId: id }, 400);
  wires.pat1.forget();
  await expectHeard({});
});
