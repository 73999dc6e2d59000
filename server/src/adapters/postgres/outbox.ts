import type { Pool, PoolClient } from 'pg';
import type { ConversationScope } from '../../core/conversations/scope.ts';
import { makeId } from '../../core/ids.ts';
import type { Attempt, Hook, OutboxStore, PlannedDelivery, Queue, Shortcut } from '../../core/outlets/store.ts';
import { type FactRow, type Portion, readFacts, readPortion } from './facts.ts';
import { transaction } from './pool.ts';

/** An arbitrary number that the process which turns facts into deliveries locks meanwhile. */
const LOCK = 7_205_194;
const PRUNED_AT_ONCE = 5_000;
/** Milliseconds after which a process that sends, and was not heard of since, is taken for hung: another one goes on. */
const IDLE_MS = 10_000;
/** Deliveries that are lent out with a queue, at most, unless more are asked for. */
const PER_QUEUE = 20;

/**
 * The outbox in PostgreSQL.
 *
 * Transactions commit in another order than they draw ids, so whoever remembers the last id they saw loses rows. Facts are
 * therefore not followed but taken: each is deleted with what became of it, and one that commits late is there for the next look,
 * however small its id. Order within a conversation holds all the same. A message draws its fact's id while it holds the
 * conversation's row lock, and keeps that until its commit, so of two messages the later number has the larger id and is never seen
 * without the earlier. A step of a mark draws its id under the lock of the member's row, so a member's steps are ordered likewise; and
 * it covers only messages whose commit it saw, whose facts have smaller ids and are there already. A look that takes the oldest
 * ids that it sees can thus leave out only what comes later. One process looks at a time, and its lock ends after its
 * commit, so that deliveries get their ids in the order in which facts were taken. What is sent past the queues is sent in that
 * transaction, which has written nothing yet: a process that dies in it leaves the facts to the next one, and one that hangs is cut off.
 *
 * Facts say which of `scopes` their conversations are in. Which webhooks there are is read in the transaction that turns facts
 * into deliveries, so that one that was made a moment ago misses nothing whichever process is at it; facts whose id was drawn
 * before it was switched on are not for it.
 */
