import { CLUSTER_MUTANTS } from './clusterMutants.ts';
import type { Mutant } from './mutant.ts';
import type { Patch } from './patcher.ts';

const STATEMENTS = 'adapters/postgres/writer-statements.ts';
const WRITER = 'adapters/postgres/writer.ts';

/** What was placed is known before it is committed. The commit comes 40 ms later, as on a slow disk. */
const COMMIT_LATER: readonly Patch[] = [
  {
    file: STATEMENTS,
    find: 'if (!whole && !linked && !reacting && !failpoints)\n    return { first: await insert(client, messages, at), reactions: NONE };',
    put: `await client.query('BEGIN');
      const early = await insert(client, messages, at).catch(async (error) => {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      });
      const lag = new Promise((resolve) => setTimeout(resolve, 40));
      return { first: early, reactions: NONE, committed: lag.then(() => client.query('COMMIT')) };`,
  },
  {
    file: WRITER,
    find: "    return 'done';\n  }\n\n  /** Answers those",
    put: "    await placed.committed;\n    return 'done';\n  }\n\n  /** Answers those",
  },
];

/** Those of one server. */
export const SINGLE_MUTANTS: readonly Mutant[] = [
  {
    name: 'ack-before-commit',
    about: 'messages are acknowledged, and the commit follows',
    rules: ['C1'],
    faults: ['F3', 'F5', 'F1'],
    loss: 0,
    patches: COMMIT_LATER,
  },
  {
    name: 'broadcast-before-commit',
    about: 'messages are shown to others before the commit; the ack waits for it',
    rules: ['C2'],
    faults: ['F5', 'F3'],
    loss: 0,
    patches: [
      ...COMMIT_LATER,
      {
        file: 'adapters/postgres/writer-batch.ts',
        find: "resolve({ kind: 'written', seq, createdAt: now, reaction });",
        put: "resolve({ kind: 'written', seq, createdAt: now, reaction, committed: placed.committed });",
      },
      {
        file: 'core/conversations/settle.ts',
        find: 'return { message, duplicate: false };',
        put: `return result.committed.then(
            () => ({ message, duplicate: false }),
            () => { throw new ParleyError('unavailable', 'The database cannot be reached', { retryAfter: 1 }); },
          );`,
      },
    ],
  },
  {
    name: 'max-plus-one',
    about: 'numbers are max(seq) + 1 as each of several writers sees it, and nothing in the database forbids twins',
    rules: ['C4'],
    faults: ['F3'],
    loss: 0,
    patches: [
      {
        file: STATEMENTS,
        find: `  UPDATE conversations SET last_seq = last_seq + 1, activity_at = $11, head_xid = pg_current_xact_id()
  WHERE id = $1`,
        put: `  SELECT (SELECT coalesce(max(m.seq), 0) + 1 FROM messages m WHERE m.conversation_id = $1) AS last_seq
  FROM conversations WHERE id = $1`,
      },
      {
        file: STATEMENTS,
        find: ' RETURNING last_seq\n)',
        put: `
), moved AS (
  UPDATE conversations c SET last_seq = greatest(c.last_seq, head.last_seq), activity_at = $11, head_xid = pg_current_xact_id()
  FROM head WHERE c.id = $1
)`,
      },
      {
        file: WRITER,
        find: 'await this.#commit(this.#take());',
        put: 'for (const waiting of this.#take()) void this.#commit([waiting]);',
      },
      {
        file: WRITER,
        find: 'return this.#connection.run((client) => insertBatch',
        put: `const run = async (work) => {
            const client = await this.#options.pool.connect();
            let broken;
            try { return await work(client); } catch (error) { broken = error; throw error; } finally { client.release(broken); }
          };
          return run((client) => insertBatch`,
      },
    ],
    after: ['ALTER TABLE messages DROP CONSTRAINT IF EXISTS messages_pkey'],
  },
  {
    name: 'no-unique-client-id',
    about: 'nothing in the database makes a client id unique',
    rules: ['C3'],
    faults: ['F1'],
    loss: 0.02,
    patches: [],
    after: ['DROP INDEX IF EXISTS messages_client_id'],
  },
  {
    name: 'synchronous-commit-off',
    about: 'the database answers before its log is on the disk, and the refusal to start is overridden by its name',
    rules: ['C1'],
    faults: ['F3'],
    loss: 0,
    patches: [],
    environment: { ALLOW_UNSAFE_DATABASE: 'true' },
    before: [
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`,
    ],
  },
  {
    name: 'read-before-subscribe',
    about: 'a connection gets its pushes only some time after it was let in and could read what it had missed',
    rules: ['C6'],
    faults: ['F1'],
    loss: 0,
    patches: [
      {
        file: 'contracts/helpdesk/socket/index.ts',
        find: 'channel.add(connection);',
        put: 'setTimeout(() => peer.socket.connected && channel.add(connection), 1_000);',
      },
    ],
  },
  {
    name: 'marks-move-back',
    about: 'a read mark goes wherever the last call says',
    rules: ['C1', 'C11'],
    faults: ['F1'],
    loss: 0,
    patches: [
      {
        file: 'adapters/postgres/marks.ts',
        find: 'AND l.target > l.last_read_seq\n    AND ($5 OR l.target >= l.unread_seq)',
        put: 'AND l.target <> l.last_read_seq AND $5::boolean IS NOT NULL',
      },
    ],
  },
  {
    name: 'no-membership-check',
    about: 'whoever knows the id of a conversation may read it',
    rules: ['C10'],
    faults: ['F1'],
    loss: 0,
    patches: [
      {
        file: 'core/conversations/access.ts',
        find: "    if (membership.type !== 'support' || !isAgent(actor)) throw notMember();\n",
        put: '',
      },
    ],
  },
];

/** All there are. */
export const MUTANTS: readonly Mutant[] = [...SINGLE_MUTANTS, ...CLUSTER_MUTANTS];

/** Throws when there is none of that name. */
export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (found === undefined) {
    throw new Error(`no mutant ${name}; there are: ${MUTANTS.map((each) => each.name).join(', ')}`);
  }
  return found;
}
