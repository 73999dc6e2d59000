import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { Role } from '../../core/actor.ts';
import { createInquiryStore } from './inquiries.ts';
import { createMessageStore } from './messages.ts';
import { createPool } from './pool.ts';
import { createSupportStore } from './support.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
await pool.query(`INSERT INTO users (id, name, role) VALUES ('ann', 'Ann', 'user')`);
afterAll(async () => {
  await pool.end();
  await database.drop();
});
const support = createSupportStore(pool, Date.now);

/** A conversation of Ann's, and the messages that she sends in it. */
async function conversation(id: string) {
  const people = [{ userId: 'ann', role: 'user' }] as const;
  await createInquiryStore(pool, Date.now).create({
    id,
    origin: 'here',
    title: null,
    metadata: {},
    people: [...people],
  });
  return {
    async send(role: Role) {
      await support.noteRole(id, 'ann', role);
      await pool.query(
        `WITH head AS (UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
         INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
         SELECT $1, last_seq, 'ann', 'text', 'x', now(), now() FROM head`,
        [id],
      );
    },
    async kept() {
      const result = await pool.query(
        `SELECT jsonb_array_length(user_roles) AS roles FROM conversation_participants WHERE conversation_id = $1`,
        [id],
      );
      return Number(result.rows[0].roles);
    },
    async roles(count: number) {
      const addresses = Array.from({ length: count }, (_, index) => ({ conversationId: id, seq: index + 1 }));
      const messages = await createMessageStore(pool, Date.now).find(addresses);
      return [...messages].sort((a, b) => a.seq - b.seq).map(({ sender }) => sender?.role);
    },
  };
}

test('of who writes in turning roles a few are kept at hand, and each message has the one that it was sent in', async () => {
  const { send, kept, roles } = await conversation('c1');
  const sent: Role[] = [];
  for (let i = 0; i < 120; i++) {
    const role = (['user', 'admin', 'agent', 'agent', 'user'] as const)[i % 5] ?? 'user';
    await send(role);
    sent.push(role);
  }
  expect(await kept()).toBeLessThanOrEqual(16);
  expect(await roles(120)).toEqual(sent);
});

test('roles in which nothing is sent leave nothing behind', async () => {
  const { send, kept, roles } = await conversation('c2');
  await send('user');
  for (let i = 0; i < 50; i++) {
    await support.noteRole('c2', 'ann', 'admin');
    await support.noteRole('c2', 'ann', 'user');
  }
  await send('admin');
  expect(await kept()).toBe(2);
  expect(await roles(2)).toEqual(['user', 'admin']);
});

test('who changes roles without end leaves those who write in between some time', async () => {
  const { send } = await conversation('c3');
  await send('user');
  const began = performance.now();
  for (let i = 0; i < 10; i++) await support.noteRole('c3', 'ann', i % 2 === 0 ? 'admin' : 'user');
  expect(performance.now() - began).toBeGreaterThan(9 * 25 - 20);
});
