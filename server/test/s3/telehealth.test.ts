import { afterAll, describe, expect, test } from 'vitest';
import { BASE, openClinic, type Person } from '../conform/telehealth/clinic.ts';
import { fileSentShape, type Message } from '../conform/telehealth/shapes.ts';
import { historyOf, sendFile } from '../conform/telehealth/talk.ts';
import { MESSAGES, upload } from '../support/factories.ts';
import { NO_S3, startS3 } from '../support/s3.ts';
import { png, sample } from '../support/samples.ts';

const s3 = NO_S3 === null ? await startS3() : null;
const bucket = await s3?.makeBucket();
afterAll(() => s3?.stop());
const clinic = await openClinic(bucket?.variables ?? {});
const server = clinic.ownServer(() => {
  throw new Error('these cases know both contracts of a server of their own');
});

const linkOf = (message: Message | undefined): URL => new URL(message?.attachment?.url ?? 'none:');
async function follow(link: URL) {
  const answer = await fetch(link, { redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const picture = (note: string, receiverId: string) => ({
  bytes: png(30, 20, note),
  name: 'Röntgen "1".PNG',
  type: 'image/png',
  receiverId,
  messageType: 'image',
});
const sent = async (who: Person, id: string, file: Parameters<typeof sendFile>[2]) =>
  (await sendFile(who, id, file)).as(fileSentShape).data;

describe.skipIf(bucket === undefined)(`telehealth with S3${NO_S3 === null ? '' : `: ${NO_S3}`}`, () => {
  const keys = async () => (await bucket?.keys()) ?? [];

  test('S3-20 a file is kept under its conversation, its time, an id and its extension', {
    timeout: 60_000,
  }, async () => {
    const { pat, doc, id } = await clinic.pair();
    const before = Date.now();
    await sent(pat, id, picture('key', doc.id));
    const of = async (folder: string) => (await keys()).filter((one) => one.startsWith(`${folder}/${id}/`));
    const [key = '', ...others] = await of('messages');
    const [, time] =
      new RegExp(`^messages/${id}/(\\d+)_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.png$`).exec(key) ?? [];
    expect(Number(time)).toBeGreaterThanOrEqual(before);
    expect(Number(time)).toBeLessThanOrEqual(Date.now());
    expect(others).toEqual([]);
    expect(await of('messages/thumbnails')).toEqual([`${key.replace('messages/', 'messages/thumbnails/')}.webp`]);
  });

  test('S3-21 links in answers and events lead to the object itself, whoever made the message', {
    timeout: 60_000,
  }, async () => {
    const { pat, doc, id, wires } = await clinic.cast();
    const file = picture('linked', doc.id);
    const data = await sent(pat, id, file);
    const heard = await wires.doc1.next('new_message');
    const document = { ...sample('pdf'), type: 'application/pdf', receiverId: pat.id, messageType: 'document' };
    await sent(doc, id, document);
    const history = await historyOf(doc, id);
    for (const message of [data, heard, history[0]]) {
      const link = linkOf(message);
      expect(link.origin).toBe(s3?.endpoint);
      expect(link.searchParams.get('X-Amz-Expires')).toBe('300');
      const answer = await follow(link);
      expect([answer.status, answer.bytes.equals(file.bytes)]).toEqual([200, true]);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="R_ntgen _1_.PNG"; filename\*=/);
      expect(answer.headers.get('cache-control')).toBe('private');
    }
    const answer = await follow(linkOf(history[1]));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.pdf"');
    expect(answer.headers.get('content-type')).toBe('application/pdf');

    // What came through another contract is kept elsewhere, and linked alike.
    const native = server.api(pat.token);
    const given = await upload(native, 'n.png', png(5, 5, 'native'), 'image/png');
    await native.post(MESSAGES, { conversationId: id, content: 'x', attachmentIds: [given.id] });
    const last = (await historyOf(doc, id)).at(-1);
    expect((await follow(linkOf(last))).bytes.equals(png(5, 5, 'native'))).toBe(true);
    expect(linkOf(last).origin).toBe(s3?.endpoint);
  });

  test('S3-21 with a token the bytes come through the server, as before', async () => {
    const { pat, doc, id } = await clinic.pair();
    const file = picture('streamed', doc.id);
    const data = await sent(pat, id, file);
    const answer = await doc.get(`${BASE}/${data.id}/attachment`);
    expect([answer.status, answer.bytes.equals(file.bytes)]).toEqual([200, true]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('private');
  });

  test('S3-22 a changed link gives nothing, and none does once the message is deleted', async () => {
    const { pat, doc, id } = await clinic.pair();
    const data = await sent(pat, id, picture('canary', doc.id));
    const other = await sent(pat, id, picture('other', doc.id));
    const link = linkOf(data);
    const bent = new URL(link);
    bent.pathname = linkOf(other).pathname;
    const longer = new URL(link);
    longer.searchParams.set('X-Amz-Expires', '90000');
    for (const wrong of [bent, longer, new URL(link.pathname, link)]) {
      const answer = await follow(wrong);
      expect([answer.status, answer.bytes.includes('IHDR')]).toEqual([403, false]);
    }
    expect((await follow(link)).status).toBe(200);
    expect((await pat.delete(`${BASE}/${data.id}`)).status).toBe(200);
    const gone = await follow(link);
    expect([gone.status, gone.bytes.includes('IHDR')]).toEqual([404, false]);
    expect((await keys()).filter((key) => key.includes(`/${id}/`))).toHaveLength(2);
  });

  test('S3-22 what is refused leaves nothing in the bucket', async () => {
    const { pat, doc, id } = await clinic.pair();
    const before = await keys();
    const stranger = await clinic.doctor();
    const refused = [
      await sendFile(pat, id, { ...picture('x', doc.id), messageType: 'document' }),
      await sendFile(pat, id, { ...picture('x', doc.id), name: 'a.gif' }),
      await sendFile(stranger, id, picture('x', doc.id)),
      await sendFile(pat, id, picture('x', stranger.id)),
    ];
    for (const { status } of refused) expect([400, 403, 404]).toContain(status);
    expect(await keys()).toEqual(before);
  });
});
