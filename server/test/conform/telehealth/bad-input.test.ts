import { expect, test } from 'vitest';
import { BODIES, PAYLOADS, QUERIES, WRONG } from './bad-input.table.ts';
import { BASE, type Cast, openClinic } from './clinic.ts';
import { expectRefused, historyOf, lookAt, refuse, say } from './talk.ts';

const clinic = await openClinic();

/** A cast with one message, and a right value for every field. */
async function stage() {
  const cast = await clinic.cast();
  const { messageId } = await say(cast.wires.pat1, { conversationId: cast.id, receiverId: cast.doc.id }, 'here before');
  await cast.clear();
  const right: Readonly<Record<string, unknown>> = {
    recipientId: cast.doc.id,
    recipientType: 'doctor',
    conversationId: cast.id,
    receiverId: cast.doc.id,
    content: 'hello',
    messageIds: [messageId],
  };
  const before = await state(cast);
  return { ...cast, right, before };
}
const state = async ({ pat, doc, id }: Cast) =>
  JSON.stringify([await historyOf(pat, id), await lookAt(pat, id), await lookAt(doc, id)]);

test.each(Object.entries(BODIES))(
  'TELE-194 %s with a wrong value in any field is 400, names it, changes nothing',
  async (door, fields) => {
    const scene = await stage();
    const [method = '', path = ''] = door.split(' ');
    const url = `${BASE}${path.replace(':id', scene.id)}`;
    const good = Object.fromEntries(Object.keys(fields).map((field) => [field, scene.right[field]]));
    for (const [field, kind] of Object.entries(fields)) {
      for (const value of [undefined, ...WRONG[kind]])
        expectRefused(await scene.pat.request(method, url, { ...good, [field]: value }), 400, field);
    }
    for (const raw of ['', '{', '[]', '5', '"x"', 'null', '{"a":1}{', '\ufeff{}', '{"__proto__":{"a":1}}'])
      expectRefused(await scene.pat.request(method, url, undefined, { raw }), 400);
    const proto = JSON.stringify(good).replace('{', '{"__proto__":{"isAdmin":true},');
    expectRefused(await scene.pat.request(method, url, undefined, { raw: proto }), 400);
    const deep = `${JSON.stringify(good).slice(0, -1)},"x":${'['.repeat(30)}${']'.repeat(30)}}`;
    expectRefused(await scene.pat.request(method, url, undefined, { raw: deep }), 400);
    const large = { ...good, x: 'x'.repeat(1024 * 1024) };
    expectRefused(await scene.pat.request(method, url, large), 400);
    await scene.expectHeard({});
    expect(await state(scene)).toBe(scene.before);
  },
);

test.each(Object.entries(QUERIES))(
  'TELE-194 %s with a wrong value in any part of its query is 400 and names it',
  async (path, fields) => {
    const { pat, id } = await clinic.pair();
    const url = `${BASE}${path.replace(':id', id)}${path.includes('?') ? '&' : '?'}`;
    for (const [field, kind] of Object.entries(fields)) {
      for (const value of WRONG[kind].filter((value) => typeof value === 'string'))
        expectRefused(await pat.get(`${url}${field}=${encodeURIComponent(value)}`), 400, field);
      expectRefused(await pat.get(`${url}${field}=1&${field}=2`), 400, field);
    }
  },
);

test.each(Object.entries(PAYLOADS))(
  'TELE-194 %s with a wrong value in any field is an error that names it, and changes nothing',
  async (event, fields) => {
    const scene = await stage();
    const good = Object.fromEntries(Object.keys(fields).map((field) => [field, scene.right[field]]));
    for (const [field, kind] of Object.entries(fields)) {
      for (const value of WRONG[kind]) {
        await refuse(scene.wires.pat1, event, { ...good, [field]: value }, 400, field);
        scene.wires.pat1.forget();
      }
    }
    await scene.expectHeard({});
    expect(await state(scene)).toBe(scene.before);
  },
);

const ODD = [
  'nothing',
  '5',
  '..',
  '%2e%2e%2f',
  '%',
  '%zz',
  '%00',
  'ü',
  '%F0%9F%98%80',
  "'%20OR%201=1--",
  'x'.repeat(300),
  '__proto__',
];
test('TELE-195 ids in addresses may be anything: never more than a refusal', async () => {
  const { pat, id } = await clinic.pair();
  for (const odd of ODD) {
    const asks = [
      pat.get(`${BASE}/conversations/${odd}/messages`),
      pat.put(`${BASE}/conversations/${odd}/mark-read`, { messageIds: ['m'] }),
      pat.delete(`${BASE}/${odd}`),
      pat.get(`${BASE}/${odd}/attachment`),
      pat.get(`${BASE}/conversations/${id}/messages?before=${odd}`),
      pat.get(`${BASE}/search?query=x&conversationId=${odd}`),
      pat.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [odd] }),
    ];
    for (const { status, asked, text } of await Promise.all(asks))
      expect([400, 404], `${asked}: ${text}`).toContain(status);
    expect((await pat.get(`${BASE}/users/${odd}/online-status`)).status).toBeLessThan(500);
  }
});

test('TELE-196 what a body claims about its sender is not believed', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const lies = {
    senderId: doc.id,
    senderType: 'doctor',
    role: 'admin',
    isAdmin: true,
    userId: doc.id,
    userType: 'doctor',
  };
  const payload = { conversationId: id, receiverId: doc.id, content: 'mine', ...lies };
  await wires.pat1.ask('send_message', payload);
  await clinic.settle();
  const messages = await historyOf(pat, id);
  for (const message of messages) expect(message).toMatchObject({ senderId: pat.id, senderType: 'patient' });
  const other = await clinic.patient('Other');
  const body = { recipientId: other.id, recipientType: 'doctor', ...lies };
  expect([400, 403]).toContain((await pat.post(`${BASE}/conversations`, body)).status);
  expect([400, 403]).toContain(
    (await other.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: ['m'], ...lies })).status,
  );
});
