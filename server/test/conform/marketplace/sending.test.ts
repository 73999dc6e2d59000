import { describe, expect, test } from 'vitest';
import { sample } from '../../support/samples.ts';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  look,
  must,
  openDirect,
  openMarket,
  post,
  refused,
  say,
  send,
  type Trader,
  tell,
  upload,
} from './market.ts';
import { messageShape, uploadShape } from './shapes.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, id };
}
const uploaded = async (who: Trader, extension: string) =>
  must(await upload(who, [sample(extension)]), 201).as(uploadShape);

describe('texts', () => {
  test('MARK-60 a message, to the field', async () => {
    const { ann, bo, id } = await pair();
    const row = must(await post(ann, id, { content: 'Hello!' }), 201).as(messageShape);
    expect(row).toEqual({
      ...{ _id: row._id, conversationId: id, senderId: ann.id, seq: 1, content: 'Hello!', type: 'text' },
      ...{ readBy: {}, reactions: [], reactionTypes: {}, deletedFor: [], isForwarded: false },
      ...{ sender: { _id: ann.id, name: 'ann', isOnline: false }, createdAt: row.createdAt, updatedAt: row.updatedAt },
    });
    expect(Math.abs(Date.now() - Date.parse(row.createdAt))).toBeLessThan(60_000);
    expect(must(await bo.get(`/api/messages/${row._id}`), 200).json).toEqual(row);
    expect((await historyOf(bo, id))[0]).toEqual(row);
    expect(await look(bo, id)).toMatchObject({ lastMessage: 'Hello!', lastMessageAt: row.createdAt });
  });

  test('MARK-61 numbers go 1, 2, 3 in the order of storing, from doors of all kinds at once', async () => {
    const { ann, bo, id } = await pair();
    const [one, other] = [await ann.connect(), await bo.connect()];
    await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        turn % 4 === 0
          ? send(ann, id, `${turn}`)
          : turn % 4 === 1
            ? send(bo, id, `${turn}`)
            : say(turn % 4 === 2 ? one : other, id, `${turn}`),
      ),
    );
    const seqs = (await historyOf(ann, id)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, turn) => 40 - turn));
    await expect.poll(() => other.of('new_message').length, { timeout: 4000 }).toBe(40);
    expect(other.of('new_message').map(({ message }) => message.seq)).toEqual([...seqs].reverse());
  });

  test('MARK-62 text comes back exactly', async () => {
    const { ann, bo, id } = await pair();
    const wire = await ann.connect();
    const texts = [
      '  spaces  ',
      'a < b && "c" > d',
      "100%_ \\ '",
      '👩‍👩‍👧 é é',
      '\n\tlines\r\n',
      '&lt;b&gt; &amp;',
      '<b>bold</b> <3',
      '\u202eright',
      '{{7*7}}',
      'x'.repeat(5000),
      '😀'.repeat(5000),
    ];
    for (const text of texts) {
      expect((await send(ann, id, text)).content).toBe(text);
      expect((await say(wire, id, text)).content).toBe(text);
    }
    const seen = (await historyOf(bo, id)).map(({ content }) => content).reverse();
    expect(seen).toEqual(texts.flatMap((text) => [text, text]));
  });

  test('MARK-63 empty, blank, overlong text and U+0000 are refused, and so is another type', async () => {
    const { ann, bo, id } = await pair();
    const wire = await ann.connect();
    const wrong = [
      undefined,
      null,
      5,
      {},
      ['x'],
      '',
      ' ',
      '\n\t\u00a0',
      'a\u0000b',
      'x'.repeat(5001),
      '😀'.repeat(5001),
    ];
    for (const content of wrong) {
      refused(await post(ann, id, { content }), 400, /content/);
      expect((await fails(wire, 'send_message', { conversationId: id, message: { content } }, 400)).error).toMatch(
        /content/,
      );
    }
    for (const type of ['system', 'x', '', 5, null, {}, 'TEXT']) {
      refused(await post(ann, id, { content: 'x', type }), 400, /type/);
      await fails(wire, 'send_message', { conversationId: id, message: { content: 'x', type } }, 400);
    }
    for (const metadata of ['x', 5, [], true])
      refused(await post(ann, id, { content: 'x', metadata }), 400, /metadata/);
    expect(await historyOf(bo, id)).toEqual([]);
  });

  test('MARK-64 a socket sends as REST does', async () => {
    const { ann, bo, id } = await pair();
    const wire = await ann.connect();
    await tell(wire, 'leave_conversation', { conversationId: id });
    const ack = await tell(wire, 'send_message', { conversationId: id, message: { content: 'hello', type: 'text' } });
    expect(ack.conversationId).toBe(id);
    expect(await historyOf(bo, id)).toEqual([ack.message]);
    await fails(wire, 'send_message', { conversationId: 'nothing', message: { content: 'x' } }, 404);
    const stranger = await (await market.person('Stranger')).connect();
    await fails(stranger, 'send_message', { conversationId: id, message: { content: 'x' } }, 403);
    for (const payload of [
      { conversationId: id },
      { conversationId: id, message: 'x' },
      { conversationId: id, message: [] },
    ])
      await fails(wire, 'send_message', payload, 400);
    await fails(wire, 'send_message', { message: { content: 'x' } }, [400, 404]);
    expect(await historyOf(bo, id)).toHaveLength(1);
  });

  test('MARK-65 sending is not reading, and not answered before it is stored', async () => {
    const { ann, bo, id } = await pair();
    await send(bo, id, 'one');
    const { message } = await tell(await ann.connect(), 'send_message', {
      conversationId: id,
      message: { content: 'two' },
    });
    expect((await historyOf(bo, id)).map(({ _id }) => _id)).toContain(message._id);
    expect(await look(ann, id)).toMatchObject({ unreadCounts: { [ann.id]: 1 } });
  });
});