export function createOutboxStore(pool: Pool, scopes: readonly ConversationScope[]): OutboxStore {
  return {
    fanOut(limit, turn, shortcut) {
      return transaction(pool, async (client) => {
        const lock = await client.query<{ locked: boolean }>(
          `SELECT pg_try_advisory_xact_lock($1) AS locked, set_config('idle_in_transaction_session_timeout', $2, true)`,
          [LOCK, String(IDLE_MS)],
        );
        if (!lock.rows[0]?.locked) return null;
        const portion = await readPortion(client, limit, scopes.length > 0);
        if (portion.rows.length === 0) return { facts: 0, queued: 0 };
        const facts = await readFacts(client, portion.rows, scopes);
        const hooks = await readHooks(client);
        const plans = facts.map((fact, index) => {
          const row = portion.rows[index];
          if (!fact || !row) return [];
          const id = BigInt(row.id);
          const wanting = hooks.filter(({ since }) => since < id);
          return turn(fact, wanting, seedOf(row));
        });
        const planned = plans.flatMap((plan) => plan ?? []);
        const gone = shortcut ? await sendPastQueues(client, planned, shortcut) : NONE;
        const queued = gone.size > 0 ? planned.filter((one) => !gone.has(one)) : planned;
        await addDeliveries(client, queued);
        await removeFacts(client, portion, new Set(plans.flatMap((plan, index) => (plan === null ? index : []))));
        return { facts: portion.rows.length, queued: queued.length };
      });
    },

    async take(outlet, limit, leaseMs, deliveries = 0) {
      const lease = makeId('l');
      const queues = await pool.query<{ key: string; failures: number; failing_ms: number | null }>(
        // Materialized: run once for each row of a join, it would lock and lend others than it answers.
        `WITH due AS MATERIALIZED (
           SELECT ctid FROM event_queues WHERE outlet = $1 AND next_at <= now() ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         UPDATE event_queues q SET next_at = now() + $3 * interval '1 millisecond', lease = $4 FROM due
         WHERE q.ctid = due.ctid
         RETURNING q.key, q.failures, (extract(epoch FROM now() - q.failing_since) * 1000)::float8 AS failing_ms`,
        [outlet, limit, leaseMs, lease],
      );
      if (queues.rows.length === 0) return [];
      // In a statement of its own, which sees what was sent under the loan before this one as gone.
      const waiting = await pool.query<{
        id: string;
        key: string;
        event_id: string;
        name: string;
        payload: string;
        trace: string | null;
        age_ms: number;
      }>(
        `SELECT d.* FROM unnest($2::text[]) AS k(key) CROSS JOIN LATERAL (
           SELECT id, key, event_id, name, payload, trace, (extract(epoch FROM now() - created_at) * 1000)::float8 AS age_ms
           FROM event_deliveries WHERE outlet = $1 AND key = k.key AND parked_at IS NULL AND done_at IS NULL ORDER BY id LIMIT $3) d
         ORDER BY d.id`,
        [outlet, queues.rows.map(({ key }) => key), Math.max(PER_QUEUE, Math.floor(deliveries / queues.rows.length))],
      );
      const byKey = Map.groupBy(waiting.rows, ({ key }) => key);
      return queues.rows.map(
        ({ key, failures, failing_ms }): Queue => ({
          key,
          lease,
          failures,
          failingMs: failing_ms,
          deliveries: (byKey.get(key) ?? []).map((row) => ({
            row: row.id,
            id: row.event_id,
            name: row.name,
            key,
            payload: row.payload,
            trace: row.trace,
            ageMs: row.age_ms,
          })),
        }),
      );
    },

    async nextDue(outlet) {
      const found = await pool.query<{ ms: number | null }>(
        'SELECT (extract(epoch FROM min(next_at) - now()) * 1000)::float8 AS ms FROM event_queues WHERE outlet = $1',
        [outlet],
      );
      return found.rows[0]?.ms ?? null;
    },

    settle(outlet, outcomes, attempts = []) {
      const keys = outcomes.map(({ key }) => key);
      return transaction(pool, async (client) => {
        // Locked first: whoever adds a delivery locks its queue too, so that what follows sees either the delivery or no rival.
        // Here and below each queue is looked up by itself, with a limit where that makes it sure: with a backlog that grew a moment ago the
        // planner believes the tables to be small, and would read all of them for every settlement.
        await client.query(
          `SELECT FROM (SELECT DISTINCT key FROM unnest($2::text[]) AS k(key) ORDER BY key) k CROSS JOIN LATERAL (
             SELECT FROM event_queues WHERE outlet = $1 AND key = k.key FOR UPDATE) q`,
          [outlet, keys],
        );
        const done = outcomes.flatMap((outcome) => outcome.done);
        if (attempts.length > 0) await logAttempts(client, attempts, done);
        else await client.query('DELETE FROM event_deliveries WHERE id = ANY ($1::bigint[])', [done]);
        const parked = outcomes.flatMap((outcome) => outcome.parked ?? []);
        if (parked.length > 0)
          await client.query('UPDATE event_deliveries SET parked_at = now() WHERE id = ANY ($1::bigint[])', [parked]);
        await client.query(
          `DELETE FROM event_queues WHERE ctid = ANY (ARRAY(
             SELECT q.ctid FROM unnest($2::text[]) AS k(key)
             CROSS JOIN LATERAL (SELECT ctid FROM event_queues WHERE outlet = $1 AND key = k.key LIMIT 1) q
             WHERE (SELECT id FROM event_deliveries WHERE outlet = $1 AND key = k.key AND parked_at IS NULL AND done_at IS NULL LIMIT 1) IS NULL))`,
          [outlet, keys],
        );
        await client.query(
          `UPDATE event_queues q SET next_at = now() + b.wait_ms * interval '1 millisecond', failures = b.failures, lease = NULL,
             failing_since = CASE WHEN b.failing THEN COALESCE(CASE WHEN b.fresh THEN NULL ELSE q.failing_since END, now()) END
           FROM unnest($2::text[], $3::text[], $4::float8[], $5::int[], $6::bool[], $7::bool[]) AS b(key, lease, wait_ms, failures, failing, fresh)
           CROSS JOIN LATERAL (SELECT ctid FROM event_queues WHERE outlet = $1 AND key = b.key AND lease = b.lease LIMIT 1) place
           WHERE q.ctid = place.ctid`,
          [
            outlet,
            keys,
            outcomes.map(({ lease }) => lease),
            outcomes.map(({ waitMs }) => waitMs),
            outcomes.map(({ failures }) => failures),
            outcomes.map(({ isFailing }) => isFailing),
            outcomes.map(({ done }) => done.length > 0),
          ],
        );
      });
    },

    async prune(ageMs, loggedMs) {
      await prune(pool, 'event_facts', 'parked_at', ageMs);
      await prune(pool, 'event_deliveries', 'parked_at', ageMs);
      await prune(pool, 'event_deliveries', 'done_at', loggedMs);
    },

    async backlog() {
      const found = await pool.query<{ outlet: string; waiting: number; oldest_ms: number; parked: number }>(
        `SELECT outlet, COALESCE(w.waiting, 0) AS waiting, COALESCE((extract(epoch FROM now() - d.created_at) * 1000)::float8, 0) AS oldest_ms,
           COALESCE(p.parked, 0) AS parked
         FROM (SELECT split_part(outlet, ':', 1) AS outlet, count(*)::int AS waiting, min(id) AS first FROM event_deliveries
               WHERE parked_at IS NULL AND done_at IS NULL GROUP BY 1) w
         FULL JOIN (SELECT split_part(outlet, ':', 1) AS outlet, count(*)::int AS parked FROM event_deliveries
               WHERE parked_at IS NOT NULL GROUP BY 1) p USING (outlet)
         LEFT JOIN LATERAL (SELECT created_at FROM event_deliveries WHERE id = w.first) d ON true
         UNION ALL
         SELECT 'outbox', w.waiting, COALESCE((extract(epoch FROM now() - f.at) * 1000)::float8, 0), p.parked
         FROM (SELECT count(*)::int AS waiting, min(id) AS first FROM event_facts WHERE parked_at IS NULL) w
         CROSS JOIN (SELECT count(*)::int AS parked FROM event_facts WHERE parked_at IS NOT NULL) p
         LEFT JOIN event_facts f ON f.id = w.first WHERE w.waiting + p.parked > 0`,
      );
      return found.rows.map(({ oldest_ms, ...row }) => ({ ...row, oldestMs: oldest_ms }));
    },
  };
}

