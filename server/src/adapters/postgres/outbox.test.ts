import { readFile } from 'node:fs/promises';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { eventually, makeDirect, sayAll } from '../../../test/support/factories.ts';
import { sql } from '../../../test/support/outlets.ts';
import { startServer } from '../../../test/support/server.ts';
import { DIRECT } from '../../core/conversations/scope.ts';
import { createOutletRelay } from '../../core/outlets/relay.ts';
import type { Delivery, Dialect, Fact, Outlet } from '../../core/outlets/types.ts';
import { createMemoryBus } from '../memory/bus.ts';
import { createOutboxStore } from './outbox.ts';
import { createPool } from './pool.ts';

const server = await startServer();
const pool = createPool(server.databaseUrl, 3);
const store = createOutboxStore(pool, [DIRECT]);
afterAll(async () => {
  await pool.end();
  await server.stop();
});
beforeEach(() => pool.query('TRUNCATE event_facts, event_deliveries, event_queues'));

const dialect: Dialect = {
  feeds: ['events'],
  scope: DIRECT,
  speak: (fact) =>
    'message' in fact
      ? [{ feed: 'events', name: fact.kind, key: fact.conversation.id, payload: { seq: fact.message.seq } }]
      : [],
};

/** A conversation of two with three messages, whose facts wait in the outbox. */
async function scene() {
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  await sayAll(ann, chat, 'one', 'two', 'three');
  await addFacts(chat.id, 1, 3);
  return chat;
}

const addFacts = (id: string, from: number, to: number) =>
  pool.query(
    `INSERT INTO event_facts (kind, conversation_id, from_seq, seq, online, at)
     SELECT 'message.sent', $1, n - 1, n, false, now() FROM generate_series($2::int, $3::int) n`,
    [id, from, to],
  );

function collector(name: string) {
  const taken: Delivery[] = [];
  const outlet: Outlet = { name, feed: 'events', send: async (delivery) => void taken.push(delivery) };
  return { outlet, taken };
}

function relayOf(outlets: readonly Outlet[], spoken: Dialect, faults: unknown[] = []) {
  const parked: string[] = [];
  const relay = createOutletRelay({
    outbox: store,
    outlets,
    hooks: async () => [],
    dialects: [spoken],
    bus: createMemoryBus(),
    report: {
      sent: () => {},
      failed: () => {},
      expired: () => {},
      parked: (_outlet, { name }) => void parked.push(name),
    },
    tracing: null,
    busy: () => false,
    onFault: (error) => void faults.push(error),
  });
  return { relay, parked };
}

test('OUT-23 a fact of which a contract cannot speak is kept aside, and holds up nobody', async () => {
  const [bad, good] = [await scene(), await scene()];
  const { outlet, taken } = collector('one');
  const faults: unknown[] = [];
  const picky: Dialect = {
    ...dialect,
    speak(fact: Fact) {
      if (fact.conversation?.id === bad.id && 'message' in fact && fact.message.seq === 2) throw new Error('no words');
      return dialect.speak(fact);
    },
  };
  const { relay, parked } = relayOf([outlet], picky, faults);
  relay.start();
  await eventually('all others', async () => taken.length === 5);
  await relay.stop();
  expect(taken.filter(({ key }) => key === bad.id).map(({ payload }) => payload)).toEqual(['{"seq":1}', '{"seq":3}']);
  expect(taken.filter(({ key }) => key === good.id)).toHaveLength(3);
  expect([parked, faults]).toMatchObject([['message.sent'], [{ message: 'no words' }]]);
  const left = await sql(
    server.databaseUrl,
    'SELECT conversation_id, seq, parked_at IS NOT NULL AS parked FROM event_facts',
  );
  expect(left).toEqual([{ conversation_id: bad.id, seq: 2, parked: true }]);
});

test('OUT-24 each outlet gets every event of its feed under one id, whatever the others do', async () => {
  const chat = await scene();
  const [one, two] = [collector('one'), collector('two')];
  const broken: Outlet = { name: 'broken', feed: 'events', send: () => Promise.reject(new Error('closed')) };
  const deaf: Outlet = { ...collector('deaf').outlet, feed: 'notifications' };
  const { relay } = relayOf([one.outlet, two.outlet, broken, deaf], dialect);
  relay.start();
  await eventually('both have all', async () => one.taken.length === 3 && two.taken.length === 3);
  const failed = 'SELECT 1 FROM event_queues WHERE failures > 0';
  await eventually('the third has failed', async () => (await sql(server.databaseUrl, failed)).length === 1);
  await relay.stop();
  expect(one.taken.map(({ id }) => id)).toEqual(two.taken.map(({ id }) => id));
  const left = await sql(server.databaseUrl, 'SELECT outlet, count(*)::int FROM event_deliveries GROUP BY outlet');
  expect(left).toEqual([{ outlet: 'broken', count: 3 }]);
  const queues = await sql(server.databaseUrl, 'SELECT outlet, key, failures FROM event_queues');
  expect(queues).toEqual([{ outlet: 'broken', key: chat.id, failures: 1 }]);
});

