import { afterAll, describe, expect, test } from 'vitest';
import {
  CONVERSATIONS,
  historyOf,
  look,
  lookAt,
  MESSAGES,
  makeDirect,
  makeGroup,
  say,
  upload,
} from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { png } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { messageShape, unreadShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const at = (message: { id: string }, rest = '') => `${MESSAGES}/${message.id}${rest}`;

describe('editing', () => {
  test('EDIT-1 the sender changes the text, with a time and a higher version', async () => {
    const chat = await makeDirect(ann, bo);
    const message = await say(ann, chat, 'first', { metadata: { kept: true }, clientId: 'edit-1' });
    const answer = await ann.put(at(message), { content: ' second <b> ' });
    expect(answer.status).toBe(200);
    const edited = answer.as(messageShape);
    expect(edited).toMatchObject({
      id: message.id,
      seq: message.seq,
      content: ' second <b> ',
      metadata: { kept: true },
    });
    expect(edited.version).toBeGreaterThan(message.version);
    expect(edited.editedAt).not.toBeNull();
    expect(edited.updatedAt >= message.updatedAt).toBe(true);
    expect(edited.createdAt).toBe(message.createdAt);
    expect(await lookAt(bo, message)).toEqual({ ...edited, clientId: null });
    expect((await look(bo, chat)).lastMessage?.content).toBe(' second <b> ');
  });

  test('EDIT-2 nobody else may: a member 403 forbidden, a stranger 403 not_a_member', async () => {
    const chat = await makeGroup(bo, [ann]);
    const message = await say(ann, chat, 'mine');
    expectRefusal(await bo.put(at(message), { content: 'yours' }), 403, 'forbidden');
    expectRefusal(await cy.put(at(message), { content: 'yours' }), 403, 'not_a_member');
    const admin = await server.person('root', { role: 'admin' });
    expectRefusal(await admin.put(at(message), { content: 'yours' }), 403, 'not_a_member');
    expectRefusal(await ann.put(at({ id: 'unknown' }), { content: 'x' }), 404, 'not_found');
    expect((await lookAt(bo, message)).content).toBe('mine');
  });

  test('EDIT-3 the rules of a text hold for its edit', async () => {
    const chat = await makeDirect(ann, bo);
    const message = await say(ann, chat, 'text');
    for (const content of ['', '  ', 'x'.repeat(5001), 5, null, undefined, 'a\u0000']) {
      expectRefusal(await ann.put(at(message), { content }), 400, 'validation_failed', 'content');
    }
  });

  test('EDIT-3 a file may lose its caption', async () => {
    const chat = await makeDirect(ann, bo);
    const file = await upload(ann, 'p.png', png(), 'image/png');
    const message = await say(ann, chat, 'caption', { type: 'image', attachmentIds: [file.id] });
    const edited = (await ann.put(at(message), { content: '' })).as(messageShape);
    expect(edited).toMatchObject({ content: '' });
    expect(edited.attachments.map((one) => one.id)).toEqual([file.id]);
  });

  test('EDIT-4 a deleted message is 409 message_deleted', async () => {
    const chat = await makeDirect(ann, bo);
    const message = await say(ann, chat, 'gone');
    await ann.delete(at(message));
    expectRefusal(await ann.put(at(message), { content: 'back' }), 409, 'message_deleted');
    expect((await lookAt(bo, message)).content).toBe('');
  });

  test('EDIT-5 racing edits each raise the version once', async () => {
    const chat = await makeDirect(ann, bo);
    const message = await say(ann, chat, 'start');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ann.put(at(message), { content: `e${index}` })),
    );
    const edited = answers.map((answer) => answer.as(messageShape));
    const last = await lookAt(bo, message);
    expect(last.version).toBe(11);
    // An answer may already show a later edit than its own, but then it shows that one whole.
    const contents = new Map(edited.map((one) => [one.version, one.content]));
    for (const one of edited) expect(one.content).toBe(contents.get(one.version));
    if (contents.has(11)) expect(last.content).toBe(contents.get(11));
  });
});

describe('deleting for all', () => {
  test('DEL-1 the message keeps its place and loses everything else', async () => {
    const chat = await makeDirect(ann, bo);
    const file = await upload(ann, 'p.png', png(), 'image/png');
    const message = await say(ann, chat, 'secret words', { attachmentIds: [file.id], metadata: { a: 1 } });
    await bo.put(at(message, `/reactions/${encodeURIComponent('👍')}`));
    expect((await ann.delete(at(message))).status).toBe(204);
    expect((await ann.delete(at(message))).status).toBe(204);
    const gone = await lookAt(bo, message);
    expect(gone).toMatchObject({
      id: message.id,
      seq: message.seq,
      type: 'text',
      senderId: ann.id,
      createdAt: message.createdAt,
    });
    expect(gone).toMatchObject({ content: '', metadata: {}, attachments: [], reactions: [] });
    expect(gone.deletedAt).not.toBeNull();
    expect(gone.version).toBeGreaterThan(message.version + 1);
    expect((await look(bo, chat)).lastMessage).toMatchObject({
      id: message.id,
      content: '',
      deletedAt: gone.deletedAt,
    });
  });

  test('DEL-2 nobody but the sender', async () => {
    const chat = await makeGroup(bo, [ann]);
    const message = await say(ann, chat, 'mine');
    expectRefusal(await bo.delete(at(message)), 403, 'forbidden');
    expectRefusal(await cy.delete(at(message)), 403, 'not_a_member');
    expectRefusal(await ann.delete(at({ id: 'unknown' })), 404, 'not_found');
    expectRefusal(await ann.delete(at(message, '?for=everyone-else')), 400, 'validation_failed', 'for');
    expect((await lookAt(bo, message)).content).toBe('mine');
  });

  test('DEL-3 a deleted message is no longer unread', async () => {
    const chat = await makeDirect(ann, bo);
    const before = (await look(bo, chat)).unreadCount;
    const message = await say(ann, chat, 'unread');
    expect((await look(bo, chat)).unreadCount).toBe(before + 1);
    await ann.delete(at(message));
    expect((await look(bo, chat)).unreadCount).toBe(before);
  });

  test('DEL-4 what quotes it shows nothing of it any more', async () => {
    const chat = await makeDirect(ann, bo);
    const quoted = await say(ann, chat, 'quoted secret');
    const reply = await say(bo, chat, 'indeed', { replyTo: quoted.id });
    await ann.delete(at(quoted));
    const seen = await lookAt(bo, reply);
    expect(seen.replyTo).toMatchObject({ id: quoted.id, content: '' });
    expect(seen.replyTo?.deletedAt).not.toBeNull();
    expect(JSON.stringify(await historyOf(bo, chat))).not.toContain('quoted secret');
  });
});

