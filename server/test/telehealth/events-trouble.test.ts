import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, inject, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { makeFolder, serve } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { eventually, pause, say } from '../support/factories.ts';
import { type Listener, openListener, type Received } from '../support/listener.ts';
import {
  type Consultation,
  consult,
  conversationOf,
  eventsOf,
  HOOK,
  markRead,
  once,
  outboxSize,
  readOutsideEvent,
  sql,
} from '../support/outlets.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { startServer, startServerOn } from '../support/server.ts';
import { testConfig, testVariables } from '../support/settings.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(settings: Record<string, string> = {}) {
  const listener = await openListener();
  closing.push(() => listener.close());
  const server = await startServer({ EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}`, ...settings });
  closing.push(() => server.stop());
  return { listener, server };
}

const idOf = ({ headers }: Received) => headers['x-parley-delivery'];
const empty = (url: string, within = 10_000) =>
  eventually('nothing waits', async () => (await outboxSize(url)) === 0, within);

/** Says `count` things in each conversation, all at once, and returns the ids of each conversation's messages in their order. */
async function chatter(consultations: readonly Consultation[], count: number): Promise<Map<string, string[]>> {
  const said = await Promise.all(
    consultations.map(async ({ patient, doctor, chat }) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        ids.push((await say(index % 3 === 2 ? doctor : patient, chat, `number ${index}`)).id);
        if (index % 3 === 1) await markRead(doctor, chat, index + 1);
      }
      return [chat.id, ids] as const;
    }),
  );
  return new Map(said);
}

/** Per conversation: every message was sent in order, each delivery and reading after it, and deliveries in order. */
function expectOrder(listener: Listener, said: ReadonlyMap<string, readonly string[]>): void {
  const byConversation = Map.groupBy(once(listener.at(HOOK)), conversationOf);
  for (const [id, messages] of said) {
    const events = byConversation.get(id) ?? [];
    const sent = events.flatMap((event) => (event.eventType === 'message.sent' ? event.messageId : []));
    expect(sent).toEqual(messages);
    const known = new Set<string>();
    const delivered: string[] = [];
    for (const event of events) {
      if (event.eventType === 'message.sent') known.add(event.messageId);
      else if (event.eventType === 'message.delivered') {
        expect(known.has(event.messageId)).toBe(true);
        delivered.push(event.messageId);
      } else for (const messageId of event.messageIds) expect(delivered).toContain(messageId);
    }
    expect(new Set(delivered).size).toBe(delivered.length);
  }
}

test('OUT-8 events of a conversation come in the order in which they happened, many conversations at once', async () => {
  const { listener, server } = await open();
  const consultations = await Promise.all(Array.from({ length: 24 }, () => consult(server)));
  const said = await chatter(consultations, 12);
  await empty(server.databaseUrl);
  expectOrder(listener, said);
  expect(new Set(listener.at(HOOK).map(idOf)).size).toBe(listener.at(HOOK).length);
});

test('OUT-9 a receiver that is away delays events, loses none, and no send waits for it', async () => {
  const { listener, server } = await open();
  const consultations = await Promise.all(Array.from({ length: 4 }, () => consult(server)));
  await chatter(consultations, 3);
  await empty(server.databaseUrl);
  const release = listener.hold(HOOK);
  const times: number[] = [];
  const { patient, chat } = consultations[0] as Consultation;
  for (let index = 0; index < 40; index += 1) {
    const began = performance.now();
    await say(patient, chat, 'Is anybody there?');
    times.push(performance.now() - began);
  }
  const median = times.sort((a, b) => a - b)[20] ?? Number.POSITIVE_INFINITY;
  expect(median).toBeLessThan(100);
  release();
  const port = Number(new URL(listener.url).port);
  await listener.close();
  const said = await chatter(consultations, 6);
  const back = await openListener(port);
  closing.push(() => back.close());
  await empty(server.databaseUrl, 14_000);
  for (const [id, ids] of said) {
    const events = once(back.at(HOOK)).filter(
      (event) => event.eventType === 'message.sent' && conversationOf(event) === id,
    );
    expect(events.map((event) => 'messageId' in event && event.messageId).slice(-ids.length)).toEqual(ids);
  }
}, 30_000);

test('OUT-10 what is refused is tried again after 1, 2 and 4 seconds with the same id, and only its conversation waits', async () => {
  const { listener, server } = await open();
  const [bad, good] = await Promise.all([consult(server), consult(server)]);
  const times: number[] = [];
  let healed = false;
  listener.answer(HOOK, (one) => {
    if (conversationOf(readOutsideEvent(one)) !== bad.chat.id || healed) return 200;
    times.push(performance.now());
    return times.length % 2 === 0 ? 500 : 307;
  });
  const poison = await say(bad.patient, bad.chat, 'first');
  await say(bad.patient, bad.chat, 'second');
  const fine = await chatter([good], 9);
  await eventually('four attempts', async () => times.length >= 4, 12_000);
  expectOrder(listener, fine);
  const gaps = times.slice(1, 4).map((time, index) => time - (times[index] ?? 0));
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThan(1_000 * 2 ** index - 50);
    expect(gap).toBeLessThan(1_000 * 2 ** index + 900);
  }
  healed = true;
  const mine = () => listener.at(HOOK).filter((one) => conversationOf(readOutsideEvent(one)) === bad.chat.id);
  expect(new Set(mine().map(idOf)).size).toBe(1);
  expect(listener.at('/elsewhere')).toEqual([]);
  await sql(server.databaseUrl, 'UPDATE event_queues SET next_at = now()');
  await empty(server.databaseUrl);
  const sent = once(mine()).flatMap((event) => (event.eventType === 'message.sent' ? event.messageId : []));
  expect(sent[0]).toBe(poison.id);
  expect(sent).toHaveLength(2);
}, 30_000);

test('OUT-11 after a day of trying an event is given up and kept aside, and its conversation goes on', async () => {
  const { listener, server } = await open();
  const { patient, chat } = await consult(server);
  listener.answer(HOOK, 503);
  const lost = await say(patient, chat, 'yesterday');
  await listener.waitFor(HOOK);
  await sql(server.databaseUrl, "UPDATE event_deliveries SET created_at = created_at - interval '24 hours'");
  await say(patient, chat, 'today');
  await pause(50);
  const failing = await sql(
    server.databaseUrl,
    "UPDATE event_queues SET failing_since = failing_since - interval '24 hours', next_at = now() RETURNING 1",
  );
  expect(failing).toHaveLength(1);
  await eventually('it is given up', async () => {
    const parked = await sql(server.databaseUrl, 'SELECT payload FROM event_deliveries WHERE parked_at IS NOT NULL');
    return parked.length === 1 && JSON.parse(parked[0]?.payload).messageId === lost.id;
  });
  listener.answer(HOOK, 200);
  await sql(server.databaseUrl, 'UPDATE event_queues SET next_at = now()');
  await eventually('the next one is out', async () => (await outboxSize(server.databaseUrl)) === 1, 5_000);
  const metrics = (await server.anonymous.get('/metrics')).text;
  expect(metrics).toMatch(/^parley_outlet_deliveries_total\{outlet="webhook",outcome="parked"\} 1$/m);
  for (const name of ['parley_outlet_waiting', 'parley_outlet_oldest_seconds'])
    for (const outlet of ['outbox', 'webhook'])
      expect(metrics).toMatch(new RegExp(`^${name}\\{outlet="${outlet}"\\} [\\d.]+$`, 'm'));
});

test('OUT-22 what is committed late comes late, and is not left out', async () => {
  const { listener, server } = await open();
  const [slow, swift] = await Promise.all([consult(server), consult(server)]);
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  closing.push(() => client.end());
  await client.query('BEGIN');
  await client.query('UPDATE conversations SET last_seq = 1 WHERE id = $1', [slow.chat.id]);
  await client.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     VALUES ($1, 1, $2, 'text', 'from another process', now(), now())`,
    [slow.chat.id, slow.patient.id],
  );
  await client.query(
    `INSERT INTO event_facts (kind, conversation_id, from_seq, seq, online, at) VALUES ('message.sent', $1, 0, 1, false, now())`,
    [slow.chat.id],
  );
  const said = await chatter([swift], 4);
  await empty(server.databaseUrl);
  expectOrder(listener, said);
  await client.query('COMMIT');
  await eventually('the late one', async () => eventsOf(listener, slow.chat).length === 1, 5_000);
});

