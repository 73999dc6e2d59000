import type { Pool } from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createMessageSearch } from '../../src/adapters/postgres/search.ts';
import { createMessageSearchIndex } from '../../src/adapters/postgres/search-index.ts';
import { EVERYTHING } from '../../src/core/conversations/scope.ts';
import { fold } from '../../src/core/search/fold.ts';
import { matches } from '../../src/core/search/match.ts';
import { splitQuery } from '../../src/core/search/query.ts';
import {
  comparePositions,
  type FoundMessage,
  type MessageSearch,
  type MessageSearchIndex,
  type MessageSearchInput,
} from '../../src/core/search/store.ts';
import { createDatabase } from './postgres.ts';

export type Asked = Partial<Omit<MessageSearchInput, 'parts'>> & { readonly q: string };

/** `at` in milliseconds. */
export type Said = {
  readonly content: string;
  readonly senderId?: string;
  readonly type?: string;
  readonly at: number;
};

/** A database with the people ann, bo and cy, in which messages are written as the writer does. */
export type SearchFixture = {
  readonly pool: Pool;
  readonly search: MessageSearch;
  readonly index: MessageSearchIndex;
  /** A conversation with nothing in it. */
  makeConversation(members: readonly string[]): Promise<string>;
  /** Appends messages, numbered without gaps. */
  say(conversationId: string, messages: readonly Said[]): Promise<void>;
  edit(conversationId: string, seq: number, content: string): Promise<void>;
  remove(conversationId: string, seq: number): Promise<void>;
  /** Brings the index of these conversations to their end. */
  indexAll(conversationIds: readonly string[]): Promise<void>;
  /** The texts that ann, or who is given, finds. */
  find(asked: Asked): Promise<string[]>;
  /** What search must answer: every message of the store looked at, one after the other. */
  scan(input: MessageSearchInput): Promise<FoundMessage[]>;
  end(): Promise<void>;
};

/** What ann asks for, everywhere, unless said otherwise. */
export function inputOf({ q, ...more }: Asked): MessageSearchInput {
  const everything = {
    scope: EVERYTHING,
    conversationId: null,
    senderId: null,
    type: null,
    from: null,
    to: null,
    before: null,
  };
  return { ...everything, limit: 100, userId: 'ann', ...more, parts: splitQuery(q) };
}

export async function createSearchFixture(): Promise<SearchFixture> {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  const pool = createPool(database.url, 10);
  await pool.query(`INSERT INTO users (id, name) SELECT u, u FROM unnest('{ann,bo,cy}'::text[]) u`);
  const search = createMessageSearch(pool);
  const index = createMessageSearchIndex(pool);
  let made = 0;

  return {
    pool,
    search,
    index,

    async makeConversation(members) {
      made += 1;
      const id = `c${String(made).padStart(22, '0')}`;
      await pool.query(
        `INSERT INTO conversations (id, type, created_by, member_count, activity_at, created_at, updated_at)
         VALUES ($1, 'group', 'ann', $2, to_timestamp(0), to_timestamp(0), to_timestamp(0))`,
        [id, members.length],
      );
      await pool.query(
        `INSERT INTO conversation_participants (conversation_id, user_id, joined_at) SELECT $1, u, now() FROM unnest($2::text[]) u`,
        [id, members],
      );
      return id;
    },

    async say(conversationId, messages) {
      await pool.query(
        `WITH head AS (
           UPDATE conversations SET last_seq = last_seq + $2, activity_at = $3 WHERE id = $1 RETURNING last_seq - $2 AS base
         )
         INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
         SELECT $1, base + ord, sender_id, type, content, at, at
         FROM head, unnest($4::text[], $5::text[], $6::text[], $7::timestamptz[])
           WITH ORDINALITY AS m(content, sender_id, type, at, ord)`,
        [
          conversationId,
          messages.length,
          new Date(messages.at(-1)?.at ?? 0),
          messages.map(({ content }) => content),
          messages.map(({ senderId }) => senderId ?? 'ann'),
          messages.map(({ type }) => type ?? 'text'),
          messages.map(({ at }) => new Date(at)),
        ],
      );
    },

    async edit(conversationId, seq, content) {
      await pool.query(
        'UPDATE messages SET content = $3, edited_at = now() WHERE conversation_id = $1 AND seq = $2 AND deleted_at IS NULL',
        [conversationId, seq, content],
      );
    },

    async remove(conversationId, seq) {
      await pool.query(`UPDATE messages SET content = '', deleted_at = now() WHERE conversation_id = $1 AND seq = $2`, [
        conversationId,
        seq,
      ]);
    },

    async indexAll(conversationIds) {
      for (let behind = conversationIds; behind.length > 0; ) {
        const progress = await index.advance(behind, true);
        if (progress === 'elsewhere') continue;
        behind = progress.filter((entry) => entry.indexedSeq < entry.lastSeq).map((entry) => entry.conversationId);
      }
      while ((await index.amend()) !== 0);
    },

    async find(asked) {
      const page = await search.search(inputOf(asked));
      return page.messages.map((message) => message.content);
    },

    scan: (input) => scan(pool, input),

    async end() {
      await pool.end();
      await database.drop();
    },
  };
}

type StoredRow = {
  conversation_id: string;
  seq: number;
  sender_id: string;
  type: string;
  content: string;
  created_at: Date;
};

async function scan(pool: Pool, input: MessageSearchInput): Promise<FoundMessage[]> {
  const stored = await pool.query<StoredRow>(
    `SELECT m.* FROM messages m
     JOIN conversation_participants p ON p.conversation_id = m.conversation_id AND p.user_id = $1
     WHERE m.deleted_at IS NULL AND m.seq > p.cleared_seq AND ($2::text IS NULL OR m.conversation_id = $2)
       AND (m.conversation_id, m.seq) NOT IN (SELECT conversation_id, seq FROM message_hides WHERE user_id = $1)`,
    [input.userId, input.conversationId],
  );
  return stored.rows
    .map((row) => ({ row, createdAt: row.created_at.getTime() }))
    .filter(({ row }) => row.content !== '' && matches(fold(row.content), input.parts))
    .filter(({ row }) => input.senderId === null || row.sender_id === input.senderId)
    .filter(({ row }) => input.type === null || row.type === input.type)
    .filter(({ createdAt }) => createdAt >= (input.from ?? 0) && createdAt <= (input.to ?? Number.POSITIVE_INFINITY))
    .map(({ row, createdAt }) => {
      return { conversationId: row.conversation_id, seq: row.seq, content: row.content, createdAt };
    })
    .sort(comparePositions);
}