describe('deleting for me', () => {
  test('MINE-1 any member makes a message vanish for themselves alone', async () => {
    const chat = await makeGroup(ann, [bo]);
    const message = await say(ann, chat, 'vanishing words');
    await say(ann, chat, 'stays');
    expect((await bo.delete(at(message, '?for=me'))).status).toBe(204);
    expect((await bo.delete(at(message, '?for=me'))).status).toBe(204);
    expect((await historyOf(bo, chat)).map((one) => one.content)).toEqual(['stays']);
    expect((await bo.get('/api/messaging/search?q=vanishing')).json).toMatchObject({ data: [] });
    expect((await look(bo, chat)).unreadCount).toBe(1);
    const unread = (await bo.get('/api/messaging/unread-count')).as(unreadShape);
    expect(unread.conversations.find((one) => one.conversationId === chat.id)?.unreadCount).toBe(1);
    expect((await historyOf(ann, chat)).map((one) => one.content)).toEqual(['vanishing words', 'stays']);
    expect(await lookAt(ann, message)).toMatchObject({
      content: 'vanishing words',
      deletedAt: null,
      version: message.version,
    });
  });

  test('MINE-1 the sender too, and a later page skips it', async () => {
    const chat = await makeGroup(ann, [bo]);
    const message = await say(ann, chat, 'mine');
    await ann.delete(at(message, '?for=me'));
    expect(await historyOf(ann, chat)).toEqual([]);
    expect((await historyOf(bo, chat)).map((one) => one.content)).toEqual(['mine']);
  });

  test('MINE-2 strangers cannot', async () => {
    const chat = await makeGroup(ann, [bo]);
    const message = await say(ann, chat, 'x');
    expectRefusal(await cy.delete(at(message, '?for=me')), 403, 'not_a_member');
    expectRefusal(await cy.delete(at({ id: 'unknown' }, '?for=me')), 404, 'not_found');
  });
});

describe('replying', () => {
  test('REPLY-1 a reply shows the first 140 characters of what it answers', async () => {
    const chat = await makeDirect(ann, bo);
    const quoted = await say(ann, chat, '😀'.repeat(150));
    const reply = await say(bo, chat, 'yes', { replyTo: quoted.id });
    expect(reply.replyTo).toEqual({
      id: quoted.id,
      seq: quoted.seq,
      senderId: ann.id,
      type: 'text',
      content: '😀'.repeat(140),
      deletedAt: null,
    });
    expect((await lookAt(ann, quoted)).replyCount).toBe(1);
  });

  test('REPLY-2 replies are listed in order and in pages', async () => {
    const chat = await makeDirect(ann, bo);
    const quoted = await say(ann, chat, 'question');
    const sent: string[] = [];
    for (const content of ['a', 'b', 'c']) {
      sent.push((await say(bo, chat, content, { replyTo: quoted.id })).id);
      await say(ann, chat, 'something else');
    }
    const first = (await ann.get(at(quoted, '/replies?limit=2'))).json as {
      data: { id: string }[];
      page: { next: string };
    };
    const second = await ann.get(at(quoted, `/replies?limit=2&cursor=${encodeURIComponent(first.page.next)}`));
    const rest = (second.json as { data: { id: string }[] }).data;
    expect([...first.data, ...rest].map((one) => one.id)).toEqual(sent);
    expectRefusal(await cy.get(at(quoted, '/replies')), 403, 'not_a_member');
    expectRefusal(await cy.get(at({ id: 'unknown' }, '/replies')), 404, 'not_found');
  });

  test('REPLY-3 one answers only what is there, in the same conversation', async () => {
    const chat = await makeDirect(ann, bo);
    const other = await makeGroup(ann, [bo]);
    const elsewhere = await say(ann, other, 'elsewhere');
    const gone = await say(ann, chat, 'gone');
    await ann.delete(at(gone));
    for (const replyTo of [elsewhere.id, gone.id, 'unknown', `${gone.id}x`, 5, {}, '']) {
      const answer = await ann.post(MESSAGES, { conversationId: chat.id, content: 'x', replyTo });
      expectRefusal(answer, 400, 'validation_failed', 'replyTo');
    }
    expect((await ann.get(`${CONVERSATIONS}/${chat.id}/messages?limit=1`)).json).toMatchObject({
      data: [{ id: gone.id }],
    });
  });
});
