import { expect, test } from 'vitest';
import { png, sample } from '../../support/samples.ts';
import { BASE, openClinic, type Person } from './clinic.ts';
import { fileSentShape, type Message } from './shapes.ts';
import { expectRefused, historyOf, leave, sendFile } from './talk.ts';

const clinic = await openClinic();

async function sent(name = 'Röntgen "1".png') {
  const { pat, doc, id } = await clinic.pair();
  const bytes = png(4, 4, name);
  const upload = { bytes, name, type: 'image/png', receiverId: doc.id, messageType: 'image' };
  const { data } = (await sendFile(pat, id, upload)).as(fileSentShape);
  return { pat, doc, id, bytes, data };
}
const urlOf = (message: Message | undefined) => {
  if (!message?.attachment) throw new Error('no attachment');
  return message.attachment.url;
};
async function readLink(url: string) {
  const response = await fetch(url, { redirect: 'manual' });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
const own = (who: Person, id: string) => who.get(`${BASE}/${id}/attachment`);

function expectFile(answer: { status: number; headers: Headers; bytes: Buffer }, bytes: Buffer, type: string): void {
  expect(answer.status).toBe(200);
  expect(answer.bytes.equals(bytes)).toBe(true);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toMatch(/\bprivate\b/);
}

test('TELE-111 the link of an attachment works as it is, without a token, and is made anew in each answer', async () => {
  const { pat, doc, id, bytes, data } = await sent();
  const links = [urlOf(data), urlOf((await historyOf(pat, id))[0]), urlOf((await historyOf(doc, id))[0])];
  for (const link of links) expectFile(await readLink(link), bytes, 'image/png');
  expect(JSON.stringify(await historyOf(pat, id))).not.toContain('s3Key');
});

test('TELE-193 without another origin a link names the one that the request came to', async () => {
  const { data } = await sent();
  expect(urlOf(data).startsWith(`${clinic.target.url}/`)).toBe(true);
});

test('TELE-193 in an event it leads to where its hearer reached the server', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const file = { bytes: png(), name: 'a.png', type: 'image/png', receiverId: doc.id, messageType: 'image' };
  await sendFile(pat, id, file);
  for (const heard of [await wires.doc1.next('new_message'), (await wires.pat2.next('message_sent')).message]) {
    const link = urlOf(heard);
    expect(new URL(link).origin).toBe(clinic.target.socket.origin);
    expect((await readLink(link)).status).toBe(200);
  }
});

test('TELE-111 a changed link opens nothing', async () => {
  const { data } = await sent();
  const { data: second } = await sent();
  const link = new URL(urlOf(data));
  const bent: string[] = [];
  for (const [name, value] of link.searchParams) {
    const other = new URL(link);
    other.searchParams.set(name, /^\d+$/.test(value) ? String(Number(value) + 1000) : `${value.slice(0, -2)}AA`);
    bent.push(other.href);
    const without = new URL(link);
    without.searchParams.delete(name);
    bent.push(without.href);
  }
  expect(bent.length).toBeGreaterThan(0);
  const foreign = new URL(urlOf(second));
  foreign.search = link.search;
  bent.push(foreign.href);
  for (const url of bent) expect((await readLink(url)).status, url).toBe(403);
});

test('TELE-113 after the message was deleted the file is gone for everybody', async () => {
  const { pat, doc, id, data } = await sent();
  const link = urlOf((await historyOf(doc, id))[0]);
  await pat.delete(`${BASE}/${data.id}`);
  expect((await readLink(link)).status).toBe(404);
  for (const who of [pat, doc]) {
    expectRefused(await own(who, data.id), 404);
    expect((await historyOf(who, id))[0]).toMatchObject({ attachment: null, isDeleted: true, content: '' });
  }
});

test('TELE-114 the attachment of a message is for its two people', async () => {
  const { pat, doc, id, bytes, data } = await sent();
  for (const who of [pat, doc]) expectFile(await own(who, data.id), bytes, 'image/png');
  expectRefused(await own(await clinic.doctor('Stranger'), data.id), 403);
  expectRefused(await clinic.anonymous.get(`${BASE}/${data.id}/attachment`), 401);
  const [text] = await leave(pat, { conversationId: id, receiverId: doc.id }, 'no file');
  expectRefused(await own(pat, text?.id ?? ''), 404);
  for (const wrong of ['nothing', '5', id, `${data.id}0`]) expectRefused(await own(pat, wrong), 404);
});

test('TELE-115 images are shown in place, documents are saved, both under their names', async () => {
  const { pat, doc, id, data } = await sent();
  const pdf = sample('pdf');
  const upload = { bytes: pdf.bytes, name: 'Befund ü.pdf', type: pdf.mimeType, messageType: 'document' };
  const document = (await sendFile(pat, id, { ...upload, receiverId: doc.id })).as(fileSentShape).data;
  for (const answer of [await own(doc, data.id), await readLink(urlOf(data))]) {
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^inline/);
    expect(decodeURIComponent(disposition)).toContain('Röntgen');
  }
  for (const answer of [await own(doc, document.id), await readLink(urlOf(document))]) {
    expectFile(answer, pdf.bytes, 'application/pdf');
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment/);
    expect(decodeURIComponent(disposition)).toContain('Befund ü.pdf');
  }
});
