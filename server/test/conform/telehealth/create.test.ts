import { expect, test } from 'vitest';
import { freshId } from '../support/site.ts';
import { BASE, openClinic } from './clinic.ts';
import { createdShape, retrievedShape } from './shapes.ts';
import { expectRefused, lookAt } from './talk.ts';

const clinic = await openClinic();
const DOOR = `${BASE}/conversations`;

test('TELE-60 the first to ask makes a conversation (201), everybody later gets the same one (200)', async () => {
  const { pat, doc, expectHeard } = await clinic.cast();
  const fresh = await clinic.doctor('Fresh');
  const made = await pat.post(DOOR, { recipientId: fresh.id, recipientType: 'doctor' });
  expect(made.status).toBe(201);
  const conversation = made.as(createdShape).data;
  expect(conversation).toEqual({
    conversationId: conversation.conversationId,
    conversationType: 'patient_doctor',
    recipient: { id: fresh.id, name: 'Fresh', type: 'doctor', profilePhoto: null, specialty: null, isOnline: false },
    lastMessage: null,
    unreadCount: 0,
    createdAt: conversation.createdAt,
    updatedAt: conversation.createdAt,
  });
  expect(Math.abs(Date.parse(conversation.createdAt) - Date.now())).toBeLessThan(60_000);
  const again = await pat.post(DOOR, { recipientId: fresh.id, recipientType: 'doctor' });
  expect(again.status).toBe(200);
  expect(again.as(retrievedShape).data).toEqual(conversation);
  const back = await fresh.post(DOOR, { recipientId: pat.id, recipientType: 'patient' });
  expect(back.status).toBe(200);
  expect(back.as(retrievedShape).data).toMatchObject({
    conversationId: conversation.conversationId,
    recipient: { id: pat.id, type: 'patient', isOnline: true },
  });
  expect((await doc.post(DOOR, { recipientId: fresh.id, recipientType: 'doctor' })).status).toBe(201);
  await expectHeard({});
});

test('TELE-61 both list it from then on, in the same form, while it is empty', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  const conversation = await clinic.open(pat, doc);
  expect(await lookAt(pat, conversation.conversationId)).toEqual(conversation);
  expect(await lookAt(doc, conversation.conversationId)).toMatchObject({
    conversationType: 'patient_doctor',
    recipient: { id: pat.id, type: 'patient' },
    lastMessage: null,
    unreadCount: 0,
  });
});

const GOOD = { recipientId: 'r', recipientType: 'doctor' };
test.each([
  ['no recipientId', { recipientType: 'doctor' }, 'recipientId'],
  ['an empty recipientId', { ...GOOD, recipientId: '' }, 'recipientId'],
  ['a blank recipientId', { ...GOOD, recipientId: '  ' }, 'recipientId'],
  ['a number as recipientId', { ...GOOD, recipientId: 5 }, 'recipientId'],
  ['a list as recipientId', { ...GOOD, recipientId: ['r'] }, 'recipientId'],
  ['no recipientType', { recipientId: 'r' }, 'recipientType'],
  ['another recipientType', { ...GOOD, recipientType: 'nurse' }, 'recipientType'],
  ['an empty recipientType', { ...GOOD, recipientType: '' }, 'recipientType'],
  ['null as recipientType', { ...GOOD, recipientType: null }, 'recipientType'],
])('TELE-62 %s is 400 and names the field, also where the recipient is unknown', async (_what, body, field) => {
  const doc = await clinic.doctor();
  expectRefused(await doc.post(DOOR, body), 400, field);
});

test('TELE-62 nobody opens a conversation with themselves, and a body that is no object is refused', async () => {
  const doc = await clinic.doctor();
  expectRefused(await doc.post(DOOR, { recipientId: doc.id, recipientType: 'doctor' }), 400, 'recipientId');
  for (const body of [[], 'x', 5, null, true]) expectRefused(await doc.post(DOOR, body), 400);
});

test('TELE-63 a recipientType that is not what the recipient is is 400, after all else was checked', async () => {
  const [pat, doc, other] = [await clinic.patient(), await clinic.doctor(), await clinic.patient('Other')];
  expectRefused(await pat.post(DOOR, { recipientId: doc.id, recipientType: 'patient' }), 400, 'recipientType');
  expectRefused(await doc.post(DOOR, { recipientId: pat.id, recipientType: 'doctor' }), 400, 'recipientType');
  expectRefused(await pat.post(DOOR, { recipientId: freshId('ghost'), recipientType: 'patient' }), 404);
  expectRefused(await pat.post(DOOR, { recipientId: other.id, recipientType: 'doctor' }), 403);
  const { data } = (await pat.get(DOOR)).json as { data: unknown[] };
  expect(data).toEqual([]);
});

test('TELE-64 a recipient whom nobody has introduced is 404', async () => {
  const doc = await clinic.doctor();
  for (const recipientId of [freshId('ghost'), 'x'.repeat(5000)]) {
    const answer = await doc.post(DOOR, { recipientId, recipientType: 'patient' });
    expectRefused(answer, 404);
    expect(answer.json).toEqual({ message: 'User not found' });
  }
});

test('TELE-65 of many requests at the same moment one makes it and all get it', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      at % 2 === 0
        ? pat.post(DOOR, { recipientId: doc.id, recipientType: 'doctor' })
        : doc.post(DOOR, { recipientId: pat.id, recipientType: 'patient' }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
  const ids = answers.map((answer) => answer.as(answer.status === 201 ? createdShape : retrievedShape).data);
  expect(new Set(ids.map(({ conversationId }) => conversationId)).size).toBe(1);
});