test('OUT-12 several processes share the work: each event once, in order', async () => {
  const { listener, server } = await open();
  const settings = { EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}` };
  const others = await Promise.all([
    startServerOn(server.databaseUrl, settings),
    startServerOn(server.databaseUrl, settings),
  ]);
  closing.push(() => Promise.all(others.map((other) => other.close())));
  const consultations = await Promise.all(Array.from({ length: 12 }, () => consult(server)));
  const said = await chatter(consultations, 12);
  await empty(server.databaseUrl);
  expectOrder(listener, said);
  expect(new Set(listener.at(HOOK).map(idOf)).size).toBe(listener.at(HOOK).length);
});

test('OUT-13 a process that is killed while it sends leaves its work to the next one, and nothing is lost', async () => {
  const listener = await openListener();
  closing.push(() => listener.close());
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  closing.push(() => database.drop());
  const folder = await makeFolder();
  closing.push(() => folder.remove());
  const settings = { EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}`, LOG_LEVEL: 'info' };
  const variables = testVariables(database.url, join(folder.path, 'data'), settings);
  const program = await serve(folder.path, variables);
  const { leave, ...clients } = createClients(program.url);
  const consultations = await Promise.all(Array.from({ length: 5 }, () => consult(clients)));
  const release = listener.hold(HOOK);
  const said = await chatter(consultations, 4);
  await listener.waitFor(HOOK, 5);
  leave();
  program.signal('SIGKILL');
  await program.ended;
  release();
  const next = await startServerOn(database.url, settings);
  closing.push(() => next.close());
  await empty(database.url, 14_000);
  expectOrder(listener, said);
}, 60_000);

