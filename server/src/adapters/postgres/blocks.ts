import type { Pool } from 'pg';
import type { AccessChange, BlockStore } from '../../core/users/blocks.ts';
import type { UserRef } from '../../core/users/types.ts';

const MOVE_ACCESS = `
  UPDATE conversations SET access_version = access_version + 1
  WHERE direct_key = $3 AND EXISTS (SELECT 1 FROM changed)
  RETURNING id AS "conversationId", access_version AS "accessVersion"`;

const BLOCK = `
  WITH changed AS (
    INSERT INTO user_blocks (blocker_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1)
  ${MOVE_ACCESS}`;

const UNBLOCK = `
  WITH changed AS (DELETE FROM user_blocks WHERE blocker_id = $1 AND blocked_id = $2 RETURNING 1)
  ${MOVE_ACCESS}`;

/** Blocks in PostgreSQL; each change and its new access version are one statement. */
export function createBlockStore(pool: Pool): BlockStore {
  async function change(statement: string, blockerId: string, blockedId: string): Promise<AccessChange | null> {
    const key = JSON.stringify([blockerId, blockedId].sort());
    const result = await pool.query<AccessChange>(statement, [blockerId, blockedId, key]);
    return result.rows[0] ?? null;
  }

  return {
    block: (blockerId, blockedId) => change(BLOCK, blockerId, blockedId),
    unblock: (blockerId, blockedId) => change(UNBLOCK, blockerId, blockedId),

    async has(blockerId, blockedId) {
      const result = await pool.query('SELECT 1 FROM user_blocks WHERE blocker_id = $1 AND blocked_id = $2', [
        blockerId,
        blockedId,
      ]);
      return result.rows.length > 0;
    },

    async list(blockerId, after, limit) {
      const result = await pool.query<UserRef>(
        `SELECT u.id, u.name, u.avatar, u.role FROM user_blocks b JOIN users u ON u.id = b.blocked_id
         WHERE b.blocker_id = $1 AND ($2::text IS NULL OR b.blocked_id > $2) ORDER BY b.blocked_id LIMIT $3`,
        [blockerId, after, limit],
      );
      return result.rows;
    },
  };
}
