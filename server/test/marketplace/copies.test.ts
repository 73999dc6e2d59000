import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { cfb, zip } from '../support/containers.ts';
import { makeDirect, makeGroup, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { png } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { market } from './listener.ts';

const ROOT = '/api/conversations';

const server = await startServer();
afterAll(() => server.stop());

describe('copies of files', () => {
  async function picture(by: Person, note: string): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(png(3, 2, note))], { type: 'image/png' }), 'p.png');
    const made = await market(server, by).post('/api/upload/chat-files', undefined, { raw: form });
    return (made.json as { fileUrl: string }).fileUrl;
  }

  async function filesOf(by: Person): Promise<number> {
    const database = new Client(server.databaseUrl);
    await database.connect();
    const { rows } = await database.query('SELECT 1 FROM message_attachments WHERE uploader_id = $1', [by.id]);
    await database.end();
    return rows.length;
  }

  test('none is left of a send that was refused', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const where = await makeDirect(ann, bob);
    const other = await say(ann, await makeGroup(ann, [bob]), 'elsewhere');
    const fileUrl = await picture(ann, 'refused');
    const send = (extra: object) =>
      market(server, ann).post(`${ROOT}/${where.id}/messages`, { type: 'image', metadata: { fileUrl }, ...extra });
    expect((await send({})).status).toBe(201);
    for (let round = 0; round < 3; round += 1) expect((await send({ replyToId: other.id })).status).toBe(400);
    expect(await filesOf(ann)).toBe(1);
    expect((await send({})).status).toBe(201);
    expect(await filesOf(ann)).toBe(2);
  });

  test('nor of a picture that a group has already, and its address may be given in full', async () => {
    const { ann, bob } = await server.people('ann', 'bob');
    const fileUrl = await picture(ann, 'group');
    const groupAvatar = `${server.url}/marketplace${fileUrl}`;
    const body = { type: 'group', participants: [bob.id], groupAvatar };
    const made = await market(server, ann).post(ROOT, body);
    expect(made.json).toMatchObject({ groupAvatar: fileUrl });
    const { _id: id } = made.json as { _id: string };
    expect((await market(server, bob).get(fileUrl)).status).toBe(200);
    for (const again of [groupAvatar, fileUrl])
      expect((await market(server, ann).put(`${ROOT}/${id}`, { groupAvatar: again })).status).toBe(200);
    expect(await filesOf(ann)).toBe(2);
    expect((await market(server, bob).get(fileUrl)).status).toBe(200);
    const foreign = 'https://pictures.example.org/api/upload/chat-files/nobody';
    const changed = await market(server, ann).put(`${ROOT}/${id}`, { groupAvatar: foreign });
    expect(changed.json).toMatchObject({ groupAvatar: foreign });
  });
});

describe('a file that says no more of itself than what it begins with', () => {
  const OLE2 = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  const EBML = [0x1a, 0x45, 0xdf, 0xa3];
  const ID3 = [...Buffer.from('ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1')];
  const PK = [...Buffer.from('PK\u0003\u0004', 'latin1')];
  const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  const entries = (name: string) => [...zip([[name, Buffer.from('x')]])];

  test.each([
    ['a.doc', 'application/msword', OLE2, 201],
    ['a.doc', 'application/msword', [...OLE2, ...Array.from({ length: 600 }, () => 0)], 201],
    ['a.mp3', 'audio/mpeg', ID3, 201],
    ['a.mkv', 'video/x-matroska', EBML, 201],
    ['a.docx', DOCX, PK, 201],
    ['a.docx', DOCX, [...PK, ...Buffer.from('a document')], 201],
    // It disagrees, or says more.
    ['a.doc', 'application/pdf', OLE2, 400],
    ['a.pdf', 'application/msword', OLE2, 400],
    ['a.docx', 'application/zip', PK, 400],
    ['a.docx', DOCX, entries('evil.exe'), 400],
    ['a.mp3', 'audio/mpeg', EBML, 400],
    ['a.xls', 'application/vnd.ms-excel', OLE2, 400],
    ['a.doc', 'application/msword', [...cfb('Else')], 400],
  ])('%s as %s', async (name, type, bytes, status) => {
    const { ann } = await server.people('ann');
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    const answer = await market(server, ann).post('/api/upload/chat-files', undefined, { raw: form });
    expect(answer.status, answer.text).toBe(status);
  });
});
