import path from 'node:path';
import pg from 'pg';
import { signToken } from '../token.ts';
import { startServer } from './server.ts';
import { type Plan, type Target, userId, userIds } from './target.ts';

const schema = `
  CREATE TABLE users (id text PRIMARY KEY, name text NOT NULL, role text NOT NULL DEFAULT 'user');
  CREATE TABLE conversations (
    id text PRIMARY KEY, last_message_id bigint, updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE conversation_participants (
    conversation_id text NOT NULL REFERENCES conversations, user_id text NOT NULL REFERENCES users,
    unread_count int NOT NULL DEFAULT 0, PRIMARY KEY (conversation_id, user_id)
  );
  CREATE INDEX ON conversation_participants (user_id);
  CREATE TABLE messages (
    id bigserial PRIMARY KEY, conversation_id text NOT NULL REFERENCES conversations,
    sender_id text NOT NULL REFERENCES users, content text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ON messages (conversation_id, id);`;

/** The tables of the usual design: what `naive` writes to and `plain` reads from. */
export type UsualTables = {
  readonly url: string;
  fill(plan: Plan, messagesEach: number): Promise<string[]>;
  count(): Promise<number>;
};

/** Creates the tables in an empty database. */
export async function createUsualTables(url: string): Promise<UsualTables> {
  const run = async (text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  };
  await run(schema);
  return {
    url,
    /** Inserts users, conversations, members and so many messages by each member; returns the conversations' ids. */
    async fill(plan, messagesEach) {
      const ids = plan.conversations.map((_, index) => `${plan.prefix}-c${index}`);
      const seats = plan.conversations.flatMap((members, index) =>
        members.map((member) => ({ conversation: ids[index], user: userId(plan, member) })),
      );
      const columns = [seats.map((seat) => seat.conversation), seats.map((seat) => seat.user)];
      await run("INSERT INTO users (id, name) SELECT id, 'User ' || id FROM unnest($1::text[]) AS id", [userIds(plan)]);
      await run('INSERT INTO conversations (id) SELECT unnest($1::text[])', [ids]);
      await run(
        `INSERT INTO conversation_participants (conversation_id, user_id, unread_count)
         SELECT c, u, $3 * ((SELECT count(*) FROM unnest($1::text[]) AS d WHERE d = c) - 1)
           FROM unnest($1::text[], $2::text[]) AS seat (c, u)`,
        [...columns, messagesEach],
      );
      await run(
        `INSERT INTO messages (conversation_id, sender_id, content)
         SELECT c, u, repeat('the quick brown fox ', 5) FROM unnest($1::text[], $2::text[]) AS seat (c, u), generate_series(1, $3)`,
        [...columns, messagesEach],
      );
      await run('ANALYZE');
      return ids;
    },
    async count() {
      const result = await run('SELECT count(*) AS count FROM messages');
      return Number(result.rows[0].count);
    },
  };
}

function usualTarget(name: 'naive' | 'plain', tables: UsualTables, core: number | null, directory: string): Target {
  return {
    name,
    numbered: false,
    start: (nodeArguments = []) =>
      startServer({
        script: path.join(import.meta.dirname, `programs/${name}.ts`),
        core,
        environment: { DATABASE_URL: tables.url },
        nodeArguments,
        directory,
      }),
    async prepare(_server, plan) {
      const ids = await tables.fill(plan, 0);
      const conversations = plan.conversations.map((members, index) => ({ id: ids[index] as string, members }));
      return { tokens: userIds(plan).map((id) => signToken(id)), conversations };
    },
    stored: () => tables.count(),
  };
}

/** The usual design: three awaited statements a message. */
export function naiveTarget(tables: UsualTables, core: number | null, directory: string): Target {
  return usualTarget('naive', tables, core, directory);
}

/** `node:http` and `pg` without anything else. */
export function plainTarget(tables: UsualTables, core: number | null, directory: string): Target {
  return usualTarget('plain', tables, core, directory);
}
