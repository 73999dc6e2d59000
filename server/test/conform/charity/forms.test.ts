import { describe, expect, test } from 'vitest';
import {
  at,
  CONVERSATIONS,
  create,
  dataOf,
  look,
  messagesOf,
  must,
  nobodysId,
  openCharity,
  post,
  refused,
  send,
} from './charity.ts';
import { conversationShape, failureShape, successShape } from './shapes.ts';

const charity = await openCharity();
const KIB = 1024;

const TEXTS = [
  ' spaces around  and\twithin ',
  'line\nend\r\nand another\u2028one',
  '<b>bold</b><script>alert(1)</script> &amp; &',
  `"quotes" 'single' \\ back / slash % _ * {{7*7}} \${x}`,
  '👩‍👩‍👧 🇫🇷 é e\u0301 ﬁ Ω',
  'مرحبا \u202eright to left\u202c',
  '\u0001\u0008\u001f\u007f\u0080\ufeff\uffff',
  'null',
  '0',
];

test('CHAR-20 success and failure have their forms', async () => {
  const ann = await charity.person('Ann');
  const { conversationId: id } = await create(ann);
  for (const answer of [
    await ann.get(CONVERSATIONS),
    await ann.get(at(id)),
    await ann.get(at(id, '/messages')),
    await ann.put(at(id, '/read')),
    await ann.put(at(id), { subject: 'x' }),
  ]) {
    must(answer, 200).as(successShape);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  }
  for (const answer of [
    await charity.anonymous.get(CONVERSATIONS),
    await ann.get(at(nobodysId())),
    await ann.get('/nothing'),
    await ann.put(at(id), {}),
  ])
    answer.as(failureShape);
});

