import { expect, test } from 'vitest';
import { png, SAMPLES, sample } from '../../support/samples.ts';
import { openClinic } from './clinic.ts';
import { fileSentShape } from './shapes.ts';
import { expectRefused, historyOf, lookAt, refuse, say, sendFile, type Upload } from './talk.ts';

const clinic = await openClinic();

const picture: Upload = { bytes: png(), name: 'x-ray.png', type: 'image/png', messageType: 'image' };
const DOCUMENT = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

test('TELE-100 a file becomes a message with an attachment, announced like any other', async () => {
  const { pat, doc, id, wires, expectHeard } = await clinic.cast();
  const answer = await sendFile(pat, id, { ...picture, receiverId: doc.id, tempId: 'f-1' });
  expect(answer.status, answer.text).toBe(201);
  const { message, data } = answer.as(fileSentShape);
  expect(message).toBe('File sent successfully');
  expect(data).toMatchObject({
    conversationId: id,
    seq: 1,
    senderId: pat.id,
    receiverId: doc.id,
    messageType: 'image',
    content: 'Sent an image',
    attachment: { fileName: 'x-ray.png', fileSize: picture.bytes.length, mimeType: 'image/png' },
    isDelivered: true,
    metadata: {},
  });
  await expectHeard({ pat: ['message_sent', 'message_delivered'], doc: ['new_message'] });
  expect(wires.pat2.of('message_sent')[0]).toMatchObject({ tempId: 'f-1', messageId: data.id });
  expect(wires.doc1.of('new_message')[0]).toMatchObject({ id: data.id, messageType: 'image' });
  expect((await historyOf(doc, id))[0]?.attachment).toMatchObject({ fileName: 'x-ray.png', mimeType: 'image/png' });
  expect((await lookAt(doc, id)).lastMessage?.content).toBe('Sent an image');
});

test('TELE-100 a caption is the content; without one it says what was sent', async () => {
  const { pat, doc, id } = await clinic.pair();
  const caption = `  ${'ü'.repeat(497)}!`;
  const first = (await sendFile(pat, id, { ...picture, receiverId: doc.id, caption })).as(fileSentShape).data;
  expect(first).toMatchObject({ content: caption, isDelivered: false });
  const pdf = { ...sample('pdf'), type: 'application/pdf', messageType: 'document', receiverId: doc.id };
  expect((await sendFile(pat, id, pdf)).as(fileSentShape).data.content).toBe('Sent a document');
  expect((await sendFile(pat, id, { ...pdf, caption: '' })).as(fileSentShape).data.content).toBe('Sent a document');
  for (const wrong of ['x'.repeat(501), 'a\u0000b'])
    expectRefused(await sendFile(pat, id, { ...picture, receiverId: doc.id, caption: wrong }), 400, 'caption');
  expect(await historyOf(doc, id)).toHaveLength(3);
});