/** Keeps in the log what came of attempts; those of `done` were taken. */
async function logAttempts(client: PoolClient, attempts: readonly Attempt[], done: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE event_deliveries d SET attempts = d.attempts + 1, last_at = now(), last_status = a.status, last_error = a.error,
       done_at = CASE WHEN d.id = ANY ($4::bigint[]) THEN now() END
     FROM unnest($1::bigint[], $2::int[], $3::text[]) AS a(id, status, error) WHERE d.id = a.id`,
    [attempts.map(({ row }) => row), attempts.map(({ status }) => status), attempts.map(({ error }) => error), done],
  );
}

/** Sends what nothing waits before; what waits for an outlet under a key is left behind by no other of that key. */
async function sendPastQueues(
  client: PoolClient,
  planned: readonly PlannedDelivery[],
  shortcut: Shortcut,
): Promise<ReadonlySet<PlannedDelivery>> {
  const reachable = planned.filter(({ outlet }) => shortcut.outlets.has(outlet));
  if (reachable.length === 0) return NONE;
  const keys = new Set(reachable.map(({ outlet, key }) => placeOf(outlet, key)));
  const queues = await client.query<{ outlet: string; key: string }>(
    `SELECT q.outlet, q.key FROM unnest($1::text[]) AS o(outlet) CROSS JOIN unnest($2::text[]) AS k(key)
     CROSS JOIN LATERAL (SELECT outlet, key FROM event_queues WHERE outlet = o.outlet AND key = k.key LIMIT 1) q`,
    [[...shortcut.outlets], [...new Set(reachable.map(({ key }) => key))]],
  );
  for (const { outlet, key } of queues.rows) keys.delete(placeOf(outlet, key));
  const free = reachable.filter(({ outlet, key }) => keys.has(placeOf(outlet, key)));
  return free.length > 0 ? shortcut.send(free) : NONE;
}

const NONE: ReadonlySet<PlannedDelivery> = new Set();

function placeOf(outlet: string, key: string): string {
  return `${outlet} ${key}`;
}

/** Names a fact, or the part of one that is taken; another database's fact of the same number is named otherwise. */
function seedOf({ id, kind, conversation_id, user_id, from_seq, seq, at }: FactRow): string {
  return [id, kind, conversation_id, user_id, from_seq, seq, at.getTime()].join(' ');
}

/** The webhooks that are switched on; none of them is removed while this transaction runs. */
async function readHooks(client: PoolClient): Promise<(Hook & { readonly since: bigint })[]> {
  const found = await client.query<{ id: string; events: string[]; since: string }>(
    'SELECT id, events, since_fact AS since FROM webhooks WHERE is_active ORDER BY id FOR KEY SHARE',
  );
  return found.rows.map(({ id, events, since }) => ({ id, events, since: BigInt(since) }));
}

/** Deletes what is older, some at a time: a log may be long. */
async function prune(
  pool: Pool,
  table: 'event_facts' | 'event_deliveries',
  time: 'parked_at' | 'done_at',
  ageMs: number,
): Promise<void> {
  for (let deleted = PRUNED_AT_ONCE; deleted === PRUNED_AT_ONCE; ) {
    const result = await pool.query(
      `DELETE FROM ${table} WHERE id = ANY (ARRAY(
         SELECT id FROM ${table} WHERE ${time} < now() - $1 * interval '1 millisecond' LIMIT ${PRUNED_AT_ONCE}))`,
      [ageMs],
    );
    deleted = result.rowCount ?? 0;
  }
}

/** Adds deliveries in their order, and a queue for each key that has none. */
async function addDeliveries(client: PoolClient, planned: readonly PlannedDelivery[]): Promise<void> {
  if (planned.length === 0) return;
  const outlets = planned.map(({ outlet }) => outlet);
  const keys = planned.map(({ key }) => key);
  // The queues first, and by an update that locks those that are there: see `settle`.
  await client.query(
    `INSERT INTO event_queues (outlet, key, next_at)
     SELECT DISTINCT outlet, key, now() FROM unnest($1::text[], $2::text[]) AS b(outlet, key) ORDER BY outlet, key
     ON CONFLICT (outlet, key) DO UPDATE SET key = EXCLUDED.key`,
    [outlets, keys],
  );
  await client.query(
    `INSERT INTO event_deliveries (outlet, key, event_id, name, payload, created_at, trace)
     SELECT outlet, key, event_id, name, payload, least(at, now()), trace
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
       WITH ORDINALITY AS b(outlet, key, event_id, name, payload, at, trace, ord)
     ORDER BY ord`,
    [
      outlets,
      keys,
      planned.map(({ id }) => id),
      planned.map(({ name }) => name),
      planned.map(({ payload }) => payload),
      planned.map(({ at }) => new Date(at)),
      planned.map(({ trace }) => trace ?? null),
    ],
  );
}

/** Removes what was taken; `parked` are the places of facts that are kept aside. Of a cut one the rest stays. */
async function removeFacts(client: PoolClient, { rows, isCut }: Portion, parked: ReadonlySet<number>): Promise<void> {
  const last = rows.length - 1;
  const whole = rows.filter((_row, index) => !parked.has(index) && !(isCut && index === last));
  await client.query('DELETE FROM event_facts WHERE id = ANY ($1::bigint[])', [whole.map(({ id }) => id)]);
  const cut = isCut && !parked.has(last) ? rows[last] : undefined;
  if (cut) await client.query('UPDATE event_facts SET from_seq = $2 WHERE id = $1', [cut.id, cut.seq]);
  if (parked.size === 0) return;
  await client.query('UPDATE event_facts SET parked_at = now() WHERE id = ANY ($1::bigint[])', [
    rows.flatMap(({ id }, index) => (parked.has(index) ? id : [])),
  ]);
}
