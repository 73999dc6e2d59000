import { describe, expect, test } from 'vitest';
import {
  at,
  CONVERSATIONS,
  historyOf,
  look,
  MESSAGES,
  of,
  openDirect,
  openGroup,
  openMarket,
  post,
  refused,
  send,
} from './market.ts';

const market = await openMarket();

async function pair() {
  const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
  const { _id: id } = await openDirect(ann, bo);
  return { ann, bo, stranger, id };
}

describe('the form of errors', () => {
  test('MARK-11 an error says that it is one, its status and a sentence', async () => {
    const { ann, stranger, id } = await pair();
    for (const [answer, status] of [
      [await market.anonymous.get(CONVERSATIONS), 401],
      [await ann.post(CONVERSATIONS, {}), 400],
      [await stranger.get(at(id)), 403],
      [await ann.get(at('nothing')), 404],
      [await ann.get(of('nothing')), 404],
    ] as const)
      expect(answer.json).toEqual({ success: false, statusCode: status, error: expect.any(String) });
  });

  test('MARK-12 an address that is not there is 404 in that form', async () => {
    const { ann } = await market.people('ann');
    for (const path of [
      '/api',
      '/api/nothing',
      '/api/conversations/a/b/c',
      '/api/upload',
      '/nothing',
      '/api/messages/a/nothing',
    ])
      refused(await ann.get(path), 404);
    for (const [method, path] of [
      ['PATCH', CONVERSATIONS],
      ['DELETE', CONVERSATIONS],
      ['PUT', MESSAGES],
      ['POST', '/api/users/me/blocks'],
    ] as const)
      refused(await ann.request(method, path), 404);
  });

  test('MARK-13 broken JSON, a body that is no object, one that is too deep or reaches for a prototype are 400', async () => {
    const { ann, id } = await pair();
    const raw = ['{', '', 'null', '5', '"x"', '[]', '[{}]', 'true', '{"content":"x"', "{'content':'x'}", '\u0000'];
    const deep = `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`;
    const traps = ['{"content":"x","__proto__":{"a":1}}', '{"content":"x","constructor":{"prototype":{"a":1}}}'];
    for (const text of [...raw, `{"content":"x","metadata":${deep}}`, ...traps])
      refused(await ann.post(at(id, '/messages'), undefined, { raw: text }), 400);
    for (const text of raw) refused(await ann.post(CONVERSATIONS, undefined, { raw: text }), 400);
    expect(await historyOf(ann, id)).toEqual([]);
  });

  test('MARK-14 JSON over 1 MiB is 413', async () => {
    const { ann, id } = await pair();
    refused(await post(ann, id, { content: 'x', padding: 'x'.repeat(1024 * 1024) }), 413);
    expect(await historyOf(ann, id)).toEqual([]);
  });

  test('MARK-15 what is looked at first: token, existence, rights, then what the body says', async () => {
    const { ann, bo, stranger, id } = await pair();
    const message = await send(ann, id, 'one');
    const group = await openGroup(ann, [bo]);
    const bad = {
      content: 5,
      groupName: 5,
      participants: 5,
      reactionType: 5,
      conversationIds: 5,
      messageIds: 5,
      latitude: 'x',
    };
    const doors: readonly (readonly [string, (id: string) => string, string])[] = [
      ['PUT', (one) => at(one), id],
      ['PUT', (one) => at(one), group._id],
      ['POST', (one) => at(one, '/participants'), group._id],
      ['POST', (one) => at(one, '/messages'), id],
      ['POST', (one) => at(one, '/messages/service-offer'), id],
      ['POST', (one) => at(one, '/messages/booking-request'), id],
      ['POST', (one) => at(one, '/messages/location'), id],
      ['POST', (one) => at(one, '/messages/bulk-mark-read'), id],
      ['PUT', (one) => of(one), message._id],
      ['POST', (one) => of(one, '/reaction'), message._id],
      ['POST', (one) => of(one, '/forward'), message._id],
    ];
    for (const [method, path, there] of doors) {
      refused(await market.anonymous.request(method, path(there), bad), 401, 'No token provided');
      refused(await ann.request(method, path('nothing'), bad), 404);
      refused(await stranger.request(method, path(there), bad), 403);
      refused(await ann.request(method, path(there), bad), 400);
    }
    refused(await stranger.get(at(id, '/messages?limit=x')), 403);
    refused(await ann.get(at('nothing', '/messages?limit=x')), 404);
    refused(await bo.put(at(group._id), bad), 403);
    refused(await bo.put(of(message._id), bad), 403);
    expect(await look(ann, id)).toMatchObject({ lastMessage: 'one' });
  });

  test('MARK-16 a sentence about bad input names the field', async () => {
    const { ann, bo, id } = await pair();
    const message = await send(ann, id, 'one');
    const group = await openGroup(ann, [bo]);
    refused(await ann.post(CONVERSATIONS, { participants: 'x' }), 400, /participants/);
    refused(await ann.post(CONVERSATIONS, { participants: [bo.id], type: 'x' }), 400, /type/);
    refused(await ann.put(at(group._id), { groupName: '' }), 400, /groupName/);
    refused(await post(ann, id, {}), 400, /content/);
    refused(await post(ann, id, { content: 'x', metadata: 'x' }), 400, /metadata/);
    refused(await post(ann, id, { content: 'x', replyToId: 5 }), 400, /replyToId/);
    refused(await ann.post(at(id, '/messages/location'), { latitude: 91, longitude: 0 }), 400, /latitude/);
    refused(await ann.post(at(id, '/messages/service-offer'), {}), 400, /servicePackageId/);
    refused(await ann.post(of(message._id, '/reaction'), {}), 400, /reactionType/);
    refused(await ann.post(of(message._id, '/forward'), {}), 400, /conversationIds/);
    refused(await ann.get(at(id, '/messages?page=0')), 400, /page/);
    refused(await ann.get(`${MESSAGES}/search`), 400, /\bq\b/);
  });
});
