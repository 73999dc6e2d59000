import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import { png } from '../../../test/support/samples.ts';
import type { Actor } from '../../core/actor.ts';
import { findReady, getAttachment, openLinked } from '../../core/files/access.ts';
import { copyForForward } from '../../core/files/copy.ts';
import type { FilePorts } from '../../core/files/ports.ts';
import { removeForMessage, startSweeper, sweepFiles } from '../../core/files/remove.ts';
import { thumbnailKeyOf } from '../../core/files/thumbnails.ts';
import { upload } from '../../core/files/upload.ts';
import { createDiskStorage } from '../disk/storage.ts';
import { createMediaInspector } from '../media/inspector.ts';
import { createThumbnails } from '../thumbnails/maker.ts';
import { createAttachmentStore } from './attachments.ts';
import { createConversationStore } from './conversations.ts';
import { createMessageStore } from './messages.ts';
import { createPool } from './pool.ts';
import { loadSite } from './site.ts';

const HOUR = 3_600_000;
const CONVERSATION = `c${'1'.repeat(22)}`;

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 4);
const folder = await mkdtemp(join(tmpdir(), 'parley-attachments-'));
const media = createMediaInspector();
const thumbnails = createThumbnails();
const clock = { now: Date.now() };
let trouble: unknown[] = [];
const now = () => clock.now;
const ports: FilePorts = {
  storage: createDiskStorage(folder),
  media,
  thumbnails,
  files: createAttachmentStore(pool),
  conversations: createConversationStore(pool, now, () => {}),
  messages: createMessageStore(pool, now),
  now,
  limits: { maxFileSize: 10_000 },
  onFileTrouble: (error) => trouble.push(error),
};

function person(userId: string): Actor {
  return { userId, name: userId, avatar: null, role: 'user', connectionId: null };
}
const ann = person('ann');
const bo = person('bo');

