import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import { type ConversationScope, DIRECT, EVERYTHING } from '../../core/conversations/scope.ts';
import { createPool } from './pool.ts';
import { andInScope, scopeKey } from './scopes.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const direct = (doctors: ConversationScope['doctors']): ConversationScope => ({ types: ['direct'], doctors });

/** Conversations by the people in them: doctors, a patient, somebody of no known type, one who was a doctor. */
beforeAll(async () => {
  await pool.query(`INSERT INTO users (id, name, user_type) VALUES
    ('d1', 'D', 'doctor'), ('d2', 'D', 'doctor'), ('p', 'P', 'patient'), ('n', 'N', NULL), ('f', 'F', 'doctor')`);
  for (const [id, type, people] of [
    ['d1-d2', 'direct', ['d1', 'd2']],
    ['d1-p', 'direct', ['d1', 'p']],
    ['d1-n', 'direct', ['d1', 'n']],
    ['p-n', 'direct', ['p', 'n']],
    ['f-p', 'direct', ['f', 'p']],
    ['f-d1', 'direct', ['f', 'd1']],
    ['group', 'group', ['d1', 'p', 'n']],
    ['support', 'support', ['p']],
  ] as const) {
    await pool.query(
      `INSERT INTO conversations (id, type, created_by, member_count, activity_at, created_at, updated_at)
       VALUES ($1, $2, 'p', 2, now(), now(), now())`,
      [id, type],
    );
    await pool.query(
      'INSERT INTO conversation_participants (conversation_id, user_id, joined_at) SELECT $1, unnest($2::text[]), now()',
      [id, people],
    );
  }
  await pool.query(`UPDATE users SET user_type = 'patient' WHERE id = 'f'`);
});

const ALL = ['d1-d2', 'd1-n', 'd1-p', 'f-d1', 'f-p', 'group', 'p-n', 'support'];
const cases: [ConversationScope, readonly string[]][] = [
  [EVERYTHING, ALL],
  [DIRECT, ALL.filter((id) => id.includes('-'))],
  [{ types: ['group', 'support'], doctors: null }, ['group', 'support']],
  [{ types: null, doctors: 'some' }, ['d1-d2', 'd1-n', 'd1-p', 'f-d1', 'f-p', 'group']],
  [direct('some'), ['d1-d2', 'd1-n', 'd1-p', 'f-d1', 'f-p']],
  [direct('one'), ['d1-n', 'd1-p', 'f-d1', 'f-p']],
  [direct('both'), ['d1-d2']],
];

test.each(cases)('%j is what it says, whether its people are joined or not', async (scope, expected) => {
  const apart = await pool.query(`SELECT c.id FROM conversations c WHERE true${andInScope(scope)} ORDER BY c.id`);
  expect(apart.rows.map(({ id }) => id)).toEqual(expected);
  const joined = await pool.query(
    `SELECT c.id FROM conversations c
     JOIN conversation_participants p ON p.conversation_id = c.id JOIN users u ON u.id = p.user_id
     JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id > p.user_id JOIN users v ON v.id = o.user_id
     WHERE c.type = 'direct'${andInScope(scope, 'joined')} ORDER BY c.id`,
  );
  expect(joined.rows.map(({ id }) => id)).toEqual(expected.filter((id) => id.includes('-')));
});

test('each scope has a name of its own for prepared statements', () => {
  const keys = cases.map(([scope]) => scopeKey(scope));
  expect(new Set(keys).size).toBe(keys.length);
  expect(scopeKey(EVERYTHING)).toBe('all');
});
