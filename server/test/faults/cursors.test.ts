import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { callRest } from './call.ts';
import { type DatabaseProcess, openDatabase } from './databaseProcess.ts';
import { SyncAnswer } from './shapes.ts';
import { Stage } from './stage.ts';
import { createWorld } from './world.ts';

/**
 * Uses up 200 transaction numbers and rolls them back. No commit flushes the log that tells of them: after a crash the
 * same numbers are given out again.
 */
const UNDONE = `DO $$ BEGIN
  FOR i IN 1..200 LOOP
    BEGIN INSERT INTO site SELECT * FROM site; EXCEPTION WHEN unique_violation THEN NULL; END;
  END LOOP;
  RAISE EXCEPTION 'undone';
END $$`;

let database: DatabaseProcess;
beforeAll(async () => {
  database = await openDatabase();
}, 60_000);
afterAll(() => database?.close());

test('a sync cursor made just before a crash of the database leaves nothing out afterwards', {
  timeout: 60_000,
}, async () => {
  const stage = await Stage.open({ database, seed: 1 });
  onTestFinished(async () => void (await stage.close()));
  const world = await createWorld(stage.proxy.url, 1, 1);
  const [room] = world.rooms;
  const [ann = '', bo = ''] = room?.members ?? [];
  const send = async (content: string): Promise<string> => {
    const body = { conversationId: room?.id, content, clientId: content };
    return (await callRest(world.caller(ann), 'POST', '/api/messaging/messages', body)).outcome;
  };
  const sync = async (query: string): Promise<SyncAnswer> => {
    const called = await callRest(world.caller(bo), 'GET', `/api/messaging/sync${query}`);
    return SyncAnswer.parse(called.outcome === 'ok' ? called.body : called);
  };
  expect(await send('first')).toBe('ok');
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  // Until nothing else writes: any commit would flush what is to be lost.
  await sleep(2_000);
  await client.query(UNDONE).catch(() => undefined);
  const { cursor } = await sync('');
  expect(await database.kill()).toBe(true);
  expect(await database.back()).toBe(true);

  const texts = Array.from({ length: 250 }, (_, index) => `after ${index}`);
  for (const text of texts) while ((await send(text)) !== 'ok');
  const told: string[] = [];
  for (let since: string | null = cursor; since !== null; ) {
    const answer: SyncAnswer = await sync(`?since=${encodeURIComponent(since)}&limit=100`);
    told.push(...answer.data.flatMap((change) => ('message' in change ? [change.message.content] : [])));
    since = answer.page.next;
  }
  expect(told).toEqual(expect.arrayContaining(texts));
});
