import { expect, test } from 'vitest';
import { freshId } from '../support/site.ts';
import { pause } from '../support/wire.ts';
import { BASE, openClinic, type Person } from './clinic.ts';
import { onlineShape } from './shapes.ts';
import { lookAt } from './talk.ts';

const clinic = await openClinic();

async function isOnline(asks: Person, userId: string): Promise<boolean> {
  const answer = await asks.get(`${BASE}/users/${encodeURIComponent(userId)}/online-status`);
  expect(answer.status).toBe(200);
  const { data } = answer.as(onlineShape);
  expect(data.userId).toBe(userId);
  return data.isOnline;
}

test('TELE-140 anybody may ask whether anybody is online; nobody knows the unknown to be', async () => {
  const { pat, doc } = await clinic.pair();
  const stranger = await clinic.patient('Stranger');
  expect(await isOnline(stranger, doc.id)).toBe(false);
  const wire = await doc.connect();
  expect(await isOnline(stranger, doc.id)).toBe(true);
  expect(await isOnline(pat, doc.id)).toBe(true);
  expect(await isOnline(doc, doc.id)).toBe(true);
  expect(await isOnline(stranger, freshId('ghost'))).toBe(false);
  await wire.close();
  await expect.poll(() => isOnline(stranger, doc.id)).toBe(false);
});

test('TELE-33 a conversation shows whether the other person is online now', async () => {
  const { pat, doc, id } = await clinic.pair();
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(false);
  const wire = await doc.connect();
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(true);
  await wire.close();
  await expect.poll(async () => (await lookAt(pat, id)).recipient.isOnline).toBe(false);
});

test('TELE-177 the first connection turns somebody online and the close of the last one offline, tabs between are silent', async () => {
  const { pat, doc, id } = await clinic.pair();
  const third = await clinic.doctor('Third');
  await clinic.open(third, doc);
  const stranger = await (await clinic.doctor('Stranger')).connect('stranger');
  const [pat1, pat2, other] = [await pat.connect('pat1'), await pat.connect('pat2'), await third.connect('third')];
  const listening = [pat1, pat2, other];
  const heard = () => listening.map((wire) => wire.frames.map(({ event }) => event));
  await clinic.settle();
  for (const wire of listening) wire.forget();

  const one = await doc.connect('doc1');
  for (const wire of listening) {
    const { userId, timestamp } = await wire.next('user_online');
    expect(userId).toBe(doc.id);
    expect(Math.abs(timestamp - Date.now())).toBeLessThan(60_000);
  }
  const two = await doc.connect('doc2');
  await one.close();
  await clinic.settle();
  expect(heard()).toEqual(Array(3).fill(['user_online']));
  await two.close();
  for (const wire of listening) expect((await wire.next('user_offline')).userId).toBe(doc.id);
  await clinic.settle();
  expect(heard()).toEqual(Array(3).fill(['user_online', 'user_offline']));
  expect(stranger.frames).toEqual([]);
  expect((await lookAt(pat, id)).recipient.isOnline).toBe(false);
});

test('TELE-177 who comes back at once is heard to', async () => {
  const { pat, doc } = await clinic.pair();
  const ear = await pat.connect('pat');
  for (let time = 0; time < 3; time += 1) {
    const wire = await doc.connect(`doc${time}`);
    await expect.poll(() => ear.of('user_online').length).toBe(time + 1);
    await pause(3); // the same millisecond would be the same words
    await wire.close();
    await expect.poll(() => ear.of('user_offline').length).toBe(time + 1);
  }
});

test('TELE-177 nobody hears of their own presence', async () => {
  const { doc } = await clinic.pair();
  const one = await doc.connect('doc1');
  await (await doc.connect('doc2')).close();
  await clinic.settle();
  expect(one.frames).toEqual([]);
});

test('TELE-177 a conversation that was just made counts as shared', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  const ear = await pat.connect('pat');
  await clinic.open(doc, pat, 'patient');
  const wire = await doc.connect('doc');
  expect((await ear.next('user_online')).userId).toBe(doc.id);
  await wire.close();
  await ear.next('user_offline');
});