describe('bodies', () => {
  test('CHAR-21 what is no JSON object is bad input', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const bodies = [
      '{',
      '{"subject":',
      '[]',
      '[{}]',
      '5',
      '"text"',
      'null',
      'true',
      '{"subject":"x"} x',
      '\u0000',
      '{"a":NaN}',
    ];
    for (const raw of bodies) {
      refused(await ann.post(CONVERSATIONS, undefined, { raw }), 400, 'VALIDATION_ERROR');
      refused(await ann.put(at(id), undefined, { raw }), 400, 'VALIDATION_ERROR');
      refused(await ann.post(at(id, '/messages'), undefined, { raw }), 400, 'VALIDATION_ERROR');
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ])
      refused(
        await ann.post(at(id, '/messages'), undefined, { raw: 'content=x', headers: { 'content-type': type } }),
        400,
        'VALIDATION_ERROR',
      );
    expect(await messagesOf(ann, id)).toEqual([]);
  });

  test('CHAR-22 128 KiB are read, more are 413', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const filled = (size: number) => '{"content":"x"}'.padEnd(size, ' ');
    const path = at(id, '/messages');
    must(await ann.post(path, undefined, { raw: filled(128 * KIB) }), 201);
    for (const size of [128 * KIB + 1, 200 * KIB, 1100 * KIB])
      refused(await ann.post(path, undefined, { raw: filled(size) }), 413, 'PAYLOAD_TOO_LARGE');
    refused(await ann.post(CONVERSATIONS, undefined, { raw: '{}'.padEnd(128 * KIB + 1) }), 413, 'PAYLOAD_TOO_LARGE');
    refused(await ann.put(at(id), undefined, { raw: '{"subject":"x"}'.padEnd(129 * KIB) }), 413, 'PAYLOAD_TOO_LARGE');
    expect(await messagesOf(ann, id)).toHaveLength(1);
  });

  test('CHAR-28 what is nested too deep, or reaches for a prototype, is bad input', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const nested = (levels: number) => `{"content":"x","metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
    must(await ann.post(at(id, '/messages'), undefined, { raw: nested(15) }), 201);
    for (const raw of [
      nested(25),
      nested(3000),
      '{"content":"x","metadata":{"__proto__":{"a":1}}}',
      '{"content":"x","__proto__":{"role":"ADMIN"}}',
      '{"content":"x","metadata":{"constructor":{"prototype":{"a":1}}}}',
    ])
      refused(await ann.post(at(id, '/messages'), undefined, { raw }), 400, 'VALIDATION_ERROR');
    expect(await messagesOf(ann, id)).toHaveLength(1);
  });

  test('CHAR-23 the first thing that is wrong is the one that is told', async () => {
    const { ann, eve } = await charity.people('ann', 'eve');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(ann, {});
    must(await ann.put(at(id), { status: 'CLOSED' }), 200);
    const [there, nowhere] = [at(id, '/messages'), at(nobodysId(), '/messages')];
    refused(await charity.anonymous.post(nowhere, { content: '' }), 401, 'UNAUTHORIZED');
    refused(await eve.post(nowhere, { content: '' }), 400, 'VALIDATION_ERROR', /content/);
    refused(await eve.post(nowhere, { content: 'x' }), 404, 'NOT_FOUND');
    refused(await eve.post(there, { content: '' }), 400, 'VALIDATION_ERROR', /content/);
    refused(await eve.post(there, { content: 'x' }), 403, 'FORBIDDEN');
    refused(await ann.post(there, { content: 'x', messageType: 'SYSTEM' }), 403, 'FORBIDDEN');
    refused(await ann.post(there, { content: 'x' }), 409, 'CONVERSATION_CLOSED');
    refused(await eve.get(`${nowhere}?limit=0`), 400, 'VALIDATION_ERROR', /limit/);
    refused(await eve.get(`${there}?before=x1`), 403, 'FORBIDDEN');
    refused(await ann.get(`${there}?before=x1`), 400, 'VALIDATION_ERROR', /before/);
    refused(await eve.put(at(nobodysId()), {}), 400, 'VALIDATION_ERROR');
    refused(await root.post(at(nobodysId(), '/assign'), { adminId: 5 }), 400, 'VALIDATION_ERROR', /adminId/);
    refused(await root.post(at(nobodysId(), '/assign'), { adminId: ann.id }), 404, 'NOT_FOUND');
  });
});

describe('text', () => {
  test('CHAR-24 comes back as it was sent, everywhere', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const [line, other] = [await ann.connect(id, 'one'), await ann.connect(id, 'two')];
    for (const [step, content] of TEXTS.entries()) {
      if (step % 2 === 0) expect((await send(line, { content })).content).toBe(content);
      else expect((await post(ann, id, content)).content).toBe(content);
      await other.next('message_received', (frame) => frame.content === content);
      const subject = dataOf(await ann.put(at(id), { subject: content }), conversationShape).subject;
      expect(subject).toBe(content);
      await other.next('conversation_updated', (frame) => frame.subject === content);
      expect((await look(ann, id)).subject).toBe(content);
    }
    expect((await messagesOf(ann, id)).map((row) => row.content)).toEqual(TEXTS);
  });

  test('CHAR-25 content has 1 to 5000 code points and is not only white space', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const wrong = [
      undefined,
      null,
      5,
      true,
      {},
      ['x'],
      '',
      ' ',
      '\n\t\u00a0\u3000',
      'a\u0000b',
      'x'.repeat(5001),
      '😀'.repeat(5001),
    ];
    for (const content of wrong)
      refused(await ann.post(at(id, '/messages'), { content }), 400, 'VALIDATION_ERROR', /content/);
    expect(await messagesOf(ann, id)).toEqual([]);
    for (const content of ['x', 'x'.repeat(5000), '😀'.repeat(5000)])
      expect((await post(ann, id, content)).content).toBe(content);
  });

  test('CHAR-26 metadata is an object of at most 16 KiB, and stays as it is', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    expect((await post(ann, id, 'without')).metadata).toEqual({});
    const metadata = {
      ...{ fileName: 'a b.pdf', fileUrl: 'https://x/y?z=1', fileSize: 12.5, mimeType: 'application/pdf' },
      ...{ '': 0, 'a.b': -1e-7, $where: null, nested: [{ deep: [true, [], {}] }], toString: 'x', 'é😀': '<b>' },
    };
    expect((await post(ann, id, 'with', { metadata, messageType: 'FILE' })).metadata).toEqual(metadata);
    expect((await create(ann, { metadata })).metadata).toEqual(metadata);
    const sized = (bytes: number) => ({ pad: 'x'.repeat(bytes - '{"pad":""}'.length) });
    const wide = (bytes: number) => ({ pad: 'é'.repeat((bytes - '{"pad":""}'.length) / 2) });
    for (const fits of [sized(16 * KIB), wide(16 * KIB)]) {
      expect((await post(ann, id, 'full', { metadata: fits })).metadata).toEqual(fits);
      expect((await create(ann, { metadata: fits })).metadata).toEqual(fits);
    }
    const wrong = [
      null,
      5,
      'x',
      true,
      [],
      [{}],
      sized(16 * KIB + 1),
      wide(16 * KIB + 2),
      { a: 'x\u0000' },
      { 'x\u0000': 1 },
    ];
    for (const value of wrong) {
      const said = [400, 'VALIDATION_ERROR', /metadata/] as const;
      refused(await ann.post(at(id, '/messages'), { content: 'x', metadata: value }), ...said);
      refused(await ann.post(CONVERSATIONS, { metadata: value }), ...said);
      refused(await ann.put(at(id), { metadata: value }), ...said);
    }
    expect(await messagesOf(ann, id)).toHaveLength(4);
    expect((await look(ann, id)).metadata).toEqual({});
  });

  test('CHAR-27 a subject has 1 to 255 code points, or is none', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann, { subject: 'Old' });
    for (const subject of ['', ' \n', 5, {}, ['x'], true, 'x'.repeat(256), '😀'.repeat(256), 'a\u0000']) {
      refused(await ann.post(CONVERSATIONS, { subject }), 400, 'VALIDATION_ERROR', /subject/);
      refused(await ann.put(at(id), { subject }), 400, 'VALIDATION_ERROR', /subject/);
    }
    expect((await look(ann, id)).subject).toBe('Old');
    for (const subject of ['x', ' x ', '😀'.repeat(255)]) {
      expect((await create(ann, { subject })).subject).toBe(subject);
      expect(dataOf(await ann.put(at(id), { subject }), conversationShape).subject).toBe(subject);
    }
    expect(await create(ann, { subject: null })).not.toHaveProperty('subject');
    expect(dataOf(await ann.put(at(id), { subject: null }), conversationShape)).not.toHaveProperty('subject');
  });
});