test('TELE-101 one file, the receiver and the type are required', async () => {
  const { pat, doc, id, wires, expectHeard } = await clinic.cast();
  const good = { ...picture, receiverId: doc.id };
  const { receiverId: _r, ...noReceiver } = good;
  const { messageType: _m, ...noType } = good;
  expectRefused(await sendFile(pat, id, noReceiver), 400, 'receiverId');
  expectRefused(await sendFile(pat, id, { ...good, receiverId: '' }), 400, 'receiverId');
  expectRefused(await sendFile(pat, id, noType), 400, 'messageType');
  for (const messageType of ['text', 'system', 'video', ''])
    expectRefused(await sendFile(pat, id, { ...good, messageType }), 400, 'messageType');
  expectRefused(await sendFile(pat, id, { ...good, bytes: Buffer.alloc(0) }), 400, 'file');
  const path = `/api/v1/messages/conversations/${id}/send-file`;
  const fields = () => {
    const form = new FormData();
    form.set('receiverId', doc.id);
    form.set('messageType', 'image');
    return form;
  };
  expectRefused(await pat.post(path, undefined, { raw: fields() }), 400, 'file');
  const text = fields();
  text.set('file', 'no file');
  expectRefused(await pat.post(path, undefined, { raw: text }), 400, 'file');
  const two = fields();
  for (const name of ['a.png', 'b.png'])
    two.append('file', new Blob([new Uint8Array(picture.bytes)], { type: 'image/png' }), name);
  expectRefused(await pat.post(path, undefined, { raw: two }), 400);
  expectRefused(await pat.post(path, { receiverId: doc.id, messageType: 'image' }), 400);
  const torn = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, raw: '--x\r\ncontent' };
  expectRefused(await pat.post(path, undefined, torn), 400);
  await expectHeard({});
  expect(wires.doc1.frames).toEqual([]);
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-102 the receiver is the other participant, the sender a participant', async () => {
  const { pat, doc, third, stranger, id, expectHeard } = await clinic.cast();
  for (const receiverId of [third.id, pat.id, 'nobody'])
    expectRefused(await sendFile(pat, id, { ...picture, receiverId }), 400, 'receiverId');
  for (const who of [third, stranger]) expectRefused(await sendFile(who, id, { ...picture, receiverId: doc.id }), 403);
  expectRefused(await sendFile(pat, 'nothing', { ...picture, receiverId: doc.id }), 404);
  await expectHeard({});
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-103 the message type fits the file', async () => {
  const { pat, doc, id } = await clinic.pair();
  const receiverId = doc.id;
  expectRefused(await sendFile(pat, id, { ...picture, receiverId, messageType: 'document' }), 400, 'messageType');
  const pdf = { ...sample('pdf'), type: 'application/pdf', messageType: 'image', receiverId };
  expectRefused(await sendFile(pat, id, pdf), 400, 'messageType');
  expect(await historyOf(doc, id)).toEqual([]);
});

test.each(['tempId', 'Idempotency-Key'])(
  'TELE-104 a resend with the same %s is answered with the first message',
  async (by) => {
    const { pat, doc, id, clear, wires } = await clinic.cast();
    const send = (bytes = picture.bytes) =>
      by === 'tempId'
        ? sendFile(pat, id, { ...picture, bytes, receiverId: doc.id, tempId: 'once' })
        : sendFile(pat, id, { ...picture, bytes, receiverId: doc.id }, { 'idempotency-key': 'once' });
    const first = await send();
    expect(first.status).toBe(201);
    await clear();
    const again = await send();
    expect(again.status, again.text).toBe(200);
    expect(again.as(fileSentShape).data.id).toBe(first.as(fileSentShape).data.id);
    expectRefused(await send(png(3, 2, 'another')), 409);
    await clinic.settle();
    for (const wire of [wires.doc1, wires.doc2, wires.third, wires.stranger]) expect(wire.frames).toEqual([]);
    expect(await historyOf(doc, id)).toHaveLength(1);
  },
);

test('TELE-104 texts and files share the ids of one sender in one conversation', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'Sent an image', { tempId: 'shared' });
  expectRefused(await sendFile(pat, id, { ...picture, receiverId: doc.id, tempId: 'shared' }), 409);
  await sendFile(pat, id, { ...picture, receiverId: doc.id, tempId: '12' });
  const text = { conversationId: id, receiverId: doc.id, content: 'Sent an image', tempId: 12 };
  await refuse(wires.pat1, 'send_message', text, 409);
  expect(await historyOf(doc, id)).toHaveLength(2);
});

const ACCEPTED = ['jpg', 'jpeg', 'png', 'gif', 'pdf', 'doc', 'docx', 'xls', 'xlsx'];
const accepted = SAMPLES.filter(({ name }) => ACCEPTED.some((extension) => name === `a.${extension}`));