beforeAll(async () => {
  await loadSite(pool);
  await pool.query("INSERT INTO users (id, name) VALUES ('ann', 'Ann'), ('bo', 'Bo')");
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, member_count, last_seq, activity_at, created_at, updated_at)
     VALUES ($1, 'group', 'ann', 2, 100, now(), now(), now())`,
    [CONVERSATION],
  );
  await pool.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at) VALUES ($1, 'ann', now()), ($1, 'bo', now())`,
    [CONVERSATION],
  );
});
beforeEach(async () => {
  trouble = [];
  clock.now = Date.now();
  await pool.query('TRUNCATE message_attachments, message_attachment_links, messages, ticket_attachments');
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await Promise.all([media.close(), thumbnails.close()]);
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const give = (name = 'a.txt', bytes: Uint8Array = Buffer.from('words'), ctx: FilePorts = ports) =>
  upload(ctx, ann, { name, declaredType: null, content: one(bytes) });
const givePicture = () => give('p.png', png(40, 30));

/** A message with these files; its number. */
let last = 0;
async function attach(...ids: readonly string[]): Promise<number> {
  last += 1;
  await pool.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     VALUES ($1, $2, 'ann', 'text', '', now(), now())`,
    [CONVERSATION, last],
  );
  for (const [position, id] of ids.entries()) {
    await pool.query('INSERT INTO message_attachment_links VALUES ($1, $2, $3, $4)', [
      id,
      CONVERSATION,
      last,
      position,
    ]);
  }
  return last;
}
const remove = (seq: number) => pool.query('UPDATE messages SET deleted_at = now() WHERE seq = $1', [seq]);

async function filesLeft(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
}
async function rowsLeft(): Promise<number> {
  return (await pool.query('SELECT 1 FROM message_attachments')).rows.length;
}
async function bytesOf(id: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await (await openLinked(ports, id)).read()) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

test('the key of the site is long, and the same for every process', async () => {
  const key = await ports.files.siteKey();
  expect(key.length).toBe(32);
  expect(await createAttachmentStore(pool).siteKey()).toEqual(key);
});

test('an upload comes back as it was, row and bytes', async () => {
  const bytes = png(12, 34);
  const file = await give('dir/ünï.png', bytes);
  expect(file).toEqual({
    id: file.id,
    originId: null,
    name: 'ünï.png',
    size: bytes.length,
    mimeType: 'image/png',
    kind: 'image',
    width: 12,
    height: 34,
    duration: null,
    thumbnailSize: expect.any(Number),
    storageKey: expect.stringMatching(/^[0-9a-f]{2}\/[0-9a-f]{40}$/),
    createdAt: new Date(clock.now).toISOString(),
  });
  expect(await getAttachment(ports, ann, file.id)).toEqual(file);
  expect((await bytesOf(file.id)).equals(bytes)).toBe(true);
});

test('a file without a usable name is called by its type', async () => {
  expect((await give('..', png())).name).toBe('file.png');
});

test.each([
  ['an empty file', 'a.txt', Buffer.alloc(0), 'validation_failed'],
  ['one that is too large', 'a.txt', Buffer.alloc(10_001, 97), 'file_too_large'],
  ['a disguise', 'a.png', Buffer.from('words'), 'file_type_mismatch'],
  ['an unknown type', 'a.exe', Buffer.from('MZ'), 'unsupported_file_type'],
])('%s leaves nothing behind', async (_case, name, bytes, code) => {
  await expect(give(name, bytes)).rejects.toMatchObject({ code });
  expect([await filesLeft(), await rowsLeft()]).toEqual([0, 0]);
});

test('an upload whose row or bytes cannot be kept leaves nothing behind', async () => {
  const noRows: FilePorts = {
    ...ports,
    files: { ...ports.files, insert: () => Promise.reject(new Error('database gone')) },
  };
  await expect(give('a.png', png(), noRows)).rejects.toThrow('database gone');
  const noRoom: FilePorts = {
    ...ports,
    storage: {
      ...ports.storage,
      async stage(content, maxBytes) {
        const staged = await ports.storage.stage(content, maxBytes);
        return { ...staged, keep: () => Promise.reject(new Error('disk full')) };
      },
    },
  };
  await expect(give('a.png', png(), noRoom)).rejects.toThrow('disk full');
  expect([await filesLeft(), await rowsLeft()]).toEqual([0, 0]);
});

test('who may see it: the uploader, then the members, then nobody', async () => {
  const file = await give();
  await expect(getAttachment(ports, bo, file.id)).rejects.toMatchObject({ code: 'not_a_member' });
  const seq = await attach(file.id);
  for (const who of [ann, bo]) expect((await getAttachment(ports, who, file.id)).id).toBe(file.id);
  await expect(getAttachment(ports, person('cy'), file.id)).rejects.toMatchObject({ code: 'not_a_member' });
  await remove(seq);
  for (const who of [ann, bo]) {
    await expect(getAttachment(ports, who, file.id)).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(getAttachment(ports, person('cy'), file.id)).rejects.toMatchObject({ code: 'not_a_member' });
  await expect(openLinked(ports, file.id)).rejects.toMatchObject({ code: 'not_found' });
});

test.each(['', 'a', 'a\0', `a${'1'.repeat(22)}`, `b${'1'.repeat(22)}`, "a' OR true --"])(
  'no such file: %j',
  async (id) => {
    await expect(getAttachment(ports, ann, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await findReady(ports, 'ann', [id])).toEqual([]);
  },
);

test('ready to attach: the own, unused, and for a day only', async () => {
  const [first, used, third] = [await give(), await give(), await give()];
  await attach(used.id);
  const ids = [third.id, used.id, first.id, 'unknown', third.id];
  const ready = await findReady(ports, 'ann', ids);
  expect(ready.map(({ id }) => id)).toEqual([third.id, first.id, third.id]);
  expect(await findReady(ports, 'bo', ids)).toEqual([]);
  clock.now += 24 * HOUR + 1;
  expect(await findReady(ports, 'ann', ids)).toEqual([]);
  await expect(getAttachment(ports, ann, first.id)).rejects.toMatchObject({ code: 'not_found' });
  expect((await getAttachment(ports, ann, used.id)).id).toBe(used.id);
});

test('copies are files of their own, in the order asked for', async () => {
  const [a, b] = [await give('a.png', png(1, 1)), await give('b.png', png(2, 2))];
  const seq = await attach(a.id, b.id);
  const copies = await copyForForward(ports, [b.id, a.id], 'bo');
  expect(copies.map(({ name, width }) => [name, width])).toEqual([
    ['b.png', 2],
    ['a.png', 1],
  ]);
  expect(new Set([a.id, b.id, ...copies.map(({ id }) => id)]).size).toBe(4);
  expect(
    await findReady(
      ports,
      'bo',
      copies.map(({ id }) => id),
    ),
  ).toEqual(copies);
  await remove(seq);
  await removeForMessage(ports, [a.id, b.id]);
  expect((await bytesOf(copies[0]?.id ?? '')).equals(png(2, 2))).toBe(true);
  expect(await copyForForward(ports, [], 'bo')).toEqual([]);
});

test('where one file is gone none is copied', async () => {
  const [a, b] = [await give(), await give()];
  const before = await rowsLeft();
  await removeForMessage(ports, [b.id]);
  await expect(copyForForward(ports, [a.id, b.id], 'bo')).rejects.toMatchObject({ code: 'not_found' });
  const [stored] = await ports.files.find([a.id]);
  const c = await give();
  await ports.storage.remove((await ports.files.find([c.id]))[0]?.storageKey ?? '');
  await expect(copyForForward(ports, [a.id, c.id], 'bo')).rejects.toMatchObject({ code: 'not_found' });
  expect(stored?.attachment.id).toBe(a.id);
  expect([await rowsLeft(), await filesLeft()]).toEqual([before + 1, 1]);
  expect(trouble).toEqual([]);
});

test('removing takes the bytes and the name, may be repeated, and never rejects', async () => {
  const [file, other] = [await give('secret.txt'), await give()];
  const seq = await attach(file.id);
  await remove(seq);
  await removeForMessage(ports, [file.id]);
  await removeForMessage(ports, [file.id]);
  expect(await filesLeft()).toBe(1);
  const [stored] = await ports.files.find([file.id]);
  expect(stored).toMatchObject({ removed: true, attachment: { name: '' } });
  const broken: FilePorts = {
    ...ports,
    storage: { ...ports.storage, remove: () => Promise.reject(new Error('no disk')) },
  };
  await removeForMessage(broken, [other.id]);
  expect(trouble).toEqual([new Error('no disk')]);
  expect((await ports.files.find([other.id]))[0]?.removed).toBe(false);
});

test('a sweep finishes removals that a crash cut short, and touches nothing that lives', async () => {
  const [dead, alive, fresh] = [await give(), await give(), await give()];
  await remove(await attach(dead.id));
  await attach(alive.id);
  expect(await sweepFiles(ports)).toBe(1);
  expect(await sweepFiles(ports)).toBe(0);
  expect([await filesLeft(), await rowsLeft()]).toEqual([2, 3]);
  for (const id of [alive.id, fresh.id]) expect((await bytesOf(id)).length).toBeGreaterThan(0);
});

test('a sweep removes uploads that were attached to nothing for a day', async () => {
  const [loose, used] = [await give(), await give()];
  await attach(used.id);
  clock.now += 24 * HOUR;
  expect(await sweepFiles(ports)).toBe(0);
  clock.now += HOUR + 1;
  expect(await sweepFiles(ports)).toBe(1);
  expect(await ports.files.find([loose.id])).toEqual([]);
  expect((await bytesOf(used.id)).length).toBeGreaterThan(0);
  expect([await filesLeft(), await rowsLeft()]).toEqual([1, 1]);
});

test('a row whose bytes were never kept is swept like any other', async () => {
  const file = await give();
  await ports.storage.remove((await ports.files.find([file.id]))[0]?.storageKey ?? '');
  await expect((await openLinked(ports, file.id)).read()).rejects.toMatchObject({ code: 'not_found' });
  clock.now += 25 * HOUR + 1;
  expect(await sweepFiles(ports)).toBe(1);
  expect(await rowsLeft()).toBe(0);
});

test('rows that hang on a message are never forgotten', async () => {
  const file = await give();
  await attach(file.id);
  await ports.files.forget([file.id]);
  expect(await rowsLeft()).toBe(1);
});

test('S3-12 the small picture is kept beside its original, copied with it, and removed with it', async () => {
  const file = await givePicture();
  expect(await filesLeft()).toBe(2);
  const small = async (id: string) => (await openLinked(ports, id)).thumbnail();
  const { attachment, read, tag } = await small(file.id);
  expect(attachment).toMatchObject({ name: 'p.webp', size: file.thumbnailSize, mimeType: 'image/webp' });
  expect(tag).not.toBe((await openLinked(ports, file.id)).tag);
  const bytes = Buffer.concat(await (await read()).toArray());
  expect([bytes.length, bytes.subarray(8, 12).toString()]).toEqual([file.thumbnailSize, 'WEBP']);

  const [copy] = await copyForForward(ports, [file.id], 'bo');
  expect(await filesLeft()).toBe(4);
  const seq = await attach(file.id);
  await remove(seq);
  await removeForMessage(ports, [file.id]);
  expect(await filesLeft()).toBe(2);
  expect(Buffer.concat(await (await (await small(copy?.id ?? '')).read()).toArray())).toEqual(bytes);
  clock.now += 25 * HOUR + 1;
  expect(await sweepFiles(ports)).toBe(1);
  expect(await filesLeft()).toBe(0);
  expect(trouble).toEqual([]);
});

test('S3-12 what has no small picture has none to read', async () => {
  const file = await openLinked(ports, (await give()).id);
  expect(() => file.thumbnail()).toThrow('no small picture');
});

test('S3-13 a picture of more pixels than anybody could look at is refused, and leaves nothing', async () => {
  const flood = png(1, 1);
  flood.writeUInt32BE(50_000, 16);
  flood.writeUInt32BE(50_000, 20);
  const started = performance.now();
  await expect(give('a.png', flood)).rejects.toMatchObject({ code: 'validation_failed', issues: [{ path: 'file' }] });
  expect(performance.now() - started).toBeLessThan(1_000);
  expect([await filesLeft(), await rowsLeft()]).toEqual([0, 0]);
});

test('S3-14 where storing fails at any step nothing is left, and where that cannot be undone the sweep finds it', async () => {
  for (const failing of [1, 2]) {
    let kept = 0;
    const failed: FilePorts['storage'] = {
      ...ports.storage,
      async stage(content, maxBytes) {
        const staged = await ports.storage.stage(content, maxBytes);
        const keep = async (key: string) => {
          await staged.keep(key); // as where the bytes arrive and the answer is lost
          kept += 1;
          if (kept === failing) throw new Error('no answer');
        };
        return { ...staged, keep };
      },
    };
    await expect(give('a.png', png(), { ...ports, storage: failed })).rejects.toThrow('no answer');
    expect([await filesLeft(), await rowsLeft()]).toEqual([0, 0]);
    kept = 0;
    const away = { ...failed, remove: () => Promise.reject(new Error('away')) };
    await expect(give('a.png', png(), { ...ports, storage: away })).rejects.toThrow('no answer');
    expect([await filesLeft(), await rowsLeft(), trouble]).toEqual([failing, 1, [new Error('away')]]);
    clock.now += 25 * HOUR + 1;
    expect(await sweepFiles(ports)).toBe(1);
    expect([await filesLeft(), await rowsLeft()]).toEqual([0, 0]);
    trouble = [];
    clock.now = Date.now();
  }
  expect(thumbnailKeyOf('ab/cd')).toBe('ab/thumbnails/cd.webp');
});

test('the sweeper can be stopped before its first sweep', async () => {
  await startSweeper(ports)();
  expect(trouble).toEqual([]);
});
