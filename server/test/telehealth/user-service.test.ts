import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { BASE, openClinic } from '../conform/telehealth/clinic.ts';
import { createdShape, listShape } from '../conform/telehealth/shapes.ts';
import { expectRefused, historyOf, refuse, say } from '../conform/telehealth/talk.ts';
import { pause } from '../support/factories.ts';

type Profile = Readonly<Record<string, unknown>>;

/** A user service that knows whom a test tells it of, and writes down who asked. */
async function openService() {
  const profiles = new Map<string, Profile>();
  const asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  const state = { fails: false, silent: false };
  const answerTo = ({ url = '' }: IncomingMessage): [number, Profile] => {
    const [, kind = '', id = ''] = /^\/api\/v1\/users\/(profile|doctors)\/([^/]+)$/.exec(url) ?? [];
    const profile = profiles.get(decodeURIComponent(id));
    if (state.fails) return [503, {}];
    if (!profile || (kind === 'doctors' && profile.userType !== 'doctor')) return [404, {}];
    return [200, { data: profile }];
  };
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
    if (state.silent) return;
    const [status, body] = answerTo(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    profiles,
    asked,
    state,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const service = await openService();
const clinic = await openClinic({ USER_SERVICE_URL: service.url });
afterAll(() => service.close());
beforeEach(() => {
  Object.assign(service.state, { fails: false, silent: false });
  service.profiles.clear();
  service.asked.length = 0;
});

test('the service introduces a recipient whom the engine does not know, asked with the caller’s token', async () => {
  const pat = await clinic.patient();
  const id = `new-${pat.id}`;
  service.profiles.set(id, { firstName: 'Eve', lastName: 'Adams', userType: 'doctor', specialization: 'Surgery' });
  const answer = await pat.post(`${BASE}/conversations`, { recipientId: id, recipientType: 'doctor' });
  expect(answer.status).toBe(201);
  const { recipient, conversationId } = answer.as(createdShape).data;
  expect(recipient).toMatchObject({ id, name: 'Eve Adams', type: 'doctor', specialty: 'Surgery', isOnline: false });
  const mine = service.asked.filter(({ path }) => path.endsWith(`/${id}`));
  expect(mine.length).toBeGreaterThan(0);
  for (const { authorization } of mine) expect(authorization).toBe(`Bearer ${pat.token}`);
  const wire = await pat.connect();
  await say(wire, { conversationId, receiverId: id }, 'hello');
  expect(await historyOf(pat, conversationId)).toHaveLength(1);
});

test('whom neither knows is 404', async () => {
  const pat = await clinic.patient();
  const answer = await pat.post(`${BASE}/conversations`, { recipientId: 'nobody', recipientType: 'doctor' });
  expectRefused(answer, 404, 'User not found');
});

test('what the service says wins over what a token said, in answers, events and filters', async () => {
  const [pat, doc] = [await clinic.patient('Pat'), await clinic.doctor('Token Name')];
  service.profiles.set(doc.id, { name: 'Dr. Service', userType: 'doctor', avatar: 'https://example.org/a.png' });
  const { conversationId, recipient } = await clinic.open(pat, doc);
  expect(recipient).toMatchObject({ name: 'Dr. Service', profilePhoto: 'https://example.org/a.png' });
  const [patWire, docWire] = [await pat.connect('pat'), await doc.connect('doc')];
  await say(docWire, { conversationId, receiverId: pat.id }, 'hello');
  expect(await patWire.next('new_message')).toMatchObject({
    senderName: 'Dr. Service',
    sender: { name: 'Dr. Service', type: 'doctor' },
  });
  const { data } = (await pat.get(`${BASE}/conversations?type=patient_doctor`)).as(listShape);
  expect(data.map((one) => one.recipient.name)).toEqual(['Dr. Service']);
});

test('who is no doctor by the service is none, whatever their token says', async () => {
  const [pat, liar] = [await clinic.patient('Pat'), await clinic.doctor('Liar')];
  service.profiles.set(liar.id, { name: 'Liar', userType: 'patient' });
  const answer = await pat.post(`${BASE}/conversations`, { recipientId: liar.id, recipientType: 'doctor' });
  expectRefused(answer, 403);
});

test('answers are kept: a second look asks nobody', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  for (const { id, name } of [pat, doc])
    service.profiles.set(id, { name, userType: id === doc.id ? 'doctor' : 'patient' });
  const { conversationId } = await clinic.open(pat, doc);
  const wire = await pat.connect();
  await say(wire, { conversationId, receiverId: doc.id }, 'one');
  const before = service.asked.length;
  await say(wire, { conversationId, receiverId: doc.id }, 'two');
  await historyOf(pat, conversationId);
  await pat.get(`${BASE}/conversations`);
  expect(service.asked.length).toBe(before);
});

test('while the service fails the engine’s own data serve, and whom the engine does not know is a fault', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor('Dr. Own')];
  service.state.fails = true;
  const { conversationId, recipient } = await clinic.open(pat, doc);
  expect(recipient.name).toBe('Dr. Own');
  const wire = await pat.connect();
  await say(wire, { conversationId, receiverId: doc.id }, 'hello');
  const asked = await fetch(`${clinic.target.url}${BASE}/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${pat.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipientId: 'somebody-new', recipientType: 'doctor' }),
  });
  expect([asked.status, await asked.json()]).toEqual([500, { message: 'Something went wrong on our side' }]);
});

test('both rules hold at each send: whose only doctor turned patient reads on and writes no more', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor('Former')];
  const { conversationId } = await clinic.open(pat, doc);
  const wire = await pat.connect();
  const where = { conversationId, receiverId: doc.id };
  const first = await say(wire, where, 'hello', { tempId: 7 });
  const patient = clinic.http(await clinic.target.token({ sub: doc.id, name: 'Former', userType: 'patient' }), doc.id);
  expect((await patient.get(`${BASE}/conversations`)).as(listShape).data).toMatchObject([
    { conversationId, conversationType: 'patient_doctor' },
  ]);
  await refuse(wire, 'send_message', { ...where, content: 'again' }, 403);
  expect(await historyOf(pat, conversationId)).toHaveLength(1);
  expect((await say(wire, where, 'hello', { tempId: 7 })).messageId).toBe(first.messageId);
  expect((await pat.get(`${BASE}/conversations?type=patient_doctor`)).as(listShape).data).toHaveLength(1);
  expect((await pat.get(`${BASE}/conversations?type=doctor_doctor`)).as(listShape).data).toHaveLength(0);
});

test('a service that does not answer slows no send', async () => {
  const { pat, doc, id } = await clinic.pair();
  const wire = await pat.connect();
  const where = { conversationId: id, receiverId: doc.id };
  service.state.silent = true;
  // What was learned of the two is good for a minute; a changed name makes it stale at once.
  const token = await clinic.target.token({ sub: doc.id, name: 'Another', userType: 'doctor' });
  await fetch(`${clinic.target.url}${BASE}/unread-count`, { headers: { authorization: `Bearer ${token}` } });
  const before = performance.now();
  await say(wire, where, 'one');
  await say(wire, where, 'two');
  expect(performance.now() - before).toBeLessThan(1000);
});

test('a list does not wait again for whom the service gave no answer last time', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  service.state.silent = true;
  await clinic.open(pat, doc);
  await pause(1_100);
  const began = performance.now();
  expect((await pat.get(`${BASE}/conversations`)).as(listShape).data).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(1_000);
  await expect.poll(() => service.asked.length).toBeGreaterThan(2);
});