test.each(accepted)('TELE-108 $name is accepted as what it is', async ({ bytes, name, mimeType, kind }) => {
  const { pat, doc, id } = await clinic.pair();
  const upload = { bytes, name, type: mimeType, receiverId: doc.id, messageType: kind };
  const { data } = (await sendFile(pat, id, upload)).as(fileSentShape);
  expect(data.attachment).toMatchObject({ fileName: name, fileSize: bytes.length, mimeType });
});

test('TELE-108 image/jpg is a way to say image/jpeg, and an extension may be in capitals', async () => {
  const { pat, doc, id } = await clinic.pair();
  const upload = { bytes: sample('jpg').bytes, name: 'PHOTO.JPG', receiverId: doc.id, messageType: 'image' };
  const { data } = (await sendFile(pat, id, { ...upload, type: 'image/jpg' })).as(fileSentShape);
  expect(data.attachment).toMatchObject({ fileName: 'PHOTO.JPG', mimeType: 'image/jpeg' });
});

const other = SAMPLES.filter(({ name }) => !ACCEPTED.some((extension) => name === `a.${extension}`));
test('TELE-108 every other type is refused', async () => {
  const { pat, doc, id } = await clinic.pair();
  for (const { bytes, name, mimeType, kind } of other) {
    const messageType = kind === 'image' ? 'image' : 'document';
    const upload = { bytes, name, type: mimeType, receiverId: doc.id, messageType };
    expectRefused(await sendFile(pat, id, upload), 400);
  }
  const text = (content: string) => Buffer.from(content);
  const bad: readonly (readonly [string, string, Buffer, string])[] = [
    ['a.svg', 'image/svg+xml', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image'],
    ['a.html', 'text/html', text('<!doctype html><p>x'), 'document'],
    ['a.exe', 'application/x-msdownload', text('MZ\u0090\u0000\u0003'), 'document'],
    ['a.zip', 'application/zip', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'document'],
  ];
  for (const [name, type, bytes, messageType] of bad)
    expectRefused(await sendFile(pat, id, { bytes, name, type, receiverId: doc.id, messageType }), 400);
  expect(await historyOf(doc, id)).toEqual([]);
});

const DISAGREE: readonly Partial<Upload>[] = [
  { bytes: sample('gif').bytes },
  { type: 'image/gif' },
  { name: 'a.gif' },
  { name: 'a.png.exe' },
  { bytes: Buffer.from('no picture at all') },
  { ...sample('docx'), bytes: sample('xlsx').bytes, type: DOCUMENT, messageType: 'document' },
  { ...sample('doc'), bytes: sample('xls').bytes, type: 'application/msword', messageType: 'document' },
];
test('TELE-109 where bytes, declared type and extension disagree the file is refused, and nothing is left of it', async () => {
  const { pat, doc, id, expectHeard } = await clinic.cast();
  for (const change of DISAGREE)
    expectRefused(await sendFile(pat, id, { ...picture, receiverId: doc.id, ...change }), 400);
  await expectHeard({});
  expect(await historyOf(doc, id)).toEqual([]);
});

test('TELE-110 the file keeps its name without any folder', async () => {
  const { pat, doc, id } = await clinic.pair();
  const nameOf = async (name: string) =>
    (await sendFile(pat, id, { ...picture, name, receiverId: doc.id })).as(fileSentShape).data.attachment?.fileName;
  expect(await nameOf('Röntgen 頭 😀.png')).toBe('Röntgen 頭 😀.png');
  expect(await nameOf('../../etc/passwd.png')).toBe('passwd.png');
  expect(await nameOf('C:\\scans\\lung.png')).toBe('lung.png');
  expect(await nameOf('/abs/olute.png')).toBe('olute.png');
});

test('TELE-107 a file to somebody online is delivered in the answer already, to somebody away it is not', async () => {
  const { pat, doc, id } = await clinic.pair();
  const send = async () => (await sendFile(pat, id, { ...picture, receiverId: doc.id })).as(fileSentShape).data;
  expect((await send()).isDelivered).toBe(false);
  await doc.connect();
  expect((await send()).isDelivered).toBe(true);
});