describe('media', () => {
  test.each([
    ['image', 'png'],
    ['video', 'mp4'],
    ['audio', 'mp3'],
    ['file', 'pdf'],
  ] as const)('MARK-70 %s: the server fills in what the file is', async (type, extension) => {
    const { ann, bo, id } = await pair();
    const { fileUrl, fileName, fileSize, mimeType, ...rest } = await uploaded(ann, extension);
    expect(rest.type).toBe(type);
    const lies = {
      fileName: 'lie.exe',
      fileSize: 1,
      mimeType: 'text/html',
      thumbnailUrl: 'javascript:alert(1)',
      more: 1,
    };
    const row = await send(ann, id, { type, metadata: { fileUrl, ...lies } });
    expect(row).toMatchObject({ type, content: '', metadata: { fileUrl, fileName, fileSize, mimeType } });
    expect(row.metadata?.thumbnailUrl).not.toBe('javascript:alert(1)');
    expect(await look(bo, id)).toMatchObject({ lastMessage: fileName });
    const { message } = await tell(await ann.connect(), 'send_message', {
      conversationId: id,
      message: { type, content: 'a caption', metadata: { fileUrl } },
    });
    expect(message).toMatchObject({ content: 'a caption', metadata: row.metadata });
    expect(await look(bo, id)).toMatchObject({ lastMessage: 'a caption' });
  });

  test('MARK-71 the file is one that the sender has uploaded, and of that type', async () => {
    const { ann, bo, id } = await pair();
    const [own, others] = [await uploaded(ann, 'png'), await uploaded(bo, 'png')];
    const wrong = [
      undefined,
      null,
      '',
      5,
      {},
      'nothing',
      '/api/upload/chat-files/nothing',
      'https://x.example/a.png',
      others.fileUrl,
      `${own.fileUrl}x`,
    ];
    for (const fileUrl of wrong)
      refused(await post(ann, id, { type: 'image', content: 'x', metadata: { fileUrl } }), 400, /fileUrl/);
    refused(await post(ann, id, { type: 'image', content: 'x' }), 400);
    for (const type of ['video', 'audio', 'file'])
      refused(await post(ann, id, { type, metadata: { fileUrl: own.fileUrl } }), 400);
    const shown = await send(bo, id, { type: 'image', metadata: { fileUrl: others.fileUrl } });
    refused(await post(ann, id, { type: 'image', metadata: { fileUrl: shown.metadata?.fileUrl } }), 400, /fileUrl/);
    expect(await historyOf(ann, id)).toHaveLength(1);
  });

  test('MARK-72 one upload may be in several messages, at the same address', async () => {
    const { ann, bo, id } = await pair();
    const cy = await market.person('cy');
    const { _id: other } = await openDirect(ann, cy);
    const { fileUrl } = await uploaded(ann, 'png');
    const rows = [];
    for (const where of [id, id, other]) rows.push(await send(ann, where, { type: 'image', metadata: { fileUrl } }));
    expect(rows.map(({ metadata }) => metadata?.fileUrl)).toEqual([fileUrl, fileUrl, fileUrl]);
    for (const who of [ann, bo, cy]) must(await who.get(fileUrl), 200);
    must(await ann.delete(`/api/messages/${rows[2]?._id}`), 204);
    refused(await cy.get(fileUrl), 403);
    must(await bo.get(fileUrl), 200);
  });
});

