import { expect, test } from 'vitest';
import { forge, inSeconds, makeToken } from '../../support/tokens.ts';
import { freshId } from '../support/site.ts';
import { Refused } from '../support/wire.ts';
import { BASE, openClinic } from './clinic.ts';
import { createdShape } from './shapes.ts';
import { expectRefused, historyOf, leave, lookAt, refuse, say } from './talk.ts';

const clinic = await openClinic();

const DOORS: readonly (readonly [string, string])[] = [
  ['POST', '/conversations'],
  ['GET', '/conversations'],
  ['GET', '/conversations/c/messages'],
  ['PUT', '/conversations/c/mark-read'],
  ['POST', '/conversations/c/send-file'],
  ['DELETE', '/m'],
  ['GET', '/unread-count'],
  ['GET', '/search'],
  ['GET', '/users/u/online-status'],
  ['GET', '/m/attachment'],
];

/** Tokens that must not be believed. */
async function badTokens(): Promise<Record<string, string>> {
  const claims = { sub: freshId('bad'), userType: 'doctor' };
  return {
    'not a token': 'nonsense',
    expired: await clinic.target.token({ ...claims, exp: inSeconds(-10) }),
    'of another key': await makeToken(claims, 'another-secret-that-is-long-enough-for-hs256'),
    unsigned: forge({ alg: 'none' }, { ...claims, exp: inSeconds(1000) }),
    'without a user': await clinic.target.token({ name: 'Nobody', userType: 'doctor' }),
    'with an empty user': await clinic.target.token({ sub: '', userType: 'doctor' }),
  };
}

test.each(DOORS)('TELE-10 %s %s needs a token before it looks at anything else', async (method, path) => {
  expectRefused(await clinic.anonymous.request(method, `${BASE}${path}`), 401);
  for (const token of Object.values(await badTokens()))
    expectRefused(await clinic.http(token).request(method, `${BASE}${path}`), 401);
});

test('TELE-11 a connection without a good token is refused with an authentication error', async () => {
  const bad = [
    undefined,
    {},
    { token: 5 },
    { token: null },
    ...Object.values(await badTokens()).map((token) => ({ token })),
  ];
  for (const auth of bad) {
    const refused = await clinic.connect(auth, 'bad').catch((error: unknown) => error);
    expect(refused, JSON.stringify(auth)).toBeInstanceOf(Refused);
    expect(refused).toHaveProperty('message', expect.stringMatching(/^Authentication error/));
  }
});

test('TELE-12 the token is looked at when a connection opens, and the connection outlives it', async () => {
  const { pat, doc, id } = await clinic.pair();
  const token = await clinic.target.token({ sub: pat.id, userType: 'patient', exp: inSeconds(2) });
  const wire = await clinic.connect({ token }, 'brief', pat.id);
  await expect
    .poll(async () => (await clinic.http(token).get(`${BASE}/unread-count`)).status, { timeout: 6000 })
    .toBe(401);
  const sent = await say(wire, { conversationId: id, receiverId: doc.id }, 'still here');
  expect(sent.message.content).toBe('still here');
});

test('TELE-13 the type is the claim userType, else a role that is one, in any case; never what a body says', async () => {
  const asks = await clinic.doctor('Asks');
  const typeOf = async (claims: Record<string, unknown>) => {
    const other = await clinic.person('Other', claims);
    const said = { recipientId: other.id, recipientType: 'doctor', userType: 'doctor', role: 'doctor' };
    const wrong = await asks.post(`${BASE}/conversations`, said);
    if (wrong.status === 201) return wrong.as(createdShape).data.recipient.type;
    expectRefused(wrong, 400, 'recipientType');
    return (await clinic.open(asks, other, 'patient')).recipient.type;
  };
  expect(await typeOf({ userType: 'DOCTOR' })).toBe('doctor');
  expect(await typeOf({ userType: 'Patient', role: 'doctor' })).toBe('patient');
  expect(await typeOf({ role: 'Doctor' })).toBe('doctor');
  expect(await typeOf({ role: 'patient' })).toBe('patient');
  expect(await typeOf({ role: 'admin' })).toBe('patient');
  expect(await typeOf({ userType: 'nurse', role: 'doctor' })).toBe('doctor');
  expect(await typeOf({})).toBe('patient');
});

test('TELE-13 a token that says nothing of the type leaves what is known', async () => {
  const [doc, pat] = [await clinic.doctor(), await clinic.patient()];
  await clinic.person('Doc', { sub: doc.id });
  expect((await clinic.open(pat, doc, 'doctor')).recipient.type).toBe('doctor');
});

test('TELE-14 name, picture and specialty are the token’s; what it lacks is null, and a later token changes all', async () => {
  const { pat, doc, id } = await clinic.pair();
  const [message] = await leave(doc, { conversationId: id, receiverId: pat.id }, 'hello');
  expect((await lookAt(pat, id)).recipient).toEqual({
    id: doc.id,
    name: 'Doc',
    type: 'doctor',
    profilePhoto: null,
    specialty: null,
    isOnline: false,
  });
  expect(message).toMatchObject({ senderName: 'Doc', senderType: 'doctor', receiverType: 'patient' });
  await clinic.doctor('Dr. Ünal', { sub: doc.id, avatar: 'https://x.example/a.png', specialty: 'Cardiology' });
  const [recipient, [again]] = [(await lookAt(pat, id)).recipient, await historyOf(pat, id)];
  expect(recipient).toMatchObject({
    name: 'Dr. Ünal',
    profilePhoto: 'https://x.example/a.png',
    specialty: 'Cardiology',
  });
  expect(again?.senderName).toBe('Dr. Ünal');
  await clinic.doctor('Dr. Ünal', { sub: doc.id, profilePhoto: 'https://x.example/b.png' });
  expect((await lookAt(pat, id)).recipient.profilePhoto).toBe('https://x.example/b.png');
  const [to, from] = [await pat.connect(), await doc.connect()];
  await say(from, { conversationId: id, receiverId: pat.id }, 'again');
  expect((await to.next('new_message')).sender).toMatchObject({ id: doc.id, type: 'doctor', specialty: 'Cardiology' });
});

