import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { isForeign } from '../../support/target.ts';
import { forge, inSeconds, makeToken, SECRET } from '../../support/tokens.ts';
import { freshId } from '../support/site.ts';
import { pause } from '../support/wire.ts';
import {
  at,
  CONVERSATIONS,
  create,
  dataOf,
  fails,
  look,
  messagesOf,
  must,
  nobodysId,
  openCharity,
  ownCase,
  post,
  refused,
  say,
  send,
} from './charity.ts';
import { Refused } from './line.ts';
import { conversationShape, healthShape } from './shapes.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const charity = await openCharity();
const keyed = await openCharity({ JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') });
const onlyKeyed = await openCharity({ JWT_PUBLIC_KEY: pem, JWT_SECRET: '' });

const DOORS = [
  ['POST', CONVERSATIONS],
  ['GET', CONVERSATIONS],
  ['GET', at('x1')],
  ['PUT', at('x1')],
  ['POST', at('x1', '/assign')],
  ['PUT', at('x1', '/read')],
  ['GET', at('x1', '/messages')],
  ['POST', at('x1', '/messages')],
] as const;

function rs256(claims: object, key = privateKey): Promise<string> {
  return new SignJWT({ exp: inSeconds(600), ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(key);
}

/** Tokens that are not valid, each for a reason of its own. */
async function badTokens(): Promise<Record<string, string>> {
  const sub = freshId('bad');
  const good = await charity.target.token({ sub });
  const [header = '', payload = '', signature = ''] = good.split('.');
  const other = Buffer.from(JSON.stringify({ sub: 'x', exp: inSeconds(60) })).toString('base64url');
  return {
    nonsense: 'nonsense',
    'three parts of nonsense': 'a.b.c',
    'an altered payload': `${header}.${other}.${signature}`,
    'an altered signature': `${header}.${payload}.${'A'.repeat(43)}`,
    'a foreign key': await makeToken({ sub }, 'another-secret-that-is-long-enough-too'),
    'the past': await charity.target.token({ sub, exp: inSeconds(-60) }),
    'no signature': forge({ alg: 'none', typ: 'JWT' }, { sub, exp: inSeconds(60) }),
    'no user': await charity.target.token({ name: 'Nobody', role: 'admin' }),
    'an empty user': await charity.target.token({ sub: '' }),
    'an unknown RSA key': await rs256({ sub }, stranger.privateKey),
    null: 'null',
    undefined: 'undefined',
  };
}
const tokens = await badTokens();

async function refusal(attempt: Promise<unknown>): Promise<[number, string]> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw new Error('was let in, or cut off', { cause: error });
  return [error.status, error.code];
}

test('CHAR-1 health is told to anybody', async () => {
  const { timestamp, uptime } = must(await charity.anonymous.get('/health'), 200).as(healthShape);
  expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(60_000);
  await pause(20);
  expect(must(await charity.http('nonsense').get('/health'), 200).as(healthShape).uptime).toBeGreaterThan(uptime);
});

describe('tokens', () => {
  test.each(DOORS)('CHAR-2 %s %s without a token is 401, before anything else', async (method, path) => {
    for (const raw of method === 'GET' ? [undefined] : [undefined, '{}', '[]', '{"status":5}', 'no json'])
      refused(
        await charity.anonymous.request(method, path, undefined, raw === undefined ? {} : { raw }),
        401,
        'UNAUTHORIZED',
      );
  });

  test.each(Object.keys(tokens))('CHAR-2 a token of %s is 401 at every door, and opens no connection', async (kind) => {
    const token = tokens[kind] ?? '';
    for (const [method, path] of DOORS) refused(await charity.http(token).request(method, path), 401, 'UNAUTHORIZED');
    expect(await refusal(charity.connect(token, 'x1'))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('CHAR-2 a token counts only as a bearer', async () => {
    const { token } = await charity.person('Ann');
    for (const authorization of [`Basic ${token}`, token, `Bearer ${token} x`, '', 'Bearer', 'Bearer ']) {
      const answer = await charity.anonymous.request('GET', CONVERSATIONS, undefined, { headers: { authorization } });
      refused(answer, 401, 'UNAUTHORIZED');
    }
    refused(await charity.anonymous.get(`${CONVERSATIONS}?token=${token}`), 401, 'UNAUTHORIZED');
    const headers = { authorization: `bearer ${token}` };
    must(await charity.anonymous.request('GET', CONVERSATIONS, undefined, { headers }), 200);
  });

  test('CHAR-4 a connection carries its token in the address', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    await charity.connect(ann.token, conversationId, { userId: ann.id });
    expect(await refusal(charity.connect(null, conversationId))).toEqual([401, 'UNAUTHORIZED']);
    expect(await refusal(charity.connect('', conversationId))).toEqual([401, 'UNAUTHORIZED']);
    for (const token of Object.values(tokens))
      expect(await refusal(charity.connect(token, conversationId))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('CHAR-9 a connection outlives its token, and a request does not', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    const token = await charity.target.token({ sub: ann.id, name: 'Ann', exp: inSeconds(2) });
    const line = await charity.connect(token, conversationId, { userId: ann.id });
    await pause(3100);
    refused(await charity.http(token, ann.id).get(CONVERSATIONS), 401, 'UNAUTHORIZED');
    expect(await refusal(charity.connect(token, conversationId))).toEqual([401, 'UNAUTHORIZED']);
    const [sent] = await say(line, 'still here');
    expect((await messagesOf(ann, conversationId)).map((row) => row.messageId)).toEqual([sent?.messageId]);
  });

  test('CHAR-9 a connection keeps the role that it came with', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    const asUser = await ann.connect(conversationId, 'user');
    const root = await charity.as(ann, 'admin');
    const asAdmin = await root.connect(conversationId, 'admin');
    await fails(asUser, { type: 'message', content: 'x', messageType: 'SYSTEM' }, 'FORBIDDEN');
    expect((await send(asUser, { content: 'as a user' })).senderRole).toBe('USER');
    expect((await send(asAdmin, { content: 'as an admin', messageType: 'SYSTEM' })).senderRole).toBe('ADMIN');
    await charity.as(ann, 'user');
    expect((await send(asAdmin, { content: 'still', messageType: 'SYSTEM' })).senderRole).toBe('ADMIN');
    expect((await messagesOf(ann, conversationId)).map((row) => row.senderRole)).toEqual(['USER', 'ADMIN', 'ADMIN']);
  });

  test('CHAR-10 errors repeat no token and no text', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    const canary = 'canary-4711';
    const answers = [
      await charity.http(`${ann.token}x`).get(`${CONVERSATIONS}?note=${canary}`),
      await ann.post(at(conversationId, '/messages'), { content: `${canary}\u0000` }),
      await ann.post(at(conversationId, '/messages'), { content: canary.repeat(600) }),
      await ann.post(at(conversationId, '/messages'), { content: canary, messageType: canary }),
      await ann.post(at(conversationId, '/messages'), undefined, { raw: `{"content":"${canary}` }),
      await ann.get(`/nothing?token=${ann.token}`),
    ];
    for (const { status, text } of answers) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text.includes(canary) || text.includes(ann.token), text).toBe(false);
    }
    const line = await ann.connect(conversationId);
    for (const frame of [`{"type":"message","content":"${canary}`, { type: 'message', content: `${canary}\u0000` }])
      expect((await fails(line, frame, 'INVALID_MESSAGE')).message).not.toContain(canary);
  });
});

describe('keys', () => {
  ownCase('CHAR-3 a token signed with the private key counts, over REST and on a connection', async () => {
    for (const site of [keyed, onlyKeyed]) {
      const sub = freshId('rsa');
      const token = await rs256({ sub, role: 'ADMIN' });
      const { conversationId, participants } = await create(site.http(token, sub));
      expect(participants).toMatchObject([{ userId: sub, role: 'ADMIN' }]);
      const line = await site.connect(token, conversationId, { userId: sub });
      expect((await send(line, { content: 'signed' })).senderRole).toBe('ADMIN');
    }
  });

  ownCase('CHAR-3 each algorithm is checked with its own key', async () => {
    const sub = freshId('forger');
    const part = pem.trim();
    const forged: Record<string, string> = {
      'the public key as secret': await makeToken({ sub }, pem),
      'the public key as secret, trimmed': await makeToken({ sub }, part),
      'the public key as secret, on one line': await makeToken({ sub }, pem.replaceAll('\n', '\\n')),
      'no signature': forge({ alg: 'none' }, { sub, exp: inSeconds(60) }),
      'no signature, in capitals': forge({ alg: 'NONE' }, { sub, exp: inSeconds(60) }),
      'no signature under RS256': forge({ alg: 'RS256' }, { sub, exp: inSeconds(60) }),
      'another private key': await rs256({ sub }, stranger.privateKey),
      'an HS256 signature under RS256': (await makeToken({ sub })).replace(
        /^[^.]+/,
        Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url'),
      ),
      'no user': await rs256({ role: 'ADMIN' }),
    };
    for (const site of [keyed, onlyKeyed])
      for (const [kind, token] of Object.entries(forged)) {
        expect((await site.http(token).get(CONVERSATIONS)).status, kind).toBe(401);
        expect(await refusal(site.connect(token, 'x1')), kind).toEqual([401, 'UNAUTHORIZED']);
      }
  });

  ownCase('CHAR-3 HS256 counts only where there is a secret', async () => {
    const token = await makeToken({ sub: freshId('hs') }, SECRET);
    must(await keyed.http(token).get(CONVERSATIONS), 200);
    refused(await onlyKeyed.http(token).get(CONVERSATIONS), 401, 'UNAUTHORIZED');
    refused(await charity.http(await rs256({ sub: freshId('rs') })).get(CONVERSATIONS), 401, 'UNAUTHORIZED');
  });
});

describe('roles', () => {
  test.each(['admin', 'ADMIN', 'Admin', 'agent', 'AGENT', 'support', 'Support'])('CHAR-5 %s is ADMIN', async (role) => {
    const [ann, root] = await Promise.all([charity.person('Ann'), charity.person('Root', { role })]);
    const { conversationId } = await create(ann);
    expect((await create(root)).participants).toMatchObject([{ userId: root.id, role: 'ADMIN' }]);
    await look(root, conversationId);
    expect((await post(root, conversationId, 'x')).senderRole).toBe('ADMIN');
    expect((await look(ann, conversationId)).participants).toMatchObject([{ role: 'USER' }, { role: 'ADMIN' }]);
  });

  test.each(['user', 'USER', 'CAMPAIGN_OWNER', 'doctor', 'administrator', 'root', ''])(
    'CHAR-5 %s is USER',
    async (role) => {
      const [ann, other] = await Promise.all([charity.person('Ann'), charity.person('Other', { role })]);
      const { conversationId } = await create(ann);
      expect((await create(other)).participants).toMatchObject([{ userId: other.id, role: 'USER' }]);
      refused(await other.get(at(conversationId)), 403, 'FORBIDDEN');
      expect(await refusal(other.connect(conversationId))).toEqual([403, 'FORBIDDEN']);
    },
  );

  test('CHAR-6 a body claims nothing', async () => {
    const { ann, eve } = await charity.people('ann', 'eve');
    const { conversationId } = await create(ann);
    const claims = {
      ...{ userId: ann.id, senderId: ann.id, senderRole: 'ADMIN', role: 'ADMIN', createdBy: ann.id, conversationId },
      ...{
        isAdmin: true,
        seq: 99,
        messageId: 'm',
        readBy: [{ userId: ann.id }],
        createdAt: '1999-01-01T00:00:00.000Z',
      },
    };
    const own = await create(eve, { ...claims, status: 'CLOSED' });
    expect(own.conversationId).not.toBe(conversationId);
    expect(own).toMatchObject({
      createdBy: eve.id,
      status: 'ACTIVE',
      participants: [{ userId: eve.id, role: 'USER' }],
    });
    const row = await post(eve, own.conversationId, 'mine', claims);
    const said = { conversationId: own.conversationId, senderId: eve.id, senderRole: 'USER', seq: 1 };
    expect(row).toMatchObject({ ...said, readBy: [] });
    expect(Date.parse(row.createdAt)).toBeGreaterThan(Date.now() - 3_600_000);
    const line = await eve.connect(own.conversationId);
    expect(await send(line, { content: 'mine', ...claims })).toMatchObject({ ...said, seq: 2 });
    refused(await eve.post(at(conversationId, '/assign'), { adminId: eve.id, ...claims }), 403, 'FORBIDDEN');
    const updated = await eve.put(at(own.conversationId), { subject: 'New', ...claims });
    expect(dataOf(updated, conversationShape)).toMatchObject({ createdBy: eve.id, participants: [{ role: 'USER' }] });
    expect(await messagesOf(ann, conversationId)).toEqual([]);
  });
});

describe('places', () => {
  test('CHAR-8 what is not there is 404', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    for (const [method, path] of [
      ['GET', '/api'],
      ['GET', '/nothing'],
      ['GET', '/api/messages'],
      ['DELETE', CONVERSATIONS],
      ['PATCH', at(conversationId)],
      ['DELETE', at(conversationId)],
      ['GET', at(conversationId, '/assign')],
      ['POST', at(conversationId, '/read')],
      ['DELETE', at(conversationId, '/messages')],
      ['GET', at(conversationId, '/messages/1')],
      ['GET', '/api/messaging/conversations'],
    ] as const)
      refused(await ann.request(method, path), 404, 'NOT_FOUND');
  });

  test('CHAR-90 who may not connect is answered with a status, in this order', async () => {
    const { ann, eve } = await charity.people('ann', 'eve');
    const { conversationId } = await create(ann);
    expect(await refusal(charity.connect('nonsense', nobodysId()))).toEqual([401, 'UNAUTHORIZED']);
    for (const id of [nobodysId(), '0', '1', 'x'.repeat(300), '\u0000', "' OR 1=1", '%', '..'])
      expect(await refusal(eve.connect(id)), id).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(eve.connect(conversationId))).toEqual([403, 'FORBIDDEN']);
    const line = await ann.connect(conversationId);
    expect(line.frames).toMatchObject([{ type: 'system' }]);
  });

  test('CHAR-91 the address of a connection without an upgrade is 426', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    must(await charity.anonymous.get(`/ws/conversations/${conversationId}?token=${ann.token}`), 426);
  });

  ownCase('CHAR-7 the port of its own and the prefix of the main port are one place', async () => {
    const { own } = charity.target;
    if (!own) throw new Error('no server of our own');
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    const base = `${own.url}/charity`;
    const line = await charity.connect(ann.token, conversationId, { label: 'main port', userId: ann.id, base });
    const other = await ann.connect(conversationId, 'own port');
    await say(other, 'from port to prefix');
    await line.next('message_received', (frame) => frame.content === 'from port to prefix');
    await say(line, 'and back');
    await other.next('message_received', (frame) => frame.content === 'and back');
    const headers = { authorization: `Bearer ${ann.token}` };
    const list: unknown = await (await fetch(`${base}${CONVERSATIONS}`, { headers })).json();
    expect(list).toMatchObject({ success: true, data: { conversations: [{ conversationId }] } });
    const health: unknown = await (await fetch(`${base}/health`)).json();
    expect(health).toMatchObject({ service: 'chat-service', status: 'healthy' });
    expect((await fetch(`${own.url}/health`)).status).toBe(200);
    const unknown = await fetch(`${base}/nothing`, { headers });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
  });

  test('CHAR-7 the address that was given answers at its own paths', async () => {
    must(await (await charity.person('Ann')).get(CONVERSATIONS), 200);
    expect(new URL(charity.target.url).pathname === '/' || isForeign).toBe(true);
  });
});
