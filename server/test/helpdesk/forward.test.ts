import { afterAll, expect, test } from 'vitest';
import { historyOf, MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { png } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { listShape, messageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const source = await makeGroup(bo, [ann], 'Source');
const forward = (message: { id: string }, conversationIds: unknown) =>
  ann.post(`${MESSAGES}/${message.id}/forward`, { conversationIds });

test('FWD-1 a message is sent on to several conversations and says where it is from', async () => {
  const original = await say(bo, source, 'pass it on', { metadata: { k: 'v' } });
  const [one, two] = [await makeDirect(ann, cy), await makeGroup(ann, [bo])];
  const answer = await forward(original, [one.id, two.id]);
  expect(answer.status).toBe(201);
  const sent = answer.as(listShape(messageShape)).data;
  expect(sent.map((message) => message.conversationId)).toEqual([one.id, two.id]);
  for (const message of sent) {
    expect(message).toMatchObject({
      senderId: ann.id,
      content: 'pass it on',
      version: 1,
      replyTo: null,
      reactions: [],
    });
    expect(message.forwardedFrom).toEqual({ messageId: original.id, senderId: bo.id, senderName: 'bo' });
  }
  expect((await historyOf(cy, one)).at(-1)?.content).toBe('pass it on');
});

test('FWD-2 files are copied: the copy is open to its new readers and outlives the original', async () => {
  const file = await upload(bo, 'p.png', png(3, 2, 'forwarded'), 'image/png');
  const original = await say(bo, source, '', { type: 'image', attachmentIds: [file.id] });
  const target = await makeDirect(ann, cy);
  const [sent] = (await forward(original, [target.id])).as(listShape(messageShape)).data;
  const copy = sent?.attachments[0];
  expect(copy).toMatchObject({ name: 'p.png', size: file.size, mimeType: 'image/png', width: 3, height: 2 });
  expect(copy?.id).not.toBe(file.id);
  await bo.delete(`${MESSAGES}/${original.id}`);
  const content = await cy.get(`/api/attachments/${copy?.id}/content`);
  expect(content.status).toBe(200);
  expect(content.bytes.equals(png(3, 2, 'forwarded'))).toBe(true);
  expectRefusal(await bo.get(`/api/attachments/${file.id}/content`), 404, 'not_found');
});

test('FWD-3 one foreign or unknown target stops them all', async () => {
  const original = await say(bo, source, 'x');
  const [mine, foreign] = [await makeGroup(ann, [bo]), await makeGroup(bo, [cy])];
  expectRefusal(await forward(original, [mine.id, foreign.id]), 403, 'not_a_member');
  expectRefusal(await forward(original, [mine.id, 'unknown']), 404, 'not_found');
  expect(await historyOf(ann, mine)).toEqual([]);
});

test('FWD-3 what one cannot see one cannot send on', async () => {
  const secret = await makeGroup(bo, [cy]);
  const hidden = await say(bo, secret, 'canary');
  const mine = await makeGroup(ann, [bo]);
  expectRefusal(await forward(hidden, [mine.id]), 403, 'not_a_member');
  expectRefusal(await forward({ id: 'unknown' }, [mine.id]), 404, 'not_found');
  const gone = await say(bo, source, 'gone');
  await bo.delete(`${MESSAGES}/${gone.id}`);
  expectRefusal(await forward(gone, [mine.id]), 409, 'message_deleted');
  expect(await historyOf(ann, mine)).toEqual([]);
});

test('FWD-4 one to twenty targets', async () => {
  const original = await say(bo, source, 'x');
  for (const wrong of [undefined, [], 'x', [5], Array.from({ length: 21 }, (_, index) => `c${index}`)]) {
    expectRefusal(await forward(original, wrong), 400, 'validation_failed', /^conversationIds/);
  }
});
