import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { makeFolder, type Program, serve } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { CONVERSATIONS, eventually, MESSAGES, pause } from '../support/factories.ts';
import { openListener } from '../support/listener.ts';
import { consult, conversationOf, HOOK, once, outboxSize, readOutsideEvent, sql } from '../support/outlets.ts';
import { createDatabase } from '../support/postgres.ts';
import { startServerOn, type TestServer } from '../support/server.ts';
import { testVariables } from '../support/settings.ts';

const ROUNDS = 4;
const listener = await openListener();
const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const folder = await makeFolder();
let last: Pick<Awaited<ReturnType<typeof startServerOn>>, 'close'> | Pick<TestServer, 'stop'> | null = null;
afterAll(async () => {
  if (last && 'close' in last) await last.close();
  await database.drop();
  await folder.remove();
  await listener.close();
});

const settings = { EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}` };
const start = () => serve(folder.path, testVariables(database.url, join(folder.path, 'data'), settings));

/** Writes, reads and looks until the server is gone; what is in flight then has no known outcome. */
async function busy(program: Program & { url: string }): Promise<{ stop(): void; done: Promise<unknown> }> {
  const { leave, ...clients } = createClients(program.url);
  const consultations = await Promise.all(Array.from({ length: 6 }, () => consult(clients)));
  let running = true;
  const talk = async ({ doctor, patient, chat }: (typeof consultations)[number]) => {
    for (let index = 0; running; index += 1) {
      const who = index % 4 === 3 ? doctor : patient;
      const answer = await who.post(MESSAGES, { conversationId: chat.id, content: `word ${index}` });
      if (answer.status !== 201) return;
      if (index % 5 === 2) await doctor.get(`${CONVERSATIONS}/${chat.id}/messages`);
      if (index % 5 === 4) await doctor.post(`${CONVERSATIONS}/${chat.id}/read`, { upToSeq: index });
    }
  };
  const done = Promise.all(consultations.map((one) => talk(one).catch(() => {}))).then(leave);
  return {
    done,
    stop() {
      running = false;
    },
  };
}

test('OUT-13 however often a process is killed, what was committed is told, in order, and under one id', async () => {
  let turn = 0;
  // Now and then an event is refused, so that kills find queues that wait as well.
  listener.answer(HOOK, () => (++turn % 17 === 0 ? 503 : 200));
  for (let round = 0; round < ROUNDS; round += 1) {
    const program = await start();
    const traffic = await busy(program);
    await pause(400 + round * 150);
    program.signal('SIGKILL');
    traffic.stop();
    await Promise.all([program.ended, traffic.done]);
  }
  last = await startServerOn(database.url, settings);
  await eventually('nothing waits', async () => (await outboxSize(database.url)) === 0, 40_000);

  const events = once(listener.at(HOOK));
  const refused = new Set(events.map((event) => JSON.stringify(event)));
  expect(refused.size).toBe(events.length);
  const heads = await sql(database.url, 'SELECT id, last_seq FROM conversations');
  expect(heads.length).toBe(ROUNDS * 6);
  const seqOf = (id: string) => Number.parseInt(id.split('-')[1] ?? '', 36);
  const byConversation = Map.groupBy(events, conversationOf);
  for (const { id, last_seq } of heads) {
    const sent = (byConversation.get(id) ?? []).flatMap((event) =>
      event.eventType === 'message.sent' ? seqOf(event.messageId) : [],
    );
    expect(sent).toEqual(Array.from({ length: last_seq }, (_, index) => index + 1));
  }
  const marks = await sql(
    database.url,
    `SELECT p.conversation_id AS id, p.user_id, p.last_delivered_seq AS delivered, p.last_read_seq AS read,
       (SELECT count(*)::int FROM messages m WHERE m.conversation_id = p.conversation_id AND m.sender_id <> p.user_id
          AND m.seq <= p.last_delivered_seq) AS reached,
       (SELECT count(*)::int FROM messages m WHERE m.conversation_id = p.conversation_id AND m.sender_id <> p.user_id
          AND m.seq <= p.last_read_seq) AS seen
     FROM conversation_participants p`,
  );
  const told = { reached: 0, seen: 0 };
  for (const event of events) {
    if (event.eventType === 'message.delivered') told.reached += 1;
    if (event.eventType === 'message.read') told.seen += event.messageIds.length;
  }
  const sum = (name: 'reached' | 'seen') => marks.reduce((total: number, mark) => total + mark[name], 0);
  expect(told).toEqual({ reached: sum('reached'), seen: sum('seen') });
  expect(told.seen).toBeGreaterThan(0);

  // Whatever came again came with the same body.
  const bodies = Map.groupBy(listener.at(HOOK), ({ headers }) => String(headers['x-parley-delivery']));
  for (const requests of bodies.values()) expect(new Set(requests.map(({ body }) => body.toString())).size).toBe(1);
  expect(listener.at(HOOK).map(readOutsideEvent).length).toBeGreaterThan(events.length);
}, 120_000);