test.each(['agent', 'admin'])('TELE-15 the role %s opens no conversation of others', async (role) => {
  const { pat, doc, wires, id } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'private words');
  const official = await clinic.person('Official', { role, userType: 'doctor' });
  const ear = await official.connect('official');
  expectRefused(await official.get(`${BASE}/conversations/${id}/messages`), 403);
  expectRefused(await official.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [sent.messageId] }), 403);
  expectRefused(await official.delete(`${BASE}/${sent.messageId}`), 403);
  expectRefused(await official.get(`${BASE}/search?query=private&conversationId=${id}`), 403);
  expect((await official.get(`${BASE}/search?query=private`)).text).not.toContain('private words');
  await refuse(ear, 'join_conversation', { conversationId: id }, 403);
  await refuse(ear, 'send_message', { conversationId: id, receiverId: pat.id, content: 'x' }, 403);
});

test('TELE-16 a patient may write to a doctor, a doctor to both, a patient to no patient', async () => {
  const [pat, other] = [await clinic.patient(), await clinic.patient('Other')];
  const [doc, colleague] = [await clinic.doctor(), await clinic.doctor('Colleague')];
  expect((await clinic.open(pat, doc, 'doctor')).conversationType).toBe('patient_doctor');
  expect((await clinic.open(doc, other, 'patient')).conversationType).toBe('patient_doctor');
  expect((await clinic.open(doc, colleague, 'doctor')).conversationType).toBe('doctor_doctor');
  for (const recipientType of ['patient', 'doctor'])
    expectRefused(await pat.post(`${BASE}/conversations`, { recipientId: other.id, recipientType }), 403);
});

test('TELE-17 when the only doctor has become a patient, all can be read and nothing written', async () => {
  const { pat, doc, id } = await clinic.pair();
  const [first] = await leave(doc, { conversationId: id, receiverId: pat.id }, 'as your doctor');
  const later = await clinic.patient('Doc', { sub: doc.id });
  expect((await historyOf(pat, id)).map((message) => message.id)).toEqual([first?.id]);
  expect((await lookAt(pat, id)).conversationId).toBe(id);
  expect((await lookAt(later, id)).conversationId).toBe(id);
  const [one, two] = [await pat.connect(), await later.connect('later')];
  await refuse(one, 'send_message', { conversationId: id, receiverId: doc.id, content: 'x' }, 403);
  await refuse(two, 'send_message', { conversationId: id, receiverId: pat.id, content: 'x' }, 403);
  expect(await historyOf(pat, id)).toHaveLength(1);
  expectRefused(await pat.post(`${BASE}/conversations`, { recipientId: doc.id, recipientType: 'patient' }), 403);
});

test('TELE-18 checks come in the order token, form, existence, rights', async () => {
  const { id } = await clinic.pair();
  const stranger = await clinic.doctor('Stranger');
  expectRefused(await clinic.anonymous.put(`${BASE}/conversations/nothing/mark-read`, {}), 401);
  expectRefused(await stranger.put(`${BASE}/conversations/nothing/mark-read`, {}), 400, 'messageIds');
  expectRefused(await stranger.put(`${BASE}/conversations/nothing/mark-read`, { messageIds: ['m'] }), 404);
  expectRefused(await stranger.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [] }), 400, 'messageIds');
  expectRefused(await stranger.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: ['m'] }), 403);
  expectRefused(await stranger.get(`${BASE}/conversations/nothing/messages?limit=0`), 400, 'limit');
});

test('TELE-19 ids of users may be any text', async () => {
  const doc = await clinic.doctor();
  for (const sub of [
    `${freshId('o')}/ü?&#%20`,
    `${Date.now()}${Math.floor(Math.random() * 1e6)}`,
    `o'${freshId('x')} y`,
  ]) {
    const pat = await clinic.patient('Odd', { sub });
    const { conversationId: id, recipient } = await clinic.open(doc, pat, 'patient');
    expect(recipient.id).toBe(sub);
    const [message] = await leave(pat, { conversationId: id, receiverId: doc.id }, 'odd');
    expect(message).toMatchObject({ senderId: sub, receiverId: doc.id });
    const status = await doc.get(`${BASE}/users/${encodeURIComponent(sub)}/online-status`);
    expect(status.json).toMatchObject({ data: { userId: sub, isOnline: false } });
  }
});

test('TELE-19 a number as the user id is its text', async ({ skip }) => {
  clinic.ownServer(skip);
  const token = await clinic.target.token({ sub: undefined, id: 4711, userType: 'doctor', name: 'Number' });
  expect((await clinic.http(token).get(`${BASE}/unread-count`)).status).toBe(200);
  const pat = await clinic.patient();
  const answer = await pat.post(`${BASE}/conversations`, { recipientId: '4711', recipientType: 'doctor' });
  expect(answer.as(createdShape).data.recipient.id).toBe('4711');
});