/** One that takes several of a key at once. */
function bulk(name: string, before: () => Promise<void> = async () => {}) {
  const { outlet, taken } = collector(name);
  const sendAll = async (deliveries: readonly Delivery[]) => {
    await before();
    taken.push(...deliveries);
    return deliveries.length;
  };
  return { outlet: { ...outlet, send: async (one: Delivery) => void (await sendAll([one])), sendAll }, taken };
}

const seqsOf = (taken: readonly Delivery[], { id }: { readonly id: string }) =>
  taken.flatMap(({ key, payload }) => (key === id ? JSON.parse(payload).seq : []));

test('OUT-31 to an outlet that takes several at once events leave without being kept, and overtake nothing that waits', async () => {
  const [held, free] = [await scene(), await scene()];
  await pool.query(
    `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at) VALUES ('one', $1, 'e0', 'x', '{"seq":0}', now())`,
    [held.id],
  );
  await pool.query(`INSERT INTO event_queues (outlet, key, next_at) VALUES ('one', $1, now() + interval '1 hour')`, [
    held.id,
  ]);
  const drawn = async () =>
    Number((await sql(server.databaseUrl, 'SELECT last_value FROM event_deliveries_id_seq'))[0]?.last_value);
  const before = await drawn();
  const { outlet, taken } = bulk('one');
  const { relay } = relayOf([outlet], dialect);
  relay.start();
  const facts = async () => (await sql(server.databaseUrl, 'SELECT 1 FROM event_facts')).length;
  await eventually('no fact waits', async () => (await facts()) === 0);
  expect([seqsOf(taken, free), seqsOf(taken, held)]).toEqual([[1, 2, 3], []]);
  expect((await drawn()) - before).toBe(3);
  await pool.query('UPDATE event_queues SET next_at = now()');
  await eventually('what waited is out', async () => taken.length === 7);
  await relay.stop();
  expect(seqsOf(taken, held)).toEqual([0, 1, 2, 3]);
});

test('OUT-32 what was taken before the way to the database broke comes again, with the same ids and bytes', async () => {
  await scene();
  let breaks = 1;
  const { outlet, taken } = bulk('one');
  const broken: Outlet = {
    ...outlet,
    async sendAll(deliveries) {
      const count = await outlet.sendAll(deliveries);
      if (breaks-- > 0)
        await sql(
          server.databaseUrl,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
        );
      return count;
    },
  };
  const faults: unknown[] = [];
  const { relay } = relayOf([broken], dialect, faults);
  relay.start();
  await eventually('they came again', async () => taken.length === 6, 15_000);
  await relay.stop();
  expect(faults).toHaveLength(1);
  const [first, again] = [taken.slice(0, 3), taken.slice(3)];
  expect(again.map(({ id, payload }) => [id, payload])).toEqual(first.map(({ id, payload }) => [id, payload]));
  expect(new Set(first.map(({ id }) => id)).size).toBe(3);
});

test('OUT-33 what is not taken waits as anything else does, and what follows stays behind it', async () => {
  const chat = await scene();
  let isBroken = true;
  const { outlet, taken } = bulk('one', async () => {
    if (isBroken) throw new Error('closed');
  });
  const { relay } = relayOf([outlet], dialect);
  relay.start();
  const waiting = async () => (await sql(server.databaseUrl, 'SELECT 1 FROM event_deliveries')).length;
  await eventually('they are kept', async () => (await waiting()) === 3);
  await addFacts(chat.id, 1, 2);
  await eventually('those behind them too', async () => (await waiting()) === 5);
  isBroken = false;
  await addFacts(chat.id, 3, 3);
  await eventually('all are out', async () => taken.length === 6);
  await relay.stop();
  expect(seqsOf(taken, chat)).toEqual([1, 2, 3, 1, 2, 3]);
});