test('OUT-14 an event that was taken just before its process died comes again with the same id', async () => {
  const listener = await openListener();
  closing.push(() => listener.close());
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  closing.push(() => database.drop());
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-files-'));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const config = testConfig(database.url, dataDir, { EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}` });
  let crashes = 1;
  const app = await createApp(config, {
    failpoints: {
      hit: (point) => {
        if (point === 'P6' && crashes-- > 0) throw new Error('the end');
      },
    },
  });
  closing.push(() => app.close());
  const { leave, ...clients } = createClients((await app.listen()).url);
  const consultation = await consult(clients);
  const said = await chatter([consultation], 2);
  leave();
  await empty(database.url);
  expect(listener.at(HOOK).length).toBe(once(listener.at(HOOK)).length + 1);
  expect(idOf(listener.at(HOOK)[0] as Received)).toBe(idOf(listener.at(HOOK)[1] as Received));
  expectOrder(listener, said);
});

test('OUT-15 no word of a message leaves with an event, or stands in a log when that fails', async () => {
  const listener = await openListener();
  closing.push(() => listener.close());
  listener.answer(HOOK, 500);
  listener.answer('/api/v1/notifications', 500);
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  closing.push(() => database.drop());
  const folder = await makeFolder();
  closing.push(() => folder.remove());
  const program = await serve(
    folder.path,
    testVariables(database.url, join(folder.path, 'data'), {
      EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}`,
      EVENTS_WEBHOOK_SECRET: 'canary-secret',
      NOTIFICATION_SERVICE_URL: listener.url,
      LOG_LEVEL: 'debug',
    }),
  );
  const { leave, ...clients } = createClients(program.url);
  const { doctor, patient, chat } = await consult(clients);
  await say(patient, chat, 'canary-text', { metadata: { note: 'canary-metadata' }, clientId: 'canary-client' });
  await markRead(doctor, chat, 1);
  await listener.waitFor('/api/v1/notifications', 2);
  await listener.waitFor(HOOK, 2);
  const stored = await sql(database.url, 'SELECT payload FROM event_deliveries');
  leave();
  program.signal('SIGTERM');
  const { stdout, stderr } = await program.ended;
  expect(stdout).toContain('another service does not take');
  const bytes = listener.received.map(({ headers, body }) => `${JSON.stringify(headers)} ${body}`);
  expect(`${stdout} ${stderr} ${JSON.stringify(stored)} ${bytes.join(' ')}`).not.toContain('canary');
}, 30_000);

test('OUT-26 a database that goes away while events leave delays them, and loses none', async () => {
  const listener = await openListener();
  closing.push(() => listener.close());
  let line: Line | null = null;
  const server = await startServer({ EVENTS_WEBHOOK_URL: `${listener.url}${HOOK}` }, async (url) => {
    line = await startProxy(url);
    return line.url;
  });
  const proxy: Line = line ?? (await Promise.reject(new Error('no proxy')));
  const consultations = await Promise.all(Array.from({ length: 4 }, () => consult(server)));
  const release = listener.hold(HOOK);
  const said = await chatter(consultations, 3);
  await listener.waitFor(HOOK, 4);
  proxy.cut();
  release();
  await pause(300);
  proxy.mend();
  await empty(server.databaseUrl, 20_000);
  expectOrder(listener, said);
  await server.stop();
  await proxy.close();
}, 40_000);