describe('places', () => {
  test('MARK-73 a place, with what stands for its text', async () => {
    const { ann, id } = await pair();
    const place = async (body: object) =>
      must(await ann.post(at(id, '/messages/location'), body), 201).as(messageShape);
    expect(await place({ latitude: 5.36, longitude: -4.008 })).toMatchObject({
      ...{ type: 'location', content: '5.36, -4.008', metadata: { latitude: 5.36, longitude: -4.008 } },
    });
    expect(await place({ latitude: 0, longitude: 180, address: 'Plateau' })).toMatchObject({
      ...{ content: 'Plateau', metadata: { latitude: 0, longitude: 180, address: 'Plateau' } },
    });
    expect(await place({ latitude: -90, longitude: -180, address: 'Plateau', message: 'Here' })).toMatchObject({
      content: 'Here',
    });
    const inside = { latitude: 1, longitude: 2, address: 'Plateau' };
    expect(await send(ann, id, { type: 'location', metadata: inside })).toMatchObject({
      content: 'Plateau',
      metadata: inside,
    });
    expect(await send(ann, id, { type: 'location', content: 'Here', metadata: inside })).toMatchObject({
      content: 'Here',
    });
  });

  test('MARK-74 degrees are numbers in their range, an address has at most 500 characters', async () => {
    const { ann, id } = await pair();
    const wire = await ann.connect();
    const good = { latitude: 1, longitude: 2 };
    const spoilt: readonly (readonly [string, readonly unknown[]])[] = [
      ['latitude', [undefined, null, '1', 90.1, -91, {}, [], true]],
      ['longitude', [undefined, null, '1', 180.1, -181, {}, [], true]],
      ['address', [5, {}, 'x'.repeat(501), 'a\u0000b']],
      ['message', [5, {}, 'x'.repeat(5001), 'a\u0000b']],
    ];
    for (const [field, values] of spoilt)
      for (const value of values) {
        const body = { ...good, [field]: value };
        refused(await ann.post(at(id, '/messages/location'), body), 400, new RegExp(field));
        if (field === 'message') continue;
        refused(await post(ann, id, { type: 'location', metadata: body }), 400, new RegExp(`${field}|metadata`));
        await fails(wire, 'send_message', { conversationId: id, message: { type: 'location', metadata: body } }, 400);
      }
    refused(await post(ann, id, { type: 'location' }), 400);
    expect(await historyOf(ann, id)).toEqual([]);
  });
});

test('MARK-66 conversations hear of their messages in the list', async () => {
  const { ann, bo, id } = await pair();
  await send(bo, id, 'one');
  expect(must(await ann.get(CONVERSATIONS), 200).json).toMatchObject({
    conversations: [{ _id: id, lastMessage: 'one' }],
  });
});