test('OUT-12 a loan that ran out moves nothing but what it sent, and a delivery that is added meanwhile stays', async () => {
  const chat = await scene();
  const plan = (fact: Fact) =>
    dialect.speak(fact).map(({ name, key, payload }) => ({
      id: `e${'message' in fact ? fact.message.seq : 0}`,
      outlet: 'one',
      name,
      key,
      payload: JSON.stringify(payload),
      at: Date.now(),
    }));
  expect(await store.fanOut(2, plan)).toEqual({ facts: 2, queued: 2 });
  const [first] = await store.take('one', 5, 0);
  if (!first) throw new Error('nothing was lent');
  const [second] = await store.take('one', 5, 60_000);
  if (!second) throw new Error('what ran out was not lent again');
  expect(await store.take('one', 5, 60_000)).toEqual([]);
  expect(await store.fanOut(10, plan)).toEqual({ facts: 1, queued: 1 });
  const rows = first.deliveries.map(({ row }) => row);
  const outcome = { key: chat.id, parked: null, failures: 0, isFailing: false, waitMs: 0 };
  await store.settle('one', [{ ...outcome, lease: first.lease, done: rows.slice(0, 1) }]);
  expect(await store.take('one', 5, 0)).toEqual([]);
  await store.settle('one', [{ ...outcome, lease: second.lease, done: rows }]);
  const [third] = await store.take('one', 5, 0);
  expect(third?.deliveries.map(({ id }) => id)).toEqual(['e3']);
  await store.settle('one', [
    { ...outcome, lease: third?.lease ?? '', done: third?.deliveries.map(({ row }) => row) ?? [] },
  ]);
  expect(await store.nextDue('one')).toBeNull();
});

test('OUT-11 what was given up is forgotten after a while', async () => {
  await pool.query(
    `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at, parked_at)
     SELECT 'one', 'k', n::text, 'x', '{}', now(), now() - n * interval '1 day' FROM generate_series(1, 3) n`,
  );
  await pool.query(
    `INSERT INTO event_facts (kind, conversation_id, from_seq, seq, at, parked_at)
     SELECT 'message.sent', 'c', 0, n, now(), now() - n * interval '1 day' FROM generate_series(1, 3) n`,
  );
  await store.prune(36 * 60 * 60 * 1_000, 36 * 60 * 60 * 1_000);
  expect(await sql(server.databaseUrl, 'SELECT event_id FROM event_deliveries')).toEqual([{ event_id: '1' }]);
  expect(await sql(server.databaseUrl, 'SELECT seq FROM event_facts')).toEqual([{ seq: 1 }]);
});

test('OUT-11 what was given up long ago is forgotten at the start too', async () => {
  await pool.query(
    `INSERT INTO event_facts (kind, conversation_id, from_seq, seq, at, parked_at)
     SELECT 'message.sent', 'c', 0, n, now(), now() - n * interval '5 days' FROM generate_series(1, 2) n`,
  );
  const { relay } = relayOf([collector('one').outlet], dialect);
  relay.start();
  const seqs = async () => (await sql(server.databaseUrl, 'SELECT seq FROM event_facts')).map(({ seq }) => seq);
  await eventually('only the younger one is left', async () => (await seqs()).join() === '1');
  await relay.stop();
});

/** The pieces of SQL in the documentation of events that bring back what was given up. */
async function documentedSql(): Promise<string[]> {
  const page = await readFile(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
  return [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, text = '']) => text);
}

test('OUT-11 what was given up is sent after all when it is brought back as documented', async () => {
  const chat = await scene();
  const { outlet, taken } = collector('one');
  await pool.query('UPDATE event_facts SET parked_at = now() WHERE seq <> 2');
  await pool.query(
    `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at, parked_at)
     VALUES ('one', $1, 'e0', 'x', '{"seq":0}', now() - interval '2 days', now())`,
    [chat.id],
  );
  const { relay } = relayOf([outlet], dialect);
  relay.start();
  await eventually('the one that was not given up', async () => taken.length === 1);
  for (const text of await documentedSql()) await pool.query(text);
  await eventually('the others', async () => taken.length === 4);
  await relay.stop();
  expect(taken.map(({ payload }) => payload).sort()).toEqual([0, 1, 2, 3].map((seq) => `{"seq":${seq}}`));
});

test('OUT-24 what waits is counted by outlet, with the age of what is in front', async () => {
  const chat = await scene();
  await pool.query(
    `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at, parked_at)
     SELECT 'one', $1, n::text, 'x', '{}', now() - interval '1 minute' / n, CASE n WHEN 4 THEN now() END FROM generate_series(1, 4) n`,
    [chat.id],
  );
  const backlog = new Map((await store.backlog()).map((one) => [one.outlet, one]));
  expect([...backlog.keys()].sort()).toEqual(['one', 'outbox']);
  expect([backlog.get('outbox')?.waiting, backlog.get('one')?.waiting]).toEqual([3, 3]);
  expect(Math.round((backlog.get('one')?.oldestMs ?? 0) / 10_000)).toBe(6);
  expect([backlog.get('outbox')?.parked, backlog.get('one')?.parked]).toEqual([0, 1]);
  await pool.query(`DELETE FROM event_deliveries WHERE outlet = 'one' AND parked_at IS NULL`);
  const left = (await store.backlog()).find(({ outlet }) => outlet === 'one');
  expect(left).toEqual({ outlet: 'one', waiting: 0, oldestMs: 0, parked: 1 });
});
