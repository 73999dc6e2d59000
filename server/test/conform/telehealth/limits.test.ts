import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { png } from '../../support/samples.ts';
import { isForeign, NEEDS_OWN_SERVER } from '../../support/target.ts';
import { pause } from '../support/wire.ts';
import { BASE, openClinic, type Person } from './clinic.ts';
import { failedAckShape, fileSentShape, historyShape } from './shapes.ts';
import { expectRefused, historyOf, leave, readAck, refuse, say, sayAll, sendFile } from './talk.ts';

/** Bytes of the largest file; the picture is filled up to it. */
const LARGEST = 20_000;
const clinic = await openClinic(
  isForeign
    ? {}
    : {
        MAX_MESSAGE_LENGTH: '20',
        MAX_FILE_SIZE: String(LARGEST),
        MESSAGES_PER_PAGE: '3',
        FILE_LINK_TTL_SECONDS: '2',
        RATE_LIMIT_MESSAGES_PER_HOUR: '6',
        PUBLIC_URL: 'https://care.example.org/base',
      },
);

function filled(size: number): Buffer {
  return png(3, 2, 'x'.repeat(size - png(3, 2, 'x').length + 1));
}
function picture(who: Person, id: string, receiverId: string, bytes = png(), tempId?: string) {
  const upload = { bytes, name: 'a.png', type: 'image/png', receiverId, messageType: 'image' };
  return sendFile(who, id, tempId === undefined ? upload : { ...upload, tempId });
}

describe.skipIf(isForeign)(isForeign ? `limits: ${NEEDS_OWN_SERVER}` : 'limits', () => {
  test('TELE-190 a message may have exactly as many characters as configured', async () => {
    const { doc, id, wires } = await clinic.cast();
    const where = { conversationId: id, receiverId: doc.id };
    await say(wires.pat1, where, '😀'.repeat(20));
    await refuse(wires.pat1, 'send_message', { ...where, content: 'x'.repeat(21) }, 400, 'content');
  });

  test('TELE-105 a file may have exactly as many bytes as configured; a larger one is answered in peace', async () => {
    const { pat, doc, id, clear, expectHeard } = await clinic.cast();
    const largest = filled(LARGEST);
    expect(largest).toHaveLength(LARGEST);
    const { data } = (await picture(pat, id, doc.id, largest)).as(fileSentShape);
    expect(data.attachment?.fileSize).toBe(LARGEST);
    await clear();
    expectRefused(await picture(pat, id, doc.id, filled(LARGEST + 1)), 400);
    expectRefused(await picture(pat, id, doc.id, filled(3_000_000)), 400);
    await expectHeard({});
    expect(await historyOf(doc, id)).toHaveLength(1);
  });

  test('TELE-192 the length of a page of messages is configured', async () => {
    const { pat, doc, id } = await clinic.pair();
    await leave(pat, { conversationId: id, receiverId: doc.id }, '1', '2', '3', '4', '5');
    const { messages, pagination } = (await doc.get(`${BASE}/conversations/${id}/messages`)).as(historyShape).data;
    expect(messages.map(({ content }) => content)).toEqual(['3', '4', '5']);
    expect(pagination).toMatchObject({ itemsPerPage: 3, totalPages: 2, hasMore: true });
    expect(await historyOf(doc, id, '?limit=100')).toHaveLength(5);
  });

  test('TELE-112 a link ends after the configured time', async ({ skip }) => {
    const server = clinic.ownServer(skip);
    const { pat, doc, id } = await clinic.pair();
    const { data } = (await picture(pat, id, doc.id)).as(fileSentShape);
    const url = new URL(data.attachment?.url ?? '');
    expect(url.origin).toBe('https://care.example.org');
    const tail = `${url.pathname.replace(/^\/base/, '')}${url.search}`;
    const places = [server.own.telehealth, server.url, `${server.url}/telehealth`];
    const statuses = async () => Promise.all(places.map(async (place) => (await fetch(`${place}${tail}`)).status));
    const fresh = await statuses();
    expect(fresh).toContain(200);
    const works = places[fresh.indexOf(200)] ?? '';
    await pause(3100);
    expect((await fetch(`${works}${tail}`)).status).toBe(403);
  });

  test('TELE-193 a link names the configured origin', async () => {
    const { pat, doc, id } = await clinic.pair();
    const { data } = (await picture(pat, id, doc.id)).as(fileSentShape);
    expect(data.attachment?.url.startsWith('https://care.example.org/base/')).toBe(true);
  });

  test('TELE-191 texts and files count together, and over the limit both say when to come back', async () => {
    const { pat, doc, id, wires, clear } = await clinic.cast();
    const where = { conversationId: id, receiverId: doc.id };
    await sayAll(wires.pat1, where, ['1', '2', '3', '4', '5']);
    expect((await picture(pat, id, doc.id)).status).toBe(201);
    await clear();
    const ack = readAck(await wires.pat1.ask('send_message', { ...where, content: '7' }), failedAckShape);
    expect(ack).toMatchObject({ event: 'send_message', status: 429 });
    const error = await wires.pat1.next('error');
    expect(error).toMatchObject({ event: 'send_message', status: 429 });
    expect(error.retryAfter).toBeGreaterThan(0);
    const answer = await picture(pat, id, doc.id);
    expectRefused(answer, 429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await clinic.settle();
    for (const wire of [wires.doc1, wires.doc2]) expect(wire.frames).toEqual([]);
    expect(await historyOf(pat, id, '?limit=100')).toHaveLength(6);
    await say(wires.doc1, { conversationId: id, receiverId: pat.id }, 'others may');
  });

  /** The keys of the files of a conversation, as they lie on this machine. */
  async function keysOf(id: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const file of glob(`parley-files-*/files/messages/${id}/*`, { cwd: tmpdir() }))
      keys.push(file.split('/').slice(-3).join('/'));
    return keys;
  }

  test('TELE-116 a file lies below its conversation under a made key, and goes with its message', async () => {
    const { pat, doc, id } = await clinic.pair();
    const { data } = (await picture(pat, id, doc.id, png(), 'once')).as(fileSentShape);
    await picture(pat, id, doc.id, png(), 'once');
    const [key, ...more] = await keysOf(id);
    expect(more).toEqual([]);
    expect(key).toMatch(/^messages\/[^/]+\/\d{13}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.png$/);
    await pat.delete(`${BASE}/${data.id}`);
    await expect.poll(() => keysOf(id), { timeout: 5000 }).toEqual([]);
  });

  test('TELE-106 a refused upload leaves no message and no file', async () => {
    const { pat, doc, id } = await clinic.pair();
    expectRefused(await picture(pat, id, doc.id, Buffer.from('no picture')), 400);
    expectRefused(await picture(pat, id, doc.id, filled(LARGEST + 1)), 400);
    expectRefused(await picture(pat, id, pat.id), 400);
    expectRefused(await picture(await clinic.doctor('Stranger'), id, doc.id), 403);
    expect(await historyOf(doc, id)).toEqual([]);
    await expect.poll(() => keysOf(id), { timeout: 5000 }).toEqual([]);
  });
});
